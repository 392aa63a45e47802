//! What is inside the package of a cloud function.
//!
//! The second module of the npm package `wechat-function-link`, loaded by its entry `package` alone. The modules below are
//! its core: plain Rust without JavaScript types or I/O. The bytes stay outside ([`ReadAt`]); entries are decompressed one
//! at a time.

pub(crate) mod collisions;
pub mod compare;
pub mod content_digest;
pub(crate) mod content_watch;
pub(crate) mod digits;
pub mod entry;
pub mod exports_main;
pub mod finding;
pub mod inspection;
pub(crate) mod javascript_tokens;
pub mod limits;
pub(crate) mod notices;
pub(crate) mod order;
pub mod package_report;
pub mod path_rules;
pub mod private_keys;
pub mod read_at;
pub mod reason;
pub mod services;
pub mod tree_reader;
pub mod zip;

pub use content_digest::ContentDigest;
pub use entry::{Entry, Kind};
pub use finding::{Finding, Level};
pub use inspection::{Depth, Inspection, Step};
pub use limits::Limits;
pub use package_report::{EntryFile, Found, Report};
pub use read_at::ReadAt;
pub use reason::{Notice, Reason};
pub use services::{Manifest, Runtime};
pub use tree_reader::TreeReader;
pub use zip::entry_reader::{EntryReader, Progress};

#[cfg(target_arch = "wasm32")]
mod host;
