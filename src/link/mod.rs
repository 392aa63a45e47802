//! A function's link: the documented request and reply, tokens, and when a failed attempt is made again.

pub mod environment;
pub mod reply;
pub mod request;
pub mod retry;
pub mod signed_url;
