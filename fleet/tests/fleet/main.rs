//! The crate from outside: lines, drift, and comparisons of whole snapshots.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by it")]

mod drift;
mod generated;
mod lines;
mod rows;
mod support;
