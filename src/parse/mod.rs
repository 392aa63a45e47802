//! JSON and URLs, as far as they are read here.

pub mod json;
pub mod lenient_json;
pub mod url;
