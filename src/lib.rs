//! Downloads the code of a WeChat mini program's cloud function and verifies it by its SHA-256 checksum.
//!
//! The npm package `wechat-function-link` is this crate, compiled to WebAssembly, and the JavaScript of `pkg-template`.
//! The public modules are the core: plain Rust without JavaScript types, which makes every decision and does no I/O.
//! The private `host` module exists for WebAssembly only: it decodes arguments, drives a machine of the core and
//! encodes the outcome.
//!
//! ```
//! use wechat_function_link::checksum::{Checksum, Digest};
//!
//! let checksum = Checksum::parse("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")?;
//! let mut digest = Digest::new();
//! digest.update(b"a");
//! digest.update(b"bc");
//! assert_eq!(digest.finish(), checksum);
//! # Ok::<(), wechat_function_link::error::Error>(())
//! ```

pub mod call;
pub mod checksum;
pub mod defaults;
pub mod download;
pub mod error;
pub mod link;
pub mod list;
pub mod parse;
pub mod relay;

#[cfg(target_arch = "wasm32")]
mod host;
