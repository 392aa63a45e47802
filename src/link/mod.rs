//! A function's link: its interface, and the expiry of its signature.

pub mod signed_url;
pub mod subject;
