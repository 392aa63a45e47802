//! A caller's signal, heard until it is dropped.

use std::task::Waker;

use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::settled::{Settled, with_tell};

#[wasm_bindgen(raw_module = "./host/signals.js")]
extern "C" {
    type Subscription;

    #[wasm_bindgen(constructor)]
    fn new(signal: &AbortSignal, index: u32, generation: u32, tell: &JsValue) -> Subscription;

    #[wasm_bindgen(method)]
    fn end(this: &Subscription);
}

/// A signal that is heard.
pub struct Heard {
    abort: Settled,
    subscription: Subscription,
}

impl Heard {
    /// Hears a signal.
    pub fn new(signal: &AbortSignal) -> Heard {
        let abort = Settled::place();
        let subscription = with_tell(|tell| Subscription::new(signal, abort.index, abort.generation, tell));
        Heard { abort, subscription }
    }

    /// The reason, where it has aborted.
    pub fn reason(&self) -> Option<JsValue> {
        self.abort.reason()
    }

    /// Wakes whoever waits when it aborts.
    pub fn wakes(&self, waker: &Waker) {
        self.abort.wakes(waker);
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.subscription.end();
    }
}
