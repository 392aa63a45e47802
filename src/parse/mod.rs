//! Minimal JSON, lenient JSON for the platform, and the parts of parsed URLs.

pub mod json;
pub mod lenient_json;
pub mod url;
