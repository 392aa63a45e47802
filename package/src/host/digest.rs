//! SHA-256 of a whole package, where the runtime has none of its own; and how large the memory is.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;

use crate::digits::push_hexadecimal;

/// A SHA-256 under way.
#[wasm_bindgen(js_name = Sha256)]
#[derive(Default)]
pub struct PackageDigest(Sha256);

#[wasm_bindgen(js_class = Sha256)]
impl PackageDigest {
    /// A digest of nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> PackageDigest {
        PackageDigest::default()
    }

    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digits of all bytes so far.
    pub fn digits(&self) -> String {
        digits(&self.0.clone().finalize())
    }
}

/// Bytes as lower-case hexadecimal digits: 64 of a SHA-256.
pub(super) fn digits(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    push_hexadecimal(&mut text, bytes);
    text
}

/// Bytes that the module's memory has grown to.
#[wasm_bindgen(js_name = memoryBytes)]
pub fn memory_bytes() -> f64 {
    (core::arch::wasm32::memory_size(0) * 65536) as f64
}
