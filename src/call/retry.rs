//! Decides whether and when a failed attempt is repeated. The shell does the waiting.
//!
//! Repeating this POST is safe: it changes nothing on the platform.

use crate::defaults::{BASE_DELAY_MS, LONGEST_DELAY_MS};
use crate::error::Error;
use crate::error::code::Code;
use crate::error::errcode::Remedy;

/// The retry context: what the decision depends on, beside the error.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetryContext {
    /// `Retry-After`, in milliseconds from now.
    pub retry_after_ms: Option<f64>,
    /// Whether the connection had served a request before, and the server had closed it.
    pub stale_connection: bool,
    /// What is left of `timeoutMs`, in milliseconds.
    pub remaining_ms: f64,
    /// A random number from 0 up to 1.
    pub random: f64,
}

/// The retry decision after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RetryDecision {
    /// No retry: the call fails with this error.
    Stop,
    /// Retry after this many milliseconds.
    After(f64),
}

/// Counts the attempts of one call, or of one download.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempts {
    max: u32,
    counted: u32,
    sent: u32,
    free_retry_used: bool,
}

impl Attempts {
    /// Creates the count. `max` is `maxAttempts`.
    pub fn new(max: u32) -> Attempts {
        Attempts { max, counted: 0, sent: 0, free_retry_used: false }
    }

    /// The number of requests sent; `None` before the first.
    pub fn sent(&self) -> Option<u32> {
        (self.sent > 0).then_some(self.sent)
    }

    /// Takes back the last attempt: the call begins anew with another token.
    pub fn uncount(&mut self) {
        self.counted -= 1;
    }

    /// Counts an attempt that begins.
    pub fn begin(&mut self) {
        self.counted += 1;
        self.sent += 1;
    }

    /// Starts the count anew, after progress of a download.
    pub fn progressed(&mut self) {
        self.counted = 1;
        self.free_retry_used = false;
    }

    /// Makes the retry decision. The first failure on a stale connection is retried at once and does not count.
    pub fn after(&mut self, error: &Error, context: &RetryContext) -> RetryDecision {
        if context.stale_connection && !self.free_retry_used {
            self.free_retry_used = true;
            self.counted -= 1;
            return RetryDecision::After(0.0);
        }
        if self.counted >= self.max || !error.facts().again {
            return RetryDecision::Stop;
        }
        let longest = (BASE_DELAY_MS * 2f64.powi(self.counted.min(16) as i32 - 1)).min(LONGEST_DELAY_MS);
        // Never shorter than the back-off: `Retry-After: 0`, or a past date, would spend all attempts within milliseconds.
        let delay = (longest * context.random).max(context.retry_after_ms.unwrap_or(0.0));
        // A wait beyond the deadline would replace this error by a TIMEOUT, which says less.
        if delay >= context.remaining_ms { RetryDecision::Stop } else { RetryDecision::After(delay) }
    }
}

/// Whether the platform refused the token as stale, so that a new one may help.
pub fn token_refused(error: &Error) -> bool {
    error.facts().platform.is_some_and(|platform| platform.explanation().remedy == Remedy::NewToken)
}

/// Whether the connection failed, so that the next attempt takes another `fallbackBaseUrls` host.
pub fn connection_failed(error: &Error) -> bool {
    error.code() == Code::Network && error.retryable()
}

/// Reads `Retry-After` (RFC 9110 §10.2.3) in milliseconds from now: whole seconds, or an HTTP date. `date_ms` is the
/// header as a date, in milliseconds since 1970. `None` for anything else.
pub fn retry_after_ms(header: &str, date_ms: Option<f64>, now_ms: f64) -> Option<f64> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // Overflow: treat as no limit.
        return Some(header.parse().map_or(f64::INFINITY, |seconds: u64| seconds as f64 * 1000.0));
    }
    // IMF-fixdate, the only form that servers may send: `Sun, 06 Nov 1994 08:49:37 GMT`.
    let date = header.len() == 29 && header.ends_with(" GMT");
    date_ms.filter(|date_ms| date && date_ms.is_finite()).map(|date_ms| (date_ms - now_ms).max(0.0))
}
