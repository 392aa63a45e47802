//! A piece of the module's memory that bytes are copied into to be hashed: one for all calls, as none keeps it.

use std::cell::RefCell;

use js_sys::{Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;

use crate::checksum::{Checksum, Digest};

/// How much is hashed in one step: larger slices gain nothing, and a cold engine compiles the loop sooner with smaller ones.
pub const SLICE: usize = 64 * 1024;

/// A checksum's digits.
const DIGITS: usize = 64;

thread_local! {
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; DIGITS + SLICE].into_boxed_slice());
}

/// Lends it. Nothing of the caller's runs meanwhile.
pub fn with<R>(borrow: impl FnOnce(&mut [u8]) -> R) -> R {
    SCRATCH.with_borrow_mut(|scratch| borrow(scratch))
}

/// For `at-once.js`, which puts a checksum's digits there, and behind them a message or its digest's digits.
pub fn view() -> Uint8Array {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let start = with(|scratch| scratch.as_ptr() as u32);
    Uint8Array::new_with_byte_offset_and_length(&memory.buffer(), start, (DIGITS + SLICE) as u32)
}

/// Whether the digest that was put there is the checksum that was put there; `None` where either is malformed.
pub fn compare() -> Option<bool> {
    with(|scratch| {
        let (digits, rest) = scratch.split_at(DIGITS);
        Some(Checksum::from_digits(rest.get(..DIGITS)?)? == Checksum::from_digits(digits)?)
    })
}

/// Whether the message that was put there has the checksum that was put there; `None` where that is malformed.
pub fn verify(length: usize) -> Option<bool> {
    with(|scratch| {
        let (digits, rest) = scratch.split_at(DIGITS);
        let checksum = Checksum::from_digits(digits)?;
        let mut digest = Digest::new();
        digest.update(rest.get(..length)?);
        Some(digest.finish() == checksum)
    })
}
