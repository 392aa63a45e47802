//! A relay's rate limiter: counts each caller's requests in memory.

use std::collections::{HashMap, VecDeque};

use crate::defaults::{IN_FLIGHT, REQUESTS_PER_MINUTE};
use crate::error::Error;
use crate::error::refusal::Refusal;

const MINUTE_MS: f64 = 60_000.0;

/// The limits of each caller. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests within any 60 seconds.
    pub requests_per_minute: Option<u32>,
    /// Requests under way at once. A download is under way until its stream has ended.
    pub in_flight: Option<u32>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { requests_per_minute: Some(REQUESTS_PER_MINUTE), in_flight: Some(IN_FLIGHT) }
    }
}

#[derive(Debug, Default)]
struct Caller {
    /// When each request of the last minute was admitted, in milliseconds, the oldest first.
    let_in: VecDeque<f64>,
    under_way: Vec<Place>,
}

/// The place of a request that is under way.
#[derive(Debug)]
struct Place {
    ticket: u32,
    ends_by_ms: f64,
}

impl Caller {
    /// Forgets requests older than a minute, and those under way past their longest time: a runtime may drop a request
    /// whose caller disconnected without a call of [`RateLimiter::leave`].
    fn forget(&mut self, now_ms: f64) {
        while self.let_in.front().is_some_and(|at| *at <= now_ms - MINUTE_MS) {
            self.let_in.pop_front();
        }
        self.under_way.retain(|place| place.ends_by_ms > now_ms);
    }

    fn is_idle(&self) -> bool {
        self.let_in.is_empty() && self.under_way.is_empty()
    }
}

/// Remembers the callers that have a request of the last minute or one under way.
#[derive(Debug)]
pub struct RateLimiter {
    limits: Limits,
    callers: HashMap<String, Caller>,
    swept_at_ms: f64,
    tickets: u32,
}

impl RateLimiter {
    /// Creates a rate limiter that remembers no caller.
    pub fn new(limits: Limits) -> RateLimiter {
        RateLimiter { limits, callers: HashMap::new(), swept_at_ms: f64::NEG_INFINITY, tickets: 0 }
    }

    /// Admits a caller's request and returns its ticket for [`RateLimiter::leave`]. The request takes at most `lasts_ms`.
    /// `now_ms` is a monotonic clock. Both are in milliseconds.
    ///
    /// # Errors
    /// `RELAY_REFUSED` (429) beyond a limit. A refused request does not count.
    pub fn enter(&mut self, caller: &str, now_ms: f64, lasts_ms: f64) -> Result<u32, Error> {
        self.sweep(now_ms);
        let known = self.callers.entry(caller.to_owned()).or_default();
        known.forget(now_ms);
        if self.limits.in_flight.is_some_and(|most| known.under_way.len() >= most as usize) {
            return Err(Error::Relay(Refusal::TooManyAtOnce));
        }
        if let Some(most) = self.limits.requests_per_minute {
            if known.let_in.len() >= most as usize {
                let oldest = known.let_in.front().copied().unwrap_or(now_ms);
                let seconds = ((oldest + MINUTE_MS - now_ms) / 1000.0).ceil() as u32;
                return Err(Error::Relay(Refusal::TooOften(seconds.clamp(1, 60))));
            }
            known.let_in.push_back(now_ms);
        }
        self.tickets = self.tickets.wrapping_add(1);
        known.under_way.push(Place { ticket: self.tickets, ends_by_ms: now_ms + lasts_ms });
        Ok(self.tickets)
    }

    /// Ends an admitted request.
    pub fn leave(&mut self, caller: &str, ticket: u32) {
        if let Some(known) = self.callers.get_mut(caller) {
            known.under_way.retain(|place| place.ticket != ticket);
            if known.is_idle() {
                self.callers.remove(caller);
            }
        }
    }

    /// The number of callers that are remembered.
    pub fn remembered(&self) -> usize {
        self.callers.len()
    }

    /// Once a minute, forgets the callers without a request of the last minute or one under way.
    fn sweep(&mut self, now_ms: f64) {
        if now_ms - self.swept_at_ms < MINUTE_MS {
            return;
        }
        self.swept_at_ms = now_ms;
        self.callers.retain(|_, known| {
            known.forget(now_ms);
            !known.is_idle()
        });
    }
}
