//! SHA-256 for the JS side: the module's own digest, and which engine hashes what.
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
    /// How many bytes this process has had to hash.
    static SO_FAR: Cell<f64> = const { Cell::new(0.0) };
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; DIGITS + HASH_SLICE_BYTES as usize].into_boxed_slice());
}

/// A checksum's digits.
const DIGITS: usize = 64;

/// The module's own SHA-256, under way.
#[wasm_bindgen]
#[derive(Default)]
pub struct Sha256(Digest);

#[wasm_bindgen]
impl Sha256 {
    /// A digest of nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Sha256 {
        Sha256::default()
    }

    /// Takes the next bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Another digest of the same bytes.
    pub fn fork(&self) -> Sha256 {
        Sha256(self.0.clone())
    }

    /// The digits of all bytes so far.
    pub fn digest(self) -> String {
        self.0.finish().to_string()
    }
}

/// For `verify-now.js`: the scratch buffer that a checksum's digits and a small message are put into.
#[wasm_bindgen]
pub fn scratch() -> Uint8Array {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let start = SCRATCH.with_borrow(|scratch| scratch.as_ptr() as u32);
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), start, DIGITS as u32 + HASH_SLICE_BYTES)
}

/// For `verify-now.js`: whether the message in the scratch buffer matches the checksum there; `None` where that is malformed.
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

/// For `verify-now.js`: what hashes a buffer of so many bytes by `engine: "auto"`.
#[wasm_bindgen(js_name = wayOf)]
pub fn way_of(length: f64, has_native: bool) -> HashWay {
    Engine::Auto.for_buffer(length, false, has_native, counted(length)).into()
}

fn counted(length: f64) -> f64 {
    SO_FAR.set(SO_FAR.get() + length);
    SO_FAR.get()
}

/// Begins a digest of bytes that come in chunks; `expected` is their number, where it is known.
pub(super) fn begin(scope: &Scope, engine: Engine, expected: Option<f64>, keeps_digest: bool) -> Result<(), Failure> {
    let way = engine.for_chunks(counted(expected.unwrap_or(f64::INFINITY)));
    if !scope.hash(way.into(), keeps_digest) {
        scope.hash(engine.instead_of(way, true)?.into(), keeps_digest);
    }
    Ok(())
}

/// What hashes a buffer.
pub(super) fn way_of_buffer(scope: &Scope, engine: Engine, length: f64, tells: bool) -> Way {
    engine.for_buffer(length, tells, scope.may_have_native(), counted(length))
}

/// Refuses an engine that takes no chunks, before anything is sent or opened.
pub(super) fn admit_chunks(scope: &Scope, engine: Engine) -> Result<(), Failure> {
    if engine == Engine::Host && !scope.hash(HashWay::Native, false) {
        engine.instead_of(Way::Native, true)?;
    }
    Ok(())
}
