//! The clock, random numbers and parsers that the machines use. None is I/O: tests pass constants.

use crate::parse::url::UrlParts;

/// The runtime's clocks, random numbers, and parsers of dates and URLs.
pub trait Surroundings {
    /// What is left of `timeoutMs`, in milliseconds.
    fn remaining_ms(&self) -> f64;

    /// A random number from 0 up to 1.
    fn random(&self) -> f64;

    /// The current time, in milliseconds since 1970.
    fn now_ms(&self) -> f64;

    /// Parses an HTTP date to milliseconds since 1970; NaN for anything else.
    fn date_ms(&self, text: &str) -> f64;

    /// Parses an absolute URL with the runtime's WHATWG parser; `None` for anything else.
    fn url(&self, text: &str) -> Option<UrlParts>;
}
