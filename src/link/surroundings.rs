//! The clock, chance and parsers that the machines look at. None is I/O: tests give constants.

use crate::parse::url::UrlParts;

/// A look at clocks, chance and the runtime's own parsers.
pub trait Surroundings {
    /// What is left of the whole call's time, in milliseconds.
    fn remaining_ms(&self) -> f64;

    /// A random number from 0 up to 1.
    fn random(&self) -> f64;

    /// The time, in milliseconds since 1970.
    fn now_ms(&self) -> f64;

    /// An HTTP date in milliseconds since 1970; NaN for what is none.
    fn date_ms(&self, text: &str) -> f64;

    /// An absolute URL, by the runtime's WHATWG parser.
    fn url(&self, text: &str) -> Option<UrlParts>;
}
