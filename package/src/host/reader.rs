//! The contents of a zip's entries, chunk by chunk.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::inspection::Examined;
use super::outside::Zip;
use crate::{Entry, EntryReader, Progress, Reason};

/// Reads entries, one after the other.
#[wasm_bindgen(js_name = Reader)]
#[derive(Default)]
pub struct ContentsReader {
    reader: EntryReader,
    entry: Option<Entry>,
    refusal: Option<Reason>,
}

#[wasm_bindgen(js_class = Reader)]
impl ContentsReader {
    /// A reader with its buffers.
    #[wasm_bindgen(constructor)]
    pub fn new() -> ContentsReader {
        ContentsReader::default()
    }

    /// Begins with the entry at `index`.
    pub fn begin(&mut self, inspection: &Examined, index: usize, zip: &Zip) {
        self.entry = inspection.report().and_then(|report| report.entries.get(index)).cloned();
        let Some(entry) = &self.entry else { return };
        self.refusal = self.reader.begin(zip, entry, u64::MAX).err();
    }

    /// The next chunk. None at the end, and where the entry is damaged. No chunk is to be trusted before the end.
    pub fn next(&mut self, zip: &Zip) -> Option<Uint8Array> {
        self.next_chunk(zip).map(Uint8Array::from)
    }

    /// Why the entry cannot be read, where it cannot.
    pub fn refusal(&self) -> Option<String> {
        self.refusal.map(|reason| reason.as_str().to_owned())
    }
}

impl ContentsReader {
    /// The same inside the module.
    pub(super) fn next_chunk(&mut self, zip: &Zip) -> Option<&[u8]> {
        let entry = self.entry.as_ref().filter(|_| self.refusal.is_none())?;
        match self.reader.next(zip, entry) {
            Progress::Chunk(chunk) => return Some(chunk),
            Progress::End => {}
            Progress::Damaged(reason) => self.refusal = Some(reason),
        }
        None
    }
}
