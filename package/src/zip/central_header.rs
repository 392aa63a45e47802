//! A header of the central directory.

use super::bytes::{u16_at, u32_at};
use super::extra_fields::Extent;

/// What stands before each header of the directory.
pub(crate) const CENTRAL_SIGNATURE: [u8; 4] = *b"PK\x01\x02";

/// Bytes of a header without its name, extra fields and comment.
pub(crate) const CENTRAL_LENGTH: usize = 46;

const UNIX: u8 = 3;
const DARWIN: u8 = 19;

/// A header of the central directory.
pub(crate) struct CentralHeader<'a> {
    fixed: &'a [u8],
    pub(crate) name: &'a [u8],
    pub(crate) extra: &'a [u8],
}

/// What Unix's mode says that an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileType {
    Unknown,
    File,
    Directory,
    Symlink,
    Special,
}

impl<'a> CentralHeader<'a> {
    /// Bytes of the whole header, by its first 46.
    pub(crate) fn length(fixed: &[u8]) -> Option<usize> {
        let variable = [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)));
        fixed.starts_with(&CENTRAL_SIGNATURE).then(|| CENTRAL_LENGTH + variable.iter().sum::<usize>())
    }

    /// Reads the whole header.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<CentralHeader<'a>> {
        let (fixed, rest) = bytes.split_at_checked(CENTRAL_LENGTH)?;
        let (name, rest) = rest.split_at_checked(usize::from(u16_at(fixed, 28)))?;
        let (extra, _comment) = rest.split_at_checked(usize::from(u16_at(fixed, 30)))?;
        Some(CentralHeader { fixed, name, extra })
    }

    pub(crate) fn flags(&self) -> u16 {
        u16_at(self.fixed, 8)
    }

    pub(crate) fn method(&self) -> u16 {
        u16_at(self.fixed, 10)
    }

    /// Time in the lower half, date in the upper one.
    pub(crate) fn time(&self) -> u32 {
        u32_at(self.fixed, 12)
    }

    pub(crate) fn crc(&self) -> u32 {
        u32_at(self.fixed, 16)
    }

    /// Whether the data begins on this disk, the only one.
    pub(crate) fn is_on_first_disk(&self) -> bool {
        matches!(u16_at(self.fixed, 34), 0 | u16::MAX)
    }

    /// Sizes and offset before ZIP64.
    pub(crate) fn extent(&self) -> Extent {
        let number = |at| u64::from(u32_at(self.fixed, at));
        Extent { size: number(24), compressed_size: number(20), offset: number(42) }
    }

    /// Unix's mode, where Unix made the entry.
    fn mode(&self) -> Option<u16> {
        let mode = u16_at(self.fixed, 40);
        matches!(self.fixed.get(5), Some(&(UNIX | DARWIN))).then_some(mode)
    }

    pub(crate) fn is_executable(&self) -> bool {
        self.mode().is_some_and(|mode| mode & 0o100 != 0)
    }

    pub(crate) fn file_type(&self) -> FileType {
        match self.mode().unwrap_or(0) & 0o170_000 {
            0 => FileType::Unknown,
            0o100_000 => FileType::File,
            0o040_000 => FileType::Directory,
            0o120_000 => FileType::Symlink,
            _ => FileType::Special,
        }
    }
}

/// Seconds since 1970 of a zip's date and time, read as UTC; `None` where they are no date.
pub(crate) fn seconds(time: u32) -> Option<i64> {
    let part = |from: u32, bits: u32| i64::from((time >> from) & ((1 << bits) - 1));
    let (year, month, day) = (1980 + part(25, 7), part(21, 4), part(16, 5));
    let (hour, minute, second) = (part(11, 5), part(5, 6), part(0, 5) * 2);
    if !(1..=12).contains(&month) || day == 0 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970-01-01 by years that begin in March (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * month + 2) / 5 + day - 1;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second)
}
