//! Snapshots of every function of every merchant: the lines of their files, and what changed between two of them.
//!
//! The third module of the npm package `wechat-function-link`, loaded by its entry `fleet` alone. The modules below are its core:
//! plain Rust without JavaScript types or I/O. Rows come in batches, and none is kept longer than it takes to compare it.

pub mod compared;
pub mod drift;
pub(crate) mod json;
pub mod key;
pub(crate) mod lines;
pub mod manifest;
pub mod merge;
pub mod record;
pub mod shape;

pub use compared::Compared;
pub use drift::DriftStatus;
pub use key::Key;
pub use manifest::ManifestReader;
pub use merge::{ErrorSource, Merge, Side, Step, Verdict};
pub use record::Malformed;

#[cfg(target_arch = "wasm32")]
mod host;
