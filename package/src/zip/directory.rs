//! The central directory as entries.

use super::central_header::{CENTRAL_LENGTH, CentralHeader, FileType, seconds};
use super::end_record::EndRecord;
use super::entry_reader::unreadable;
use super::extra_fields::{Ambiguous, modified, widened};
use super::raw_name::{Encoding, decoded, escaped};
use crate::entry::{Entry, Kind, Place};
use crate::finding::{Finding, Level};
use crate::limits::{Limits, MAX_NAME_BYTES};
use crate::notices::Notices;
use crate::read_at::{ReadAt, Window};
use crate::reason::{Notice, Reason};
use crate::services::Runtime;

/// What the directory holds.
#[derive(Default)]
pub(crate) struct Directory {
    pub(crate) entries: Vec<Entry>,
    pub(crate) findings: Vec<Finding>,
    /// Whether every header was read.
    pub(crate) is_complete: bool,
    notices: Notices,
    has_gbk: bool,
}

impl Directory {
    /// Reads every header, and checks each by itself.
    pub(crate) fn read(
        record: &EndRecord,
        limits: &Limits,
        source: &impl ReadAt,
        window: &mut Window,
        runtime: &impl Runtime,
    ) -> Directory {
        let mut directory = Directory::default();
        let fault = directory.read_headers(record, limits, source, window, runtime);
        directory.is_complete = fault.is_none();
        let count = directory.entries.len() as u64;
        let fault = fault.or_else(|| (count != record.count).then_some(Reason::CountMismatch));
        let is_known = fault.is_some_and(|fault| record.faults.contains(&fault));
        directory.findings.extend(fault.filter(|_| !is_known).map(Finding::of_package));
        directory
    }

    fn read_headers(
        &mut self,
        record: &EndRecord,
        limits: &Limits,
        source: &impl ReadAt,
        window: &mut Window,
        runtime: &impl Runtime,
    ) -> Option<Reason> {
        let mut at = record.directory.start;
        let mut name_bytes = 0;
        while at < record.directory.end {
            if self.entries.len() as u64 >= u64::from(limits.max_entries) || name_bytes > MAX_NAME_BYTES {
                return Some(Reason::TooManyEntries);
            }
            let length = window.exact(source, at, CENTRAL_LENGTH).and_then(CentralHeader::length);
            let length = length.filter(|length| *length as u64 <= record.directory.end - at);
            let header = length.and_then(|length| CentralHeader::read(window.exact(source, at, length)?));
            let (Some(length), Some(header)) = (length, header) else { return Some(Reason::DirectoryDamaged) };
            name_bytes += header.name.len() as u64;
            self.take(&header, record.shift, runtime);
            at += length as u64;
        }
        None
    }

    fn take(&mut self, header: &CentralHeader, shift: i64, runtime: &impl Runtime) {
        let mut faults = Vec::new();
        let (path, encoding) = match decoded(header.name, header.flags(), header.extra, runtime) {
            Ok(name) => name,
            Err(Ambiguous) => {
                faults.push(Reason::HeaderMismatch);
                match std::str::from_utf8(header.name) {
                    Ok(name) => (name.to_owned(), Encoding::Utf8),
                    Err(_) => (escaped(header.name), Encoding::Escaped),
                }
            }
        };
        let extent = widened(header.extent(), header.extra).unwrap_or_else(|Ambiguous| {
            faults.push(Reason::Zip64Mismatch);
            header.extent()
        });
        if !header.is_on_first_disk() {
            faults.push(Reason::SeveralDisks);
        }
        let has_slash = path.ends_with('/');
        let (kind, is_special) = match (header.file_type(), has_slash) {
            (FileType::Symlink, false) => (Kind::Symlink, false),
            (FileType::Unknown | FileType::File, false) => (Kind::File, false),
            (FileType::Unknown | FileType::File | FileType::Directory, true) => (Kind::Directory, false),
            (FileType::Directory | FileType::Special, false) => (Kind::File, true),
            (FileType::Symlink | FileType::Special, true) => (Kind::Directory, true),
        };
        if is_special {
            faults.push(Reason::SpecialFile);
        }
        if kind == Kind::Directory && extent.size > 0 {
            faults.push(Reason::DirectoryData);
        }
        let mut place = Place {
            offset: extent.offset.checked_add_signed(shift).unwrap_or(u64::MAX),
            flags: header.flags(),
            method: header.method(),
            crc: header.crc(),
            time: header.time(),
            raw_name: (path.as_bytes() != header.name).then(|| header.name.into()),
            readable: true,
        };
        if let Some(reason) = unreadable(&place) {
            place.readable = false;
            faults.push(reason);
        }
        let entry = Entry {
            kind,
            size: extent.size,
            compressed_size: extent.compressed_size,
            checksum: None,
            executable: kind == Kind::File && header.is_executable(),
            modified: modified(header.extra).or_else(|| seconds(header.time())),
            leads_outside: false,
            place: Some(place),
            path,
        };
        self.findings.extend(faults.into_iter().map(|reason| Finding::of_entry(reason, &entry.path)));
        if encoding == Encoding::Gbk && !std::mem::replace(&mut self.has_gbk, true) {
            self.findings.push(Finding::notice(Level::Info, Notice::GbkNames, Some(&entry.path)));
        }
        self.notices.see_name(&entry, encoding != Encoding::Escaped, &mut self.findings);
        self.entries.push(entry);
    }
}
