//! A call's time-outs, its caller's signal and the request's own abort, let go together on drop.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::error::Failure;
use super::signals::{Subscription, subscribe};
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

enum Stop {
    Aborted(JsValue),
    TimedOut(Limit, u32),
}

#[derive(Default)]
struct State {
    stop: Option<Stop>,
    waker: Option<Waker>,
}

impl State {
    fn fire(state: &RefCell<State>, stop: Stop) {
        let mut state = state.borrow_mut();
        state.stop.get_or_insert(stop);
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}

struct Timer {
    id: JsValue,
    _handler: Closure<dyn FnMut()>,
}

impl Timer {
    fn start(milliseconds: i32, handler: impl FnMut() + 'static) -> Timer {
        let handler = Closure::new(handler);
        Timer { id: set_timeout(handler.as_ref().unchecked_ref(), milliseconds), _handler: handler }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

/// Waits; its timer goes with it.
async fn sleep(milliseconds: f64) {
    let done = Rc::new(RefCell::new((false, None::<Waker>)));
    let woken = Rc::clone(&done);
    let _timer = Timer::start(timer_delay(milliseconds).unwrap_or(i32::MAX), move || {
        let mut done = woken.borrow_mut();
        done.0 = true;
        if let Some(waker) = done.1.take() {
            waker.wake();
        }
    });
    std::future::poll_fn(|context| {
        let mut done = done.borrow_mut();
        done.1 = Some(context.waker().clone());
        if done.0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// A time-out that starts anew with every sign of life: one timer for all of them, set again when it finds that it was early.
struct Idle {
    milliseconds: u32,
    /// When the last sign of life came; infinite while none is expected.
    last: Cell<f64>,
    timer: RefCell<Option<Timer>>,
    // A timer may not be dropped by its own handler.
    spent: RefCell<Option<Timer>>,
}

impl Idle {
    fn arm(idle: &Rc<Idle>, delay: f64, state: &Rc<RefCell<State>>) {
        let Some(delay) = timer_delay(delay) else { return };
        let (weak, state) = (Rc::downgrade(idle), Rc::clone(state));
        let timer = Timer::start(delay, move || {
            let Some(idle) = weak.upgrade() else { return };
            let left = f64::from(idle.milliseconds) - (monotonic_ms() - idle.last.get());
            if left <= 0.0 {
                return State::fire(&state, Stop::TimedOut(Limit::Idle, idle.milliseconds));
            }
            idle.spent.replace(idle.timer.take());
            Idle::arm(&idle, left.min(f64::from(idle.milliseconds)), &state);
        });
        idle.timer.replace(Some(timer));
    }
}

/// What a timer can hold: 24.8 days; more is no limit.
fn timer_delay(milliseconds: f64) -> Option<i32> {
    (milliseconds <= f64::from(i32::MAX)).then_some(milliseconds.ceil() as i32)
}

/// Ends whatever runs under it, at once, when a time runs out or the caller's signal aborts.
pub struct Guard {
    state: Rc<RefCell<State>>,
    controller: Option<AbortController>,
    timers: Vec<Timer>,
    idle: Option<Rc<Idle>>,
    ends_at: f64,
    _heard: Option<Subscription>,
}

impl Guard {
    /// Watches a caller's signal.
    pub fn new(signal: Option<&AbortSignal>) -> Guard {
        let state = Rc::new(RefCell::new(State::default()));
        let heard = signal.and_then(|signal| {
            if signal.aborted() {
                State::fire(&state, Stop::Aborted(signal.reason()));
                return None;
            }
            let state = Rc::clone(&state);
            Some(subscribe(signal, move |reason| State::fire(&state, Stop::Aborted(reason))))
        });
        Guard { state, controller: None, timers: Vec::new(), idle: None, ends_at: f64::INFINITY, _heard: heard }
    }

    /// Adds a time-out.
    pub fn limit(&mut self, limit: Limit, milliseconds: u32) {
        let Some(delay) = timer_delay(f64::from(milliseconds)) else { return };
        let state = Rc::clone(&self.state);
        self.ends_at = self.ends_at.min(monotonic_ms() + f64::from(milliseconds));
        self.timers.push(Timer::start(delay, move || State::fire(&state, Stop::TimedOut(limit, milliseconds))));
    }

    /// From now on the time between signs of life is limited, and nothing else.
    pub fn limit_idleness(&mut self, milliseconds: u32) {
        self.timers.clear();
        let last = Cell::new(monotonic_ms());
        let idle = Rc::new(Idle { milliseconds, last, timer: RefCell::default(), spent: RefCell::default() });
        Idle::arm(&idle, f64::from(milliseconds), &self.state);
        self.idle = Some(idle);
    }

    /// A sign of life; or that none is expected, while somebody else is waited for.
    pub fn sign_of_life(&self, expected: bool) {
        if let Some(idle) = &self.idle {
            idle.last.set(if expected { monotonic_ms() } else { f64::INFINITY });
        }
    }

    /// What is left of the time, in milliseconds.
    pub fn remaining_ms(&self) -> f64 {
        self.ends_at - monotonic_ms()
    }

    /// Waits, unless this guard stops first.
    pub async fn sleep(&self, milliseconds: f64) -> Result<(), Failure> {
        self.until(sleep(milliseconds)).await
    }

    /// A signal for `fetch` that aborts when this guard stops or is dropped.
    pub fn request_signal(&mut self) -> Result<AbortSignal, Error> {
        let controller = AbortController::new().map_err(|_| Error::argument("this runtime has no AbortController"))?;
        let signal = controller.signal();
        self.controller = Some(controller);
        Ok(signal)
    }

    /// The request is over, to the end of its body: to abort it now would do nothing, and cost more than the rest of a call.
    pub fn complete(&mut self) {
        self.controller = None;
    }

    /// Why everything under this guard has to end, if it has to.
    pub fn check(&self) -> Result<(), Failure> {
        match &self.state.borrow().stop {
            None => Ok(()),
            Some(Stop::Aborted(reason)) => Err(Failure::Own(reason.clone())),
            Some(Stop::TimedOut(limit, milliseconds)) => Err(Error::Timeout(*limit, *milliseconds).into()),
        }
    }

    /// Runs a future until it is done or this guard stops, whichever comes first.
    pub async fn until<F: Future>(&self, future: F) -> Result<F::Output, Failure> {
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            if let Err(failure) = self.check() {
                return Poll::Ready(Err(failure));
            }
            self.state.borrow_mut().waker = Some(context.waker().clone());
            future.as_mut().poll(context).map(Ok)
        })
        .await
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}
