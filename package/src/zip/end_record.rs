//! The end record, with ZIP64's, and the directory it leads to.

use super::bytes::{u16_at, u32_at, u64_at};
use super::central_header::CENTRAL_SIGNATURE;
use crate::read_at::{ReadAt, array};
use crate::reason::Reason;

pub(crate) const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
pub(crate) const END_LENGTH: u64 = 22;
const LOCATOR_SIGNATURE: &[u8] = b"PK\x06\x07";
const LOCATOR_LENGTH: u64 = 20;
const WIDE_SIGNATURE: &[u8] = b"PK\x06\x06";
const WIDE_LENGTH: u64 = 56;

/// What the end record says, and where the directory really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EndRecord {
    /// Where the record begins.
    pub(crate) position: u64,
    /// Where its comment ends.
    pub(crate) end: u64,
    /// Where the directory begins and ends.
    pub(crate) directory: std::ops::Range<u64>,
    /// How many entries it should have.
    pub(crate) count: u64,
    /// What is added to the offsets of local headers: the number of bytes before the zip.
    pub(crate) shift: i64,
    /// What is wrong so far.
    pub(crate) faults: Vec<Reason>,
}

/// The numbers of an end record, of either size.
struct Numbers {
    disks: [u64; 2],
    counts: [u64; 2],
    size: u64,
    offset: u64,
}

impl Numbers {
    fn narrow(record: &[u8]) -> Numbers {
        let short = |at| u64::from(u16_at(record, at));
        let long = |at| u64::from(u32_at(record, at));
        Numbers { disks: [short(4), short(6)], counts: [short(8), short(10)], size: long(12), offset: long(16) }
    }

    fn wide(record: &[u8]) -> Numbers {
        let disks = [16, 20].map(|at| u64::from(u32_at(record, at)));
        let [here, all, size, offset] = [24, 32, 40, 48].map(|at| u64_at(record, at));
        Numbers { disks, counts: [here, all], size, offset }
    }

    /// Whether each number is the wide record's, or saturated.
    fn agrees(&self, wide: &Numbers) -> bool {
        let is_short = |narrow: u64, wide| narrow == wide || narrow == u64::from(u16::MAX);
        let is_long = |narrow: u64, wide| narrow == wide || narrow == u64::from(u32::MAX);
        self.disks.iter().zip(wide.disks).all(|(narrow, wide)| is_short(*narrow, wide))
            && self.counts.iter().zip(wide.counts).all(|(narrow, wide)| is_short(*narrow, wide))
            && is_long(self.size, wide.size)
            && is_long(self.offset, wide.offset)
    }
}

impl EndRecord {
    /// Reads the record at `position`; `None` where it leads to no directory.
    pub(crate) fn read(source: &impl ReadAt, position: u64) -> Option<EndRecord> {
        let record: [u8; END_LENGTH as usize] = array(source, position)?;
        if !record.starts_with(&END_SIGNATURE) {
            return None;
        }
        let mut faults = Vec::new();
        let mut numbers = Numbers::narrow(&record);
        let mut directory_end = position;
        let mut shift = 0;
        if let Some(locator) = locator(source, position) {
            directory_end = position - LOCATOR_LENGTH;
            match wide_record(source, &locator, directory_end) {
                Some((at, record)) => {
                    shift = difference(at, u64_at(&locator, 8));
                    let wide = Numbers::wide(&record);
                    if !numbers.agrees(&wide) {
                        faults.push(Reason::Zip64Mismatch);
                    }
                    if u32_at(&locator, 4) != 0 || u32_at(&locator, 16) > 1 {
                        faults.push(Reason::SeveralDisks);
                    }
                    numbers = wide;
                    directory_end = at;
                }
                None => faults.push(Reason::Zip64Mismatch),
            }
        } else if numbers.size == u64::from(u32::MAX) || numbers.offset == u64::from(u32::MAX) {
            faults.push(Reason::Zip64Mismatch);
        }
        if numbers.disks != [0, 0] {
            faults.push(Reason::SeveralDisks);
        }
        if numbers.counts[0] != numbers.counts[1] {
            faults.push(Reason::CountMismatch);
        }
        let (start, fault) = directory_start(source, &numbers, directory_end, shift)?;
        faults.extend(fault);
        let end = position + END_LENGTH + u64::from(u16_at(&record, 20));
        if fault == Some(Reason::PrependedBytes) || fault == Some(Reason::MissingBytes) {
            shift = difference(start, numbers.offset);
        } else if shift != 0 {
            faults.push(if shift > 0 { Reason::PrependedBytes } else { Reason::MissingBytes });
        }
        let directory = start..start + numbers.size;
        Some(EndRecord { position, end, directory, count: numbers.counts[1], shift, faults })
    }
}

fn difference(actual: u64, stated: u64) -> i64 {
    actual.cast_signed().wrapping_sub(stated.cast_signed())
}

/// ZIP64's locator, which stands right before the end record.
fn locator(source: &impl ReadAt, position: u64) -> Option<[u8; LOCATOR_LENGTH as usize]> {
    let locator = array(source, position.checked_sub(LOCATOR_LENGTH)?)?;
    locator.starts_with(LOCATOR_SIGNATURE).then_some(locator)
}

/// ZIP64's end record, which ends where the locator begins: where the locator says, or else right before it.
fn wide_record(source: &impl ReadAt, locator: &[u8], end: u64) -> Option<(u64, [u8; WIDE_LENGTH as usize])> {
    [Some(u64_at(locator, 8)), end.checked_sub(WIDE_LENGTH)].into_iter().flatten().find_map(|at| {
        let record: [u8; WIDE_LENGTH as usize] = array(source, at)?;
        let length = u64_at(&record, 4).checked_add(12)?;
        let is_whole = record.starts_with(WIDE_SIGNATURE) && length >= WIDE_LENGTH && at.checked_add(length)? == end;
        is_whole.then_some((at, record))
    })
}

/// Where the directory begins, by what is said or by where it has to end, and what is wrong with that.
fn directory_start(source: &impl ReadAt, numbers: &Numbers, end: u64, shift: i64) -> Option<(u64, Option<Reason>)> {
    let is_there = |at: u64| array(source, at) == Some(CENTRAL_SIGNATURE);
    let stated = numbers.offset.checked_add_signed(shift);
    let by_end = end.checked_sub(numbers.size);
    if stated == by_end && (numbers.size == 0 || by_end.is_some_and(is_there)) {
        return Some((by_end?, None));
    }
    if let Some(stated) =
        stated.filter(|at| numbers.size > 0 && by_end.is_some_and(|by_end| *at < by_end) && is_there(*at))
    {
        return Some((stated, Some(Reason::UnexplainedBytes)));
    }
    let by_end = by_end.filter(|at| numbers.size == 0 || is_there(*at))?;
    let is_behind = stated.is_none_or(|stated| stated < by_end);
    Some((by_end, Some(if is_behind { Reason::PrependedBytes } else { Reason::MissingBytes })))
}
