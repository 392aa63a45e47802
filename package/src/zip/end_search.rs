//! Looks for the end record, from the end backwards.

use super::bytes::u16_at;
use super::end_record::{END_LENGTH, END_SIGNATURE, EndRecord};
use crate::read_at::{ReadAt, Window};
use crate::reason::Reason;

/// What is looked at together: more than an end record with its longest comment.
const STRIDE: u64 = 128 << 10;

/// How many signatures are looked at: bytes that hold millions of them are no zip.
const MAX_CANDIDATES: usize = 10_000;

/// The search for the end record.
pub(crate) struct EndSearch {
    /// What is not searched yet ends here.
    until: Option<u64>,
    /// Where signatures stand, the last first.
    candidates: Vec<u64>,
}

impl EndSearch {
    pub(crate) fn new() -> EndSearch {
        EndSearch { until: None, candidates: Vec::new() }
    }

    /// Searches the next stretch; `None` where there is more to search.
    pub(crate) fn step(&mut self, source: &impl ReadAt, window: &mut Window) -> Option<Result<EndRecord, Reason>> {
        let until = self.until.unwrap_or(source.size());
        let from = until.saturating_sub(STRIDE);
        let length = usize::try_from((until + END_LENGTH - 1).min(source.size()) - from).unwrap_or(0);
        let known = self.candidates.len();
        let bytes = window.exact(source, from, length).unwrap_or_default();
        let records = bytes.windows(END_LENGTH as usize).enumerate().rev();
        let found = records.filter(|(_, record)| record.starts_with(&END_SIGNATURE));
        let found = found.map(|(at, record)| (from + at as u64, u64::from(u16_at(record, 20))));
        let mut exact = Vec::new();
        for (at, comment) in found.take(MAX_CANDIDATES.saturating_sub(known)) {
            self.candidates.push(at);
            if at + END_LENGTH + comment == source.size() {
                exact.push(at);
            }
        }
        self.until = Some(from);
        // One whose comment ends with the zip comes first; else bytes follow it, or its comment is cut off.
        let record = exact.iter().chain(&self.candidates[known..]).find_map(|at| EndRecord::read(source, *at));
        if let Some(record) = record {
            return Some(Ok(record));
        }
        if from > 0 && self.candidates.len() < MAX_CANDIDATES {
            return None;
        }
        Some(Err(if self.candidates.is_empty() { Reason::NoEndRecord } else { Reason::NoDirectory }))
    }

    /// Where other signatures stand than the end record's.
    pub(crate) fn others(&self, record: &EndRecord) -> impl Iterator<Item = u64> {
        self.candidates.iter().copied().filter(|at| *at != record.position)
    }
}

/// Whether a second record could be read here: whole, with its directory in front of it.
pub(crate) fn is_readable(source: &impl ReadAt, at: u64) -> bool {
    EndRecord::read(source, at).is_some()
}
