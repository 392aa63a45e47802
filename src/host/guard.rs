//! A call's times and its caller's signal: whatever waits under a guard ends at once when one of them says so.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::error::Failure;
use super::settled::Settled;
use super::signals::Heard;
use crate::error::{Error, Limit};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    // Never goes back, as the clock on the wall may.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn monotonic_ms() -> f64;
}

/// What a timer can hold: 24.8 days; more is no limit.
const LONGEST_MS: f64 = i32::MAX as f64;

/// When a time runs out.
#[derive(Clone, Copy)]
struct Deadline {
    limit: Limit,
    milliseconds: u32,
    at: f64,
}

impl Deadline {
    fn new(limit: Limit, milliseconds: u32) -> Deadline {
        let unlimited = f64::from(milliseconds) > LONGEST_MS;
        let at = if unlimited { f64::INFINITY } else { monotonic_ms() + f64::from(milliseconds) };
        Deadline { limit, milliseconds, at }
    }
}

/// One timer serves every time of a call: most of them never come, and to set a timer costs more than to look at the clock.
#[derive(Default)]
struct Watch {
    /// Which time has run out.
    late: Cell<Option<Deadline>>,
    call: Cell<Option<Deadline>>,
    attempt: Cell<Option<Deadline>>,
    /// When a sleeper wants to be woken.
    sleeps_until: Cell<Option<f64>>,
    waker: RefCell<Option<Waker>>,
    timer: RefCell<Option<(f64, JsValue)>>,
    handler: RefCell<Option<Closure<dyn FnMut()>>>,
}

impl Watch {
    fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// The first of the times that come after this one.
    fn next(&self, after: f64) -> f64 {
        let at = |deadline: &Cell<Option<Deadline>>| deadline.get().map(|deadline| deadline.at);
        let times = [at(&self.call), at(&self.attempt), self.sleeps_until.get()];
        times.into_iter().flatten().filter(|at| *at > after).fold(f64::INFINITY, f64::min)
    }

    /// Sets the timer for what comes first after this time, unless it is set early enough.
    fn arm(self: &Rc<Watch>, after: f64) {
        let at = self.next(after);
        if at == f64::INFINITY || self.timer.borrow().as_ref().is_some_and(|(armed, _)| *armed <= at) {
            return;
        }
        self.disarm();
        let mut handler = self.handler.borrow_mut();
        let handler = handler.get_or_insert_with(|| {
            let watch = Rc::downgrade(self);
            Closure::new(move || watch.upgrade().iter().for_each(Watch::ring))
        });
        // What no timer can hold rings early, and is set again.
        let delay = (at - monotonic_ms()).ceil() as i32;
        let timer = set_timeout(handler.as_ref().unchecked_ref(), delay.max(0));
        self.timer.replace(Some((at, timer)));
    }

    fn disarm(&self) {
        if let Some((_, timer)) = self.timer.take() {
            clear_timeout(&timer);
        }
    }

    /// The timer rang, perhaps for what does not count any more.
    fn ring(self: &Rc<Watch>) {
        self.timer.take();
        let now = monotonic_ms();
        let due = |deadline: Option<Deadline>| deadline.filter(|deadline| deadline.at <= now);
        if let Some(late) = due(self.call.get()).or_else(|| due(self.attempt.get())) {
            self.late.set(Some(late));
        }
        if self.next(f64::NEG_INFINITY) <= now {
            self.wake();
        }
        self.arm(now);
    }
}

/// Ends whatever waits under it, at once, when a time runs out or the caller's signal aborts.
pub struct Guard {
    watch: Rc<Watch>,
    heard: Option<Heard>,
}

impl Guard {
    /// Watches a caller's signal.
    pub fn new(signal: Option<&AbortSignal>) -> Guard {
        Guard { watch: Rc::default(), heard: signal.map(Heard::new) }
    }

    /// Limits the time of everything.
    pub fn limit(&self, milliseconds: u32) {
        self.watch.call.set(Some(Deadline::new(Limit::Call, milliseconds)));
        self.watch.arm(f64::NEG_INFINITY);
    }

    /// Limits the time of an attempt, until [`Guard::end_attempt`].
    pub fn limit_attempt(&self, limit: Limit, milliseconds: u32) {
        self.watch.attempt.set(Some(Deadline::new(limit, milliseconds)));
        self.watch.arm(f64::NEG_INFINITY);
    }

    /// What is limited may take its whole time again; or no time counts for the moment.
    pub fn extend_attempt(&self, counts: bool) {
        if let Some(deadline) = self.watch.attempt.get() {
            if counts {
                self.limit_attempt(deadline.limit, deadline.milliseconds);
            } else {
                self.watch.attempt.set(Some(Deadline { at: f64::INFINITY, ..deadline }));
            }
        }
    }

    /// An attempt is over, whether or not its time ran out.
    pub fn end_attempt(&self) {
        self.watch.attempt.set(None);
        if self.watch.late.get().is_some_and(|late| late.limit != Limit::Call) {
            self.watch.late.set(None);
        }
    }

    /// What is left of the time, in milliseconds.
    pub fn remaining_ms(&self) -> f64 {
        self.watch.call.get().map_or(f64::INFINITY, |call| call.at - monotonic_ms())
    }

    /// Waits, unless this guard stops first.
    pub async fn sleep(&self, milliseconds: f64) -> Result<(), Failure> {
        let end = monotonic_ms() + milliseconds;
        self.watch.sleeps_until.set(Some(end));
        self.watch.arm(f64::NEG_INFINITY);
        let slept = std::future::poll_fn(|_| if monotonic_ms() < end { Poll::Pending } else { Poll::Ready(()) });
        let slept = self.until(slept).await;
        self.watch.sleeps_until.set(None);
        slept
    }

    /// Why everything under this guard has to end, if it has to.
    pub fn check(&self) -> Result<(), Failure> {
        if let Some(reason) = self.heard.as_ref().and_then(Heard::reason) {
            return Err(Failure::Own(reason));
        }
        match self.watch.late.get() {
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
            self.watch.waker.replace(Some(context.waker().clone()));
            if let Some(heard) = &self.heard {
                heard.wakes(context.waker());
            }
            future.as_mut().poll(context).map(Ok)
        })
        .await
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.watch.disarm();
    }
}
