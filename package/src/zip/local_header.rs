//! An entry's local header and data descriptor, held against the directory.

use super::bytes::{u16_at, u32_at, u64_at};
use super::crc32::crc32;
use super::extra_fields::{Ambiguous, Extent, unicode_path, widened};
use crate::entry::{Entry, Place};
use crate::read_at::{ReadAt, Window};
use crate::reason::Reason;

const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
const DESCRIPTOR_SIGNATURE: &[u8] = b"PK\x07\x08";

/// The flag that says that CRC and sizes are in a data descriptor behind the data.
pub(crate) const HAS_DESCRIPTOR: u16 = 1 << 3;

/// The lengths of a data descriptor: without and with its signature, and the same with sizes of 64 bits.
const DESCRIPTOR_LENGTHS: [usize; 4] = [12, 16, 20, 24];

/// Where an entry's data begins, and how its local header disagrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LocalHeader {
    pub(crate) data: u64,
    pub(crate) fault: Option<Reason>,
}

/// Reads the local header; `None` where there is none.
pub(crate) fn read(entry: &Entry, place: &Place, source: &impl ReadAt, window: &mut Window) -> Option<LocalHeader> {
    let fixed = window.exact(source, place.offset, LOCAL_LENGTH)?;
    if !fixed.starts_with(LOCAL_SIGNATURE) {
        return None;
    }
    let (name_length, extra_length) = (usize::from(u16_at(fixed, 26)), usize::from(u16_at(fixed, 28)));
    let length = LOCAL_LENGTH + name_length + extra_length;
    let header = window.exact(source, place.offset, length)?;
    let (name, extra) = header.get(LOCAL_LENGTH..)?.split_at_checked(name_length)?;
    let fault = disagreement(header, name, extra, entry, place);
    Some(LocalHeader { data: place.offset + length as u64, fault })
}

fn disagreement(fixed: &[u8], name: &[u8], extra: &[u8], entry: &Entry, place: &Place) -> Option<Reason> {
    let is_streamed = place.flags & HAS_DESCRIPTOR != 0;
    let own_crc = u32_at(fixed, 14);
    let agrees = u16_at(fixed, 6) == place.flags
        && u16_at(fixed, 8) == place.method
        && u32_at(fixed, 10) == place.time
        && (own_crc == place.crc || (is_streamed && own_crc == 0))
        && name == entry.raw_name(place)
        && has_same_unicode_path(name, extra, entry) == Ok(true);
    if !agrees {
        return Some(Reason::HeaderMismatch);
    }
    if is_streamed {
        return None;
    }
    let number = |at| u64::from(u32_at(fixed, at));
    let narrow = Extent { size: number(22), compressed_size: number(18), offset: 0 };
    match widened(narrow, extra) {
        Err(Ambiguous) => Some(Reason::Zip64Mismatch),
        Ok(own) if own.size == entry.size && own.compressed_size == entry.compressed_size => None,
        Ok(_) => Some(Reason::HeaderMismatch),
    }
}

fn has_same_unicode_path(name: &[u8], extra: &[u8], entry: &Entry) -> Result<bool, Ambiguous> {
    let path = unicode_path(extra, || crc32(name))?;
    Ok(path.is_none_or(|path| path == entry.path))
}

/// Whether a data descriptor of this length is at this offset, and says what the directory says.
pub(crate) fn has_descriptor(
    entry: &Entry,
    place: &Place,
    (offset, length): (u64, u64),
    source: &impl ReadAt,
    window: &Window,
) -> bool {
    let Some(length) = DESCRIPTOR_LENGTHS.into_iter().find(|known| *known as u64 == length) else { return false };
    let mut record = [0; 24];
    let record = &mut record[..length];
    if window.peek(source, offset, record).is_none() {
        return false;
    }
    let body = match length {
        16 | 24 => record.strip_prefix(DESCRIPTOR_SIGNATURE),
        _ => Some(&*record),
    };
    body.is_some_and(|body| {
        let sizes = match body.len() {
            12 => (u64::from(u32_at(body, 4)), u64::from(u32_at(body, 8))),
            _ => (u64_at(body, 4), u64_at(body, 12)),
        };
        u32_at(body, 0) == place.crc && sizes == (entry.compressed_size, entry.size)
    })
}

/// Whether a sound data descriptor of any length is at this offset.
pub(crate) fn has_any_descriptor(
    entry: &Entry,
    place: &Place,
    offset: u64,
    source: &impl ReadAt,
    window: &Window,
) -> bool {
    DESCRIPTOR_LENGTHS.into_iter().any(|length| has_descriptor(entry, place, (offset, length as u64), source, window))
}
