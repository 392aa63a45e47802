//! Reads a snapshot's file that JavaScript hands over in chunks.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use wasm_bindgen::prelude::*;

use super::record::record;
use crate::manifest::ManifestReader;

/// A file under way.
#[wasm_bindgen(js_name = Manifest)]
#[derive(Default)]
pub struct Manifest(ManifestReader);

#[wasm_bindgen(js_class = Manifest)]
impl Manifest {
    /// At the beginning of a file.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Manifest {
        Manifest::default()
    }

    /// Takes the next chunk. The lines that it ends, as a JSON array.
    pub fn push(&mut self, chunk: &[u8]) -> String {
        self.0.push(chunk)
    }

    /// There are no more chunks: the last line, where it has no line feed.
    pub fn end(&mut self) -> String {
        self.0.end()
    }

    /// The malformed line, where there is one, as JSON `{ line, what }`.
    pub fn refused(&self) -> Option<String> {
        let refused = self.0.refused()?;
        let mut json = String::new();
        record(&mut json, |fields| {
            fields.number("line", refused.line);
            fields.word("what", Some(&refused.malformed.0));
        });
        Some(json)
    }
}
