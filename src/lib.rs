//! Get the code of a WeChat mini program's cloud function back, provably intact.
//!
//! The npm package `wechat-function-link` is this crate compiled to WebAssembly behind the loaders of
//! `pkg-template`. The modules below are its core: plain Rust without JavaScript types, where every decision is made.
//! The private `host` module, compiled for WebAssembly only, is the border: it decodes, drives a machine and encodes.
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

pub mod checksum;
pub mod defaults;
pub mod download;
pub mod error;
pub mod link;
pub mod parse;
pub mod relay;

#[cfg(target_arch = "wasm32")]
mod host;
