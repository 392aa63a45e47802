//! SHA-256 for the JS side: the module's digest, and the choice of engine.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use std::cell::{Cell, RefCell};

use js_sys::{Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use super::error::Failure;
use super::scope::{HashWay, Scope};
use crate::checksum::engine::{Engine, Way};
use crate::checksum::{Checksum, Digest};
use crate::defaults::HASH_SLICE_BYTES;

thread_local! {
    /// The number of bytes that this process has hashed.
    static SO_FAR: Cell<f64> = const { Cell::new(0.0) };
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; DIGITS + HASH_SLICE_BYTES as usize].into_boxed_slice());
}

/// The length of a checksum's digits, in bytes.
const DIGITS: usize = 64;

/// The module's incremental SHA-256.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(Digest);

#[wasm_bindgen]
impl Sha256 {
    /// Creates the digest of no bytes.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Sha256 {
        Sha256::default()
    }

    /// Adds the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Copies the digest, with the bytes so far.
    pub fn fork(&self) -> Sha256 {
        Sha256(self.0.clone())
    }

    /// Returns the digest as 64 lower-case hexadecimal digits.
    pub fn digest(self) -> String {
        self.0.finish().to_string()
    }
}

/// The synchronous fast path's scratch buffer: a checksum's 64 digits, then a message of up to 64 KiB.
#[wasm_bindgen]
pub fn scratch() -> Uint8Array {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let start = SCRATCH.with_borrow(|scratch| scratch.as_ptr() as u32);
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), start, DIGITS as u32 + HASH_SLICE_BYTES)
}

/// Whether the message in the scratch buffer matches the checksum there; `None` for a malformed checksum. The message has
/// `length` bytes.
#[wasm_bindgen(js_name = verifyScratch)]
pub fn verify_scratch(length: usize) -> Option<bool> {
    SCRATCH.with_borrow(|scratch| {
        let (digits, message) = scratch.split_at(DIGITS);
        let checksum = Checksum::from_digits(digits)?;
        let mut digest = Digest::new();
        digest.update(message.get(..length)?);
        Some(digest.finish() == checksum)
    })
}

/// The engine of the synchronous fast path for a buffer of `length` bytes, by `engine: "auto"`.
#[wasm_bindgen(js_name = wayOf)]
pub fn way_of(length: f64, has_native: bool) -> HashWay {
    Engine::Auto.for_buffer(length, false, has_native, counted(length)).into()
}

fn counted(length: f64) -> f64 {
    SO_FAR.set(SO_FAR.get() + length);
    SO_FAR.get()
}

/// Begins a digest of bytes in chunks. `expected` is their number, where it is known.
pub(super) fn begin(scope: &Scope, engine: Engine, expected: Option<f64>, keeps_digest: bool) -> Result<(), Failure> {
    let way = engine.for_chunks(counted(expected.unwrap_or(f64::INFINITY)));
    if !scope.hash(way.into(), keeps_digest) {
        scope.hash(engine.instead_of(way, true)?.into(), keeps_digest);
    }
    Ok(())
}

/// The engine for a buffer of `length` bytes.
pub(super) fn way_of_buffer(scope: &Scope, engine: Engine, length: f64, has_on_progress: bool) -> Way {
    engine.for_buffer(length, has_on_progress, scope.may_have_native(), counted(length))
}

/// Refuses an engine that takes no chunks, before the call sends a request or opens a source.
pub(super) fn admit_chunks(scope: &Scope, engine: Engine) -> Result<(), Failure> {
    if engine == Engine::Host && !scope.hash(HashWay::Native, false) {
        engine.instead_of(Way::Native, true)?;
    }
    Ok(())
}
