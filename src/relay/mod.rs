//! A relay: its policy for requests, its rate limiter, and the status of its responses.

pub mod policy;
pub mod rate_limiter;
