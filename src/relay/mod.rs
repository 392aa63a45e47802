//! A relay: what it lets in and how it answers, and how its client reads the answers.

pub mod client;
pub mod policy;
pub mod rate_limiter;
