//! Extra fields: ZIP64, Info-ZIP's Unicode path, the extended timestamp.

use super::bytes::{u16_at, u32_at, u64_at};

const ZIP64: u16 = 0x0001;
const TIMESTAMP: u16 = 0x5455;
const UNICODE_PATH: u16 = 0x7075;

/// The fields of a kind.
fn fields(extra: &[u8], kind: u16) -> impl Iterator<Item = &[u8]> {
    let mut rest = extra;
    std::iter::from_fn(move || {
        // What is shorter than a field is padding, as Android's zipalign writes.
        while let Some((head, behind)) = rest.split_first_chunk::<4>() {
            let (data, next) = behind.split_at_checked(usize::from(u16_at(head, 2)))?;
            rest = next;
            if u16_at(head, 0) == kind {
                return Some(data);
            }
        }
        None
    })
}

/// The one field of a kind; `Err` where there are several, of which readers take different ones.
fn unique(extra: &[u8], kind: u16) -> Result<Option<&[u8]>, Ambiguous> {
    let mut found = fields(extra, kind);
    let first = found.next();
    if found.next().is_some() { Err(Ambiguous) } else { Ok(first) }
}

/// Fields that can be read in several ways, or disagree with the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ambiguous;

/// The numbers of a header that ZIP64 can replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) size: u64,
    pub(crate) compressed_size: u64,
    pub(crate) offset: u64,
}

const SATURATED: u64 = u32::MAX as u64;

/// The numbers, with those of a ZIP64 field where the header's own are saturated. A needless field holds the header's own
/// numbers or zeros.
pub(crate) fn widened(narrow: Extent, extra: &[u8]) -> Result<Extent, Ambiguous> {
    let Extent { mut size, mut compressed_size, mut offset } = narrow;
    let mut numbers = [&mut size, &mut compressed_size, &mut offset];
    let is_needed = numbers.iter().any(|number| **number == SATURATED);
    match unique(extra, ZIP64)? {
        None if is_needed => return Err(Ambiguous),
        None => {}
        Some(field) if is_needed => {
            let mut wide = field.chunks_exact(8);
            for number in numbers.into_iter().filter(|number| **number == SATURATED) {
                *number = u64_at(wide.next().ok_or(Ambiguous)?, 0);
            }
        }
        Some(field) => {
            for (number, wide) in numbers.iter_mut().zip(field.chunks_exact(8)) {
                let wide = u64_at(wide, 0);
                if wide != 0 && wide != **number {
                    return Err(Ambiguous);
                }
            }
        }
    }
    Ok(Extent { size, compressed_size, offset })
}

/// The name of Info-ZIP's Unicode path, where its CRC is the header's name's.
pub(crate) fn unicode_path(extra: &[u8], crc_of_name: impl FnOnce() -> u32) -> Result<Option<&str>, Ambiguous> {
    let Some(field) = unique(extra, UNICODE_PATH)? else { return Ok(None) };
    let Some((head, name)) = field.split_first_chunk::<5>() else { return Ok(None) };
    if head[0] != 1 || u32_at(head, 1) != crc_of_name() {
        return Ok(None);
    }
    Ok(std::str::from_utf8(name).ok())
}

/// Seconds since 1970 of the last modification, by the extended timestamp.
pub(crate) fn modified(extra: &[u8]) -> Option<i64> {
    let field = fields(extra, TIMESTAMP).next()?;
    let has_modified = field.first()? & 1 != 0;
    let bytes = field.get(1..5).filter(|_| has_modified)?;
    Some(i64::from(u32_at(bytes, 0).cast_signed()))
}
