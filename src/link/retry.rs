//! Whether a failed attempt is made again, and after how long: decides, never sleeps.
//!
//! Retrying this POST is sound because it changes nothing on the platform.

use crate::defaults::{BASE_DELAY_MS, LONGEST_DELAY_MS};
use crate::error::Error;
use crate::error::code::Code;

/// The retry context: what is known beside the error.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetryContext {
    /// `Retry-After`, in milliseconds from now.
    pub retry_after_ms: Option<f64>,
    /// Whether the connection had served a request before, and the server had closed it.
    pub stale_connection: bool,
    /// What is left of the whole call's time, in milliseconds.
    pub remaining_ms: f64,
    /// A random number from 0 up to 1.
    pub random: f64,
}

/// The retry decision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RetryDecision {
    /// Do not try again: the failure is the call's.
    Stop,
    /// Try again after so many milliseconds.
    After(f64),
}

/// The attempts of one call, or of one download.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempts {
    max: u32,
    counted: u32,
    sent: u32,
    free_retry_used: bool,
}

impl Attempts {
    /// `maxAttempts` of them.
    pub fn new(max: u32) -> Attempts {
        Attempts { max, counted: 0, sent: 0, free_retry_used: false }
    }

    /// How many requests were sent; `None` before the first.
    pub fn sent(&self) -> Option<u32> {
        (self.sent > 0).then_some(self.sent)
    }

    /// The attempt that just failed does not count: the call begins anew with another token.
    pub fn uncount(&mut self) {
        self.counted -= 1;
    }

    /// An attempt begins.
    pub fn begin(&mut self) {
        self.counted += 1;
        self.sent += 1;
    }

    /// A download moved on: its count starts anew.
    pub fn progressed(&mut self) {
        self.counted = 1;
        self.free_retry_used = false;
    }

    /// Judges a failed attempt.
    pub fn after(&mut self, error: &Error, circumstances: &RetryContext) -> RetryDecision {
        if circumstances.stale_connection && !self.free_retry_used {
            self.free_retry_used = true;
            self.counted -= 1;
            return RetryDecision::After(0.0);
        }
        if self.counted >= self.max || !error.facts().again {
            return RetryDecision::Stop;
        }
        let longest = (BASE_DELAY_MS * 2f64.powi(self.counted.min(16) as i32 - 1)).min(LONGEST_DELAY_MS);
        // At least the back-off: `Retry-After: 0`, or a date that has passed, would spend all attempts at once.
        let delay = (longest * circumstances.random).max(circumstances.retry_after_ms.unwrap_or(0.0));
        // A wait that outlives the call would turn an error that says something into a time-out.
        if delay >= circumstances.remaining_ms { RetryDecision::Stop } else { RetryDecision::After(delay) }
    }
}

/// Whether the token is stale: asking its provider for another may help (40001, 40014, 42001).
pub fn token_refused(error: &Error) -> bool {
    error.facts().platform.is_some_and(|platform| matches!(platform.errcode, 40001 | 40014 | 42001))
}

/// Whether a failure was one of the connection, so that another of the platform's hosts may be asked.
pub fn connection_failed(error: &Error) -> bool {
    error.code() == Code::Network && error.retryable()
}

/// Reads `Retry-After`: whole seconds, or an HTTP date that the runtime's parser turned into milliseconds since 1970.
/// Anything else is `None`.
pub fn retry_after_ms(header: &str, date_ms: Option<f64>, now_ms: f64) -> Option<f64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // Overflow: treated as no limit.
        return Some(header.parse().map_or(f64::INFINITY, |seconds: u64| seconds as f64 * 1000.0));
    }
    // IMF-fixdate, the one form that is still sent: `Sun, 06 Nov 1994 08:49:37 GMT`.
    let date = header.len() == 29 && header.ends_with(" GMT");
    date_ms.filter(|date_ms| date && date_ms.is_finite()).map(|date_ms| (date_ms - now_ms).max(0.0))
}
