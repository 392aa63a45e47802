//! Random access to the bytes of a zip.

/// Random access to the bytes of a zip: a slice natively, the caller's `Uint8Array` in JavaScript. It cannot fail.
pub trait ReadAt {
    /// The size of the whole zip, in bytes.
    fn size(&self) -> u64;
    /// Fills `into` with the bytes from `offset` on. Never asked beyond [`size`](ReadAt::size).
    fn read_at(&self, offset: u64, into: &mut [u8]);
}

impl ReadAt for [u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) {
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        if let Some(bytes) = self.get(from..).and_then(|rest| rest.get(..into.len())) {
            into.copy_from_slice(bytes);
        }
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn size(&self) -> u64 {
        (**self).size()
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) {
        (**self).read_at(offset, into);
    }
}

/// The `N` bytes from `offset` on, where there are as many.
pub(crate) fn array<const N: usize>(source: &impl ReadAt, offset: u64) -> Option<[u8; N]> {
    let end = offset.checked_add(N as u64)?;
    if end > source.size() {
        return None;
    }
    let mut bytes = [0; N];
    source.read_at(offset, &mut bytes);
    Some(bytes)
}

/// More than a record with its three fields of 65535 bytes.
const WINDOW: usize = 256 << 10;

/// The part of the zip that is being read: whoever reads forwards crosses to the source once for 256 KiB.
pub(crate) struct Window {
    bytes: Box<[u8]>,
    start: u64,
    length: usize,
}

impl Window {
    pub(crate) fn new() -> Window {
        Window { bytes: vec![0; WINDOW].into_boxed_slice(), start: 0, length: 0 }
    }

    /// Exactly `length` bytes from `offset` on, where there are as many.
    pub(crate) fn exact(&mut self, source: &impl ReadAt, offset: u64, length: usize) -> Option<&[u8]> {
        self.hold(source, offset, length);
        self.bytes.get(..self.length)?.get(self.index(offset)?..)?.get(..length)
    }

    /// The same into `into`, without moving the window.
    pub(crate) fn peek(&self, source: &impl ReadAt, offset: u64, into: &mut [u8]) -> Option<()> {
        let held = self.index(offset).and_then(|from| self.bytes[..self.length].get(from..)?.get(..into.len()));
        if let Some(held) = held {
            into.copy_from_slice(held);
        } else if offset.checked_add(into.len() as u64)? <= source.size() {
            source.read_at(offset, into);
        } else {
            return None;
        }
        Some(())
    }

    /// What is at hand from `offset` on, at most `most` bytes: at least one, unless the zip ends there.
    pub(crate) fn some(&mut self, source: &impl ReadAt, offset: u64, most: u64) -> &[u8] {
        self.hold(source, offset, 1);
        let held = self.index(offset).and_then(|from| self.bytes.get(from..self.length)).unwrap_or_default();
        &held[..held.len().min(usize::try_from(most).unwrap_or(usize::MAX))]
    }

    fn index(&self, offset: u64) -> Option<usize> {
        usize::try_from(offset.checked_sub(self.start)?).ok()
    }

    fn hold(&mut self, source: &impl ReadAt, offset: u64, length: usize) {
        let is_held =
            self.index(offset).and_then(|from| from.checked_add(length)).is_some_and(|end| end <= self.length);
        if is_held {
            return;
        }
        let rest = usize::try_from(source.size().saturating_sub(offset)).unwrap_or(usize::MAX);
        self.start = offset;
        self.length = self.bytes.len().min(rest);
        source.read_at(offset, &mut self.bytes[..self.length]);
    }
}
