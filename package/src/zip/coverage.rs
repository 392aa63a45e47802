//! Whether local headers, data and descriptors fill the zip up to its directory, each byte once.

use super::end_record::EndRecord;
use super::local_header::{self, HAS_DESCRIPTOR, LocalHeader};
use crate::entry::Entry;
use crate::finding::Finding;
use crate::order::ordered;
use crate::read_at::{ReadAt, Window};
use crate::reason::Reason;

/// A walk over the entries in the order of their data.
pub(crate) struct Coverage {
    /// Entries by their offsets.
    order: Vec<usize>,
    next: usize,
    /// Where the directory begins.
    directory: u64,
    /// Where the data of the entries so far ends.
    reached: u64,
    /// Whether every entry is known, so that other bytes belong to none.
    is_complete: bool,
    /// Bytes that belong to no entry.
    gaps: Vec<std::ops::Range<u64>>,
}

/// The next entry of the walk.
pub(crate) struct Visit {
    pub(crate) index: usize,
    /// Its header, where its data can be read.
    pub(crate) header: Option<LocalHeader>,
}

fn offset(entry: &Entry) -> u64 {
    entry.place.as_ref().map_or(0, |place| place.offset)
}

impl Coverage {
    pub(crate) fn new(entries: &[Entry], record: &EndRecord, is_complete: bool) -> Coverage {
        let order = ordered(entries.len(), &|a, b| entries.get(a).map(offset).cmp(&entries.get(b).map(offset)));
        let directory = record.directory.start;
        Coverage { order, next: 0, directory, reached: 0, is_complete, gaps: Vec::new() }
    }

    /// Whether bytes stand in front of the first entry; asked once, before the walk.
    pub(crate) fn has_bytes_before(&mut self, entries: &[Entry]) -> bool {
        let first = self.order.first().and_then(|index| entries.get(*index)).map_or(self.directory, offset);
        let first = first.min(self.directory);
        self.gaps.push(0..first);
        self.reached = first;
        first > 0
    }

    /// Goes on to the next entry, checks its header and what is behind its data.
    pub(crate) fn visit(
        &mut self,
        entries: &[Entry],
        findings: &mut Vec<Finding>,
        source: &impl ReadAt,
        window: &mut Window,
    ) -> Option<Visit> {
        let index = *self.order.get(self.next)?;
        self.next += 1;
        let entry = entries.get(index)?;
        let mut fault = |reason| findings.push(Finding::of_entry(reason, &entry.path));
        let place = entry.place.as_ref()?;
        let behind = self.order.get(self.next).and_then(|index| entries.get(*index)).map_or(self.directory, offset);
        let behind = behind.min(self.directory);
        let Some(header) = local_header::read(entry, place, source, window).filter(|_| place.offset < self.directory)
        else {
            fault(Reason::LocalHeaderMissing);
            self.reached = self.reached.max(behind);
            return Some(Visit { index, header: None });
        };
        if let Some(reason) = header.fault {
            fault(reason);
        }
        let end = header.data.saturating_add(entry.compressed_size);
        let is_apart = place.offset >= self.reached && end <= behind;
        self.reached = self.reached.max(end);
        if !is_apart {
            fault(Reason::Overlap);
            return Some(Visit { index, header: None });
        }
        let rest = (end, behind - end);
        let is_streamed = place.flags & HAS_DESCRIPTOR != 0;
        if is_streamed && local_header::has_descriptor(entry, place, rest, source, window) {
            self.reached = behind;
        } else if is_streamed && !local_header::has_any_descriptor(entry, place, end, source, window) {
            fault(Reason::DescriptorMismatch);
        } else if rest.1 > 0 && self.is_complete {
            fault(Reason::UnexplainedBytes);
            self.gaps.push(end..behind);
        }
        Some(Visit { index, header: place.readable.then_some(header) })
    }

    /// Whether this position belongs to no entry.
    pub(crate) fn is_unexplained(&self, at: u64) -> bool {
        at >= self.directory || self.gaps.iter().any(|gap| gap.contains(&at))
    }
}
