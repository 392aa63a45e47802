//! A function's link.

pub mod signed_url;
