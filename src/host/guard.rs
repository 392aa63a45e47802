//! A call's time-outs, its caller's signal and the request's own abort, let go together on drop.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::error::Failure;
use crate::error::{Error, Limit};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(handler: &Function, milliseconds: i32) -> JsValue;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    // The event target's methods, called on whatever realm's signal.
    type Listening;

    #[wasm_bindgen(method, js_name = addEventListener)]
    fn add_event_listener(this: &Listening, kind: &str, listener: &Function);

    #[wasm_bindgen(method, js_name = removeEventListener)]
    fn remove_event_listener(this: &Listening, kind: &str, listener: &Function);
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

impl Drop for Timer {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}

struct Listener {
    signal: AbortSignal,
    handler: Closure<dyn FnMut()>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.signal.unchecked_ref::<Listening>().remove_event_listener("abort", self.handler.as_ref().unchecked_ref());
    }
}

/// Ends whatever runs under it, at once, when a time runs out or the caller's signal aborts.
pub struct Guard {
    state: Rc<RefCell<State>>,
    controller: Option<AbortController>,
    timers: Vec<Timer>,
    _listener: Option<Listener>,
}

impl Guard {
    /// Watches a caller's signal.
    pub fn new(signal: Option<&AbortSignal>) -> Guard {
        let state = Rc::new(RefCell::new(State::default()));
        let listener = signal.and_then(|signal| {
            if signal.aborted() {
                State::fire(&state, Stop::Aborted(signal.reason()));
                return None;
            }
            let (state, heard) = (Rc::clone(&state), signal.clone());
            let handler = Closure::new(move || State::fire(&state, Stop::Aborted(heard.reason())));
            signal.unchecked_ref::<Listening>().add_event_listener("abort", handler.as_ref().unchecked_ref());
            Some(Listener { signal: signal.clone(), handler })
        });
        Guard { state, controller: None, timers: Vec::new(), _listener: listener }
    }

    /// Adds a time-out. What no timer can hold (24.8 days) is no limit.
    pub fn limit(&mut self, limit: Limit, milliseconds: u32) {
        let Ok(delay) = i32::try_from(milliseconds) else { return };
        let state = Rc::clone(&self.state);
        let handler = Closure::new(move || State::fire(&state, Stop::TimedOut(limit, milliseconds)));
        let id = set_timeout(handler.as_ref().unchecked_ref(), delay);
        self.timers.push(Timer { id, _handler: handler });
    }

    /// A signal for `fetch` that aborts when this guard stops or is dropped.
    pub fn request_signal(&mut self) -> Result<AbortSignal, Error> {
        let controller = AbortController::new().map_err(|_| Error::argument("this runtime has no AbortController"))?;
        let signal = controller.signal();
        self.controller = Some(controller);
        Ok(signal)
    }

    /// Lets the request go on by itself: its body is somebody else's now.
    pub fn release(mut self) {
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
