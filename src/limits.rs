//! How often one caller of a relay may ask, and how much at once: counted per caller, in memory.

use std::collections::{HashMap, VecDeque};

use crate::error::Error;
use crate::relay::Refusal;

const MINUTE_MS: f64 = 60_000.0;

/// What one caller may do. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Requests within any 60 seconds.
    pub requests_per_minute: Option<u32>,
    /// Requests that are under way at once, a download until its stream has ended.
    pub in_flight: Option<u32>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { requests_per_minute: Some(60), in_flight: Some(8) }
    }
}

#[derive(Debug, Default)]
struct Caller {
    /// When each request of the last minute was let in, the oldest first.
    let_in: VecDeque<f64>,
    under_way: u32,
}

impl Caller {
    fn forget_before(&mut self, time_ms: f64) {
        while self.let_in.front().is_some_and(|at| *at <= time_ms) {
            self.let_in.pop_front();
        }
    }
}

/// Every caller that was let in within the last minute or is under way: no other is remembered.
#[derive(Debug)]
pub struct Limiter {
    limits: Limits,
    callers: HashMap<String, Caller>,
    swept_at_ms: f64,
}

impl Limiter {
    /// Nobody has asked yet.
    pub fn new(limits: Limits) -> Limiter {
        Limiter { limits, callers: HashMap::new(), swept_at_ms: f64::NEG_INFINITY }
    }

    /// Lets a request of a caller in; [`Limiter::leave`] has to follow. `now_ms` is a clock that never goes back.
    ///
    /// # Errors
    /// `RELAY_REFUSED` (429): such a request counts for nothing.
    pub fn enter(&mut self, caller: &str, now_ms: f64) -> Result<(), Error> {
        self.sweep(now_ms);
        let known = self.callers.entry(caller.to_owned()).or_default();
        known.forget_before(now_ms - MINUTE_MS);
        if self.limits.in_flight.is_some_and(|most| known.under_way >= most) {
            return Err(Error::Relay(Refusal::TooManyAtOnce));
        }
        if let Some(most) = self.limits.requests_per_minute {
            if known.let_in.len() >= most as usize {
                let oldest = known.let_in.front().copied().unwrap_or(now_ms);
                let seconds = ((oldest + MINUTE_MS - now_ms) / 1000.0).ceil().clamp(1.0, 60.0);
                return Err(Error::Relay(Refusal::TooOften(seconds as u32)));
            }
            known.let_in.push_back(now_ms);
        }
        known.under_way += 1;
        Ok(())
    }

    /// A request that was let in has ended.
    pub fn leave(&mut self, caller: &str) {
        if let Some(known) = self.callers.get_mut(caller) {
            known.under_way = known.under_way.saturating_sub(1);
            if known.under_way == 0 && known.let_in.is_empty() {
                self.callers.remove(caller);
            }
        }
    }

    /// How many callers are remembered.
    pub fn remembered(&self) -> usize {
        self.callers.len()
    }

    /// Once a minute, forgets the callers that nothing is known of any more.
    fn sweep(&mut self, now_ms: f64) {
        if now_ms - self.swept_at_ms < MINUTE_MS {
            return;
        }
        self.swept_at_ms = now_ms;
        self.callers.retain(|_, known| {
            known.forget_before(now_ms - MINUTE_MS);
            known.under_way > 0 || !known.let_in.is_empty()
        });
    }
}
