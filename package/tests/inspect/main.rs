//! The core natively: packages that the script in `tests/packages` makes, tables of guesses, and mutated packages.
#![allow(clippy::unwrap_used, clippy::panic)]

mod fixtures;
mod guesses;
mod support;
