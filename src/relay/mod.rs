//! A relay: what it lets in, how often, and how it answers.

pub mod policy;
pub mod rate_limiter;
