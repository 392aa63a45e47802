//! A call's times and its caller's signal: whatever waits under a guard ends at once when one of them says so.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::alarm::{Alarm, LONGEST_MS};
use super::error::Failure;
use super::settled::Settled;
use super::signals::Heard;
use crate::error::{Error, Limit};

#[wasm_bindgen]
extern "C" {
    // Never goes back, as the clock on the wall may.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn monotonic_ms() -> f64;
}

/// When a time runs out.
#[derive(Clone, Copy)]
struct Deadline {
    limit: Limit,
    milliseconds: u32,
    at: f64,
}

impl Deadline {
    fn new(limit: Limit, milliseconds: u32, now: f64) -> Deadline {
        // More than a timer can hold is no limit.
        let unlimited = f64::from(milliseconds) > LONGEST_MS;
        let at = if unlimited { f64::INFINITY } else { now + f64::from(milliseconds) };
        Deadline { limit, milliseconds, at }
    }
}

/// Ends whatever waits under it, at once, when a time runs out or the caller's signal aborts.
///
/// One timer serves every time of a call: most of them never come, and to set a timer costs more than to look at the clock.
pub struct Guard {
    heard: Option<Heard>,
    call: Cell<Option<Deadline>>,
    attempt: Cell<Option<Deadline>>,
    /// When a sleeper wants to be woken.
    sleeps_until: Cell<Option<f64>>,
    /// Which time has run out.
    late: Cell<Option<Deadline>>,
    /// Up to when the times were looked at.
    seen: Cell<f64>,
    alarm: RefCell<Option<Alarm>>,
}

impl Guard {
    /// Watches a caller's signal.
    pub fn new(signal: Option<&AbortSignal>) -> Guard {
        Guard {
            heard: signal.map(Heard::new),
            call: Cell::default(),
            attempt: Cell::default(),
            sleeps_until: Cell::default(),
            late: Cell::default(),
            seen: Cell::new(f64::NEG_INFINITY),
            alarm: RefCell::default(),
        }
    }

    /// The time. Clocks may stand still while a runtime works, as those of Cloudflare's workers do, and timers ring a little early:
    /// it is at least as late as the last alarm says.
    fn now(&self) -> f64 {
        monotonic_ms().max(self.seen.get())
    }

    /// Limits the time of everything.
    pub fn limit(&self, milliseconds: u32) {
        self.call.set(Some(Deadline::new(Limit::Call, milliseconds, self.now())));
    }

    /// Limits the time of an attempt, until [`Guard::end_attempt`].
    pub fn limit_attempt(&self, limit: Limit, milliseconds: u32) {
        self.attempt.set(Some(Deadline::new(limit, milliseconds, self.now())));
    }

    /// What is limited may take its whole time again; or no time counts for the moment.
    pub fn extend_attempt(&self, counts: bool) {
        if let Some(deadline) = self.attempt.get() {
            if counts {
                self.limit_attempt(deadline.limit, deadline.milliseconds);
            } else {
                self.attempt.set(Some(Deadline { at: f64::INFINITY, ..deadline }));
            }
        }
    }

    /// An attempt is over, whether or not its time ran out.
    pub fn end_attempt(&self) {
        self.attempt.set(None);
        if self.late.get().is_some_and(|late| late.limit != Limit::Call) {
            self.late.set(None);
        }
    }

    /// Sets the alarm for the first of the times to come, unless it is set early enough. Only who waits needs it.
    fn arm(&self) {
        let at = |deadline: &Cell<Option<Deadline>>| deadline.get().map(|deadline| deadline.at);
        let times = [at(&self.call), at(&self.attempt), self.sleeps_until.get()];
        let next = times.into_iter().flatten().filter(|at| *at > self.seen.get()).fold(f64::INFINITY, f64::min);
        let mut alarm = self.alarm.borrow_mut();
        if next < alarm.as_ref().map_or(f64::INFINITY, |alarm| alarm.at) {
            // Not two at a time.
            drop(alarm.take());
            *alarm = Some(Alarm::new(next, self.now()));
        }
    }

    /// Looks at the clock if the alarm has rung, perhaps for what does not count any more.
    fn look(&self) {
        let rung = self.alarm.borrow_mut().take_if(|alarm| alarm.has_rung());
        let Some(rung) = rung else { return };
        let now = self.now().max(rung.at);
        let due = |deadline: Option<Deadline>| deadline.filter(|deadline| deadline.at <= now);
        if let Some(late) = due(self.call.get()).or_else(|| due(self.attempt.get())) {
            self.late.set(Some(late));
        }
        self.sleeps_until.set(self.sleeps_until.get().filter(|end| *end > now));
        self.seen.set(now);
    }

    /// What is left of the time, in milliseconds.
    pub fn remaining_ms(&self) -> f64 {
        self.call.get().map_or(f64::INFINITY, |call| call.at - self.now())
    }

    /// Waits, unless this guard stops first.
    pub async fn sleep(&self, milliseconds: f64) -> Result<(), Failure> {
        self.sleeps_until.set(Some(self.now() + milliseconds));
        let slept = || if self.sleeps_until.get().is_some() { Poll::Pending } else { Poll::Ready(()) };
        let slept = self.until(std::future::poll_fn(|_| slept())).await;
        self.sleeps_until.set(None);
        slept
    }

    /// Why everything under this guard has to end, if it has to.
    pub fn check(&self) -> Result<(), Failure> {
        if let Some(reason) = self.heard.as_ref().and_then(Heard::reason) {
            return Err(Failure::Own(reason));
        }
        self.look();
        match self.late.get() {
            None => Ok(()),
            Some(late) => Err(Error::Timeout(late.limit, late.milliseconds).into()),
        }
    }

    /// Waits for a promise, or for whatever stands in its place, unless this guard stops first.
    pub async fn settled(&self, promise: &JsValue) -> Result<Result<JsValue, JsValue>, Failure> {
        self.until(Settled::of(promise)).await
    }

    /// Runs a future until it is done or this guard stops, whichever comes first.
    pub async fn until<F: Future>(&self, future: F) -> Result<F::Output, Failure> {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            if let Err(failure) = self.check() {
                return Poll::Ready(Err(failure));
            }
            self.arm();
            if let Some(alarm) = &*self.alarm.borrow() {
                alarm.wakes(context.waker());
            }
            if let Some(heard) = &self.heard {
                heard.wakes(context.waker());
            }
            future.as_mut().poll(context).map(Ok)
        })
        .await
    }
}
