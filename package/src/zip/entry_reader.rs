//! One entry's contents, chunk by chunk, checked.

use super::crc32::{self, Crc32};
use super::inflater::{Damaged, Inflater, StreamEnd};
use super::local_header::{self, HAS_DESCRIPTOR, LocalHeader};
use crate::entry::{Entry, Place};
use crate::limits::{MAX_RATIO, RATIO_FROM};
use crate::read_at::{ReadAt, Window};
use crate::reason::Reason;

/// The flag that says that the data is encrypted.
pub(crate) const ENCRYPTED: u16 = 1;
const STORED: u16 = 0;
const DEFLATE: u16 = 8;

/// Where reading an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'a> {
    /// The next chunk of its contents. Do not trust it before the end.
    Chunk(&'a [u8]),
    /// The contents were whole, and are what the directory says.
    End,
    /// The contents are not whole, are not what the directory says, or are over a limit.
    Damaged(Reason),
}

/// Reads entries of a zip, one after the other.
pub struct EntryReader {
    pub(crate) window: Window,
    inflater: Inflater,
    digest: Crc32,
    /// Where the next bytes come from, and how many are left.
    at: u64,
    left: u64,
    output: u64,
    max_output: u64,
    /// How the deflate stream ended, where it has.
    end: Option<StreamEnd>,
}

impl Default for EntryReader {
    fn default() -> EntryReader {
        EntryReader::new()
    }
}

/// Why an entry's data cannot be read by its directory header alone.
pub(crate) fn unreadable(place: &Place) -> Option<Reason> {
    if place.flags & ENCRYPTED != 0 {
        Some(Reason::Encrypted)
    } else if !matches!(place.method, STORED | DEFLATE) {
        Some(Reason::Method)
    } else {
        None
    }
}

impl EntryReader {
    /// A reader with its buffers, 352 KiB. It may read any number of entries.
    pub fn new() -> EntryReader {
        EntryReader {
            window: Window::new(),
            inflater: Inflater::new(),
            digest: crc32::begin(),
            at: 0,
            left: 0,
            output: 0,
            max_output: 0,
            end: None,
        }
    }

    /// Begins to read an entry of a zip; more than `max_bytes` of output are [`Reason::TooManyBytes`].
    ///
    /// # Errors
    ///
    /// The reason why the entry cannot be read.
    pub fn begin(&mut self, source: &impl ReadAt, entry: &Entry, max_bytes: u64) -> Result<(), Reason> {
        let place = entry.place.as_ref().ok_or(Reason::LocalHeaderMissing)?;
        if let Some(reason) = unreadable(place) {
            return Err(reason);
        }
        let header = local_header::read(entry, place, source, &mut self.window).ok_or(Reason::LocalHeaderMissing)?;
        match header.fault {
            Some(reason) => Err(reason),
            None => {
                self.begin_at(header, entry, max_bytes);
                Ok(())
            }
        }
    }

    /// Begins with the data of an entry whose header was read.
    pub(crate) fn begin_at(&mut self, header: LocalHeader, entry: &Entry, max_bytes: u64) {
        self.inflater.begin();
        self.digest = crc32::begin();
        (self.at, self.left) = (header.data, entry.compressed_size);
        (self.output, self.max_output) = (0, max_bytes);
        self.end = None;
    }

    /// The next chunk of the entry that was begun, or how it ended. A chunk may be empty.
    pub fn next(&mut self, source: &impl ReadAt, entry: &Entry) -> Progress<'_> {
        let place = entry.place.as_ref().filter(|place| place.flags & HAS_DESCRIPTOR != 0);
        let place = place.filter(|_| self.is_at_end(entry));
        let is_sound = |place| local_header::has_any_descriptor(entry, place, self.at, source, &self.window);
        if place.is_some_and(|place| !is_sound(place)) {
            return Progress::Damaged(Reason::DescriptorMismatch);
        }
        self.next_of_data(source, entry)
    }

    /// The same, whatever is behind the data.
    pub(crate) fn next_of_data(&mut self, source: &impl ReadAt, entry: &Entry) -> Progress<'_> {
        let Some(place) = &entry.place else { return Progress::Damaged(Reason::LocalHeaderMissing) };
        match self.advance(source, entry, place) {
            Ok(Advance::Stored(length)) => Progress::Chunk(self.window.some(source, self.at - length, length)),
            Ok(Advance::Inflated(from, to)) => Progress::Chunk(self.inflater.chunk((from, to))),
            Ok(Advance::End) => Progress::End,
            Err(reason) => Progress::Damaged(reason),
        }
    }

    fn is_at_end(&self, entry: &Entry) -> bool {
        self.left == 0 && (self.end.is_some() || self.output >= entry.size)
    }

    fn advance(&mut self, source: &impl ReadAt, entry: &Entry, place: &Place) -> Result<Advance, Reason> {
        let chunk = match place.method {
            STORED => self.stored(source),
            _ => self.inflated(source)?,
        };
        if let Some(chunk) = chunk {
            if self.output > entry.size {
                return Err(Reason::SizeMismatch);
            }
            if self.output > self.max_output {
                return Err(Reason::TooManyBytes);
            }
            if self.output > RATIO_FROM && self.output > entry.compressed_size.saturating_mul(MAX_RATIO) {
                return Err(Reason::Ratio);
            }
            return Ok(chunk);
        }
        if self.end == Some(StreamEnd::Trailing) {
            return Err(Reason::DeflateTrailing);
        }
        if self.output != entry.size {
            return Err(Reason::SizeMismatch);
        }
        if self.digest.clone().finalize() != place.crc {
            return Err(Reason::CrcMismatch);
        }
        Ok(Advance::End)
    }

    fn stored(&mut self, source: &impl ReadAt) -> Option<Advance> {
        let bytes = self.window.some(source, self.at, self.left);
        let length = bytes.len() as u64;
        if length == 0 {
            return None;
        }
        self.digest.update(bytes);
        self.at += length;
        self.left -= length;
        self.output += length;
        Some(Advance::Stored(length))
    }

    fn inflated(&mut self, source: &impl ReadAt) -> Result<Option<Advance>, Reason> {
        if self.end.is_some() {
            return Ok(None);
        }
        let input = self.window.some(source, self.at, self.left);
        let is_last = self.left == input.len() as u64;
        let inflated = self.inflater.inflate(input, is_last).map_err(|Damaged| Reason::DeflateDamaged)?;
        let (read, (from, to)) = (inflated.read as u64, inflated.chunk);
        if inflated.end.is_none() && read == 0 && from == to {
            return Err(Reason::DeflateDamaged);
        }
        self.at += read;
        self.left -= read;
        self.end = inflated.end;
        self.digest.update(self.inflater.chunk((from, to)));
        self.output += (to - from) as u64;
        Ok(Some(Advance::Inflated(from, to)))
    }

    /// Bytes of output so far.
    pub(crate) fn output(&self) -> u64 {
        self.output
    }

    /// Where the next bytes of data are.
    pub(crate) fn position(&self) -> u64 {
        self.at
    }
}

enum Advance {
    Stored(u64),
    Inflated(usize, usize),
    End,
}
