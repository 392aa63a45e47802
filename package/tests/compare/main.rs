//! Comparing packages, from outside: tables, generated pairs, and git and patch as second opinions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod applier;
mod dependencies;
mod generated;
mod git;
mod ignored;
mod ignored_by_git;
mod line_endings;
mod patches;
mod speed;
mod statuses;
mod support;
