//! Strict JSON (RFC 8259), read in place. serde_json would take 30 KB of the module, and its errors quote what they read.

mod reader;
mod text;

pub(crate) use reader::{Found, fields, items};
pub(crate) use text::decoded;
