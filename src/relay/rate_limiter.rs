//! A relay's rate limiter: counts each caller's requests in memory, as one number a caller.
//!
//! The number is the theoretical arrival time of the generic cell rate algorithm, GCRA: the time at which a caller that
//! sends evenly would have sent all it has sent. Each request moves it on by 60 s / `requestsPerMinute`, and a request is
//! admitted while it is at most 60 s ahead. So a caller may send `requestsPerMinute` at once, and then one an interval.
//! <https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm>

use std::collections::HashMap;

use crate::defaults::{IN_FLIGHT, REQUESTS_PER_MINUTE};
use crate::error::Error;
use crate::error::refusal::Refusal;

const MINUTE_MS: f64 = 60_000.0;
const NS_PER_MS: f64 = 1e6;
const MINUTE_NS: u64 = 60_000_000_000;

/// The limits of each caller. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests at once, and requests a minute after them, at even intervals.
    pub requests_per_minute: Option<u32>,
    /// Requests under way at once. A download is under way until its stream has ended.
    pub in_flight: Option<u32>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { requests_per_minute: Some(REQUESTS_PER_MINUTE), in_flight: Some(IN_FLIGHT) }
    }
}

#[derive(Debug)]
struct Caller {
    /// The theoretical arrival time, 0 before the first request that counts. In the past it says nothing any more. In
    /// whole nanoseconds, so that sums of intervals are exact: a burst has neither a request too few nor one too many.
    arrival_ns: u64,
    under_way: Vec<Place>,
}

/// The place of a request that is under way.
#[derive(Debug)]
struct Place {
    ticket: u32,
    ends_by_ms: f64,
}

impl Caller {
    /// Forgets requests under way past their longest time: a runtime may drop a request whose caller disconnected
    /// without a call of [`RateLimiter::leave`].
    fn forget(&mut self, now_ms: f64) {
        self.under_way.retain(|place| place.ends_by_ms > now_ms);
    }

    fn is_idle(&self, now_ns: u64) -> bool {
        self.arrival_ns <= now_ns && self.under_way.is_empty()
    }
}

fn nanoseconds(milliseconds: f64) -> u64 {
    (milliseconds * NS_PER_MS) as u64
}

/// Remembers the callers whose requests still count, or are under way.
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

    /// Admits a caller's request to those under way and returns its ticket for [`RateLimiter::leave`]. The request takes
    /// at most `lasts_ms`. `now_ms` is a monotonic clock. Both are in milliseconds.
    ///
    /// # Errors
    /// `RELAY_REFUSED` (429) beyond `in_flight`.
    pub fn enter(&mut self, caller: &str, now_ms: f64, lasts_ms: f64) -> Result<u32, Error> {
        let (most, ticket) = (self.limits.in_flight, self.tickets.wrapping_add(1));
        let known = self.caller(caller, now_ms);
        if most.is_some_and(|most| known.under_way.len() >= most as usize) {
            return Err(Error::Relay(Refusal::TooManyAtOnce));
        }
        known.under_way.push(Place { ticket, ends_by_ms: now_ms + lasts_ms });
        self.tickets = ticket;
        Ok(ticket)
    }

    /// Counts a caller's request.
    ///
    /// # Errors
    /// `RELAY_REFUSED` (429) beyond `requests_per_minute`. A refused request does not count.
    pub fn count(&mut self, caller: &str, now_ms: f64) -> Result<(), Error> {
        let Some(most) = self.limits.requests_per_minute else { return Ok(()) };
        let (known, now_ns) = (self.caller(caller, now_ms), nanoseconds(now_ms));
        let arrival_ns = known.arrival_ns.max(now_ns) + MINUTE_NS / u64::from(most.max(1));
        let early_ns = arrival_ns.saturating_sub(now_ns + MINUTE_NS);
        if early_ns > 0 {
            return Err(Error::Relay(Refusal::too_often(early_ns as f64 / NS_PER_MS)));
        }
        known.arrival_ns = arrival_ns;
        Ok(())
    }

    /// Ends an admitted request.
    pub fn leave(&mut self, caller: &str, ticket: u32) {
        if let Some(known) = self.callers.get_mut(caller) {
            known.under_way.retain(|place| place.ticket != ticket);
            // A caller that never counted is of no more use. The others go with the next sweep.
            if known.is_idle(0) {
                self.callers.remove(caller);
            }
        }
    }

    /// The number of callers that are remembered.
    pub fn remembered(&self) -> usize {
        self.callers.len()
    }

    fn caller(&mut self, caller: &str, now_ms: f64) -> &mut Caller {
        self.sweep(now_ms);
        let unknown = || Caller { arrival_ns: 0, under_way: Vec::new() };
        let known = self.callers.entry(caller.to_owned()).or_insert_with(unknown);
        known.forget(now_ms);
        known
    }

    /// Once a minute, forgets the callers whose requests no longer count and have ended.
    fn sweep(&mut self, now_ms: f64) {
        if now_ms - self.swept_at_ms < MINUTE_MS {
            return;
        }
        self.swept_at_ms = now_ms;
        self.callers.retain(|_, known| {
            known.forget(now_ms);
            !known.is_idle(nanoseconds(now_ms))
        });
    }
}
