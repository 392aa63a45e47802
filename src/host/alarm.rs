//! A timer that goes with its owner.

use std::task::Waker;

use wasm_bindgen::prelude::*;

use super::settled::{Settled, with_tell};

#[wasm_bindgen(raw_module = "./host/alarm.js")]
extern "C" {
    #[wasm_bindgen(js_name = setAlarm)]
    fn set_alarm(milliseconds: f64, index: u32, generation: u32, tell: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = clearAlarm)]
    fn clear_alarm(timer: &JsValue);
}

/// What a timer can hold: 24.8 days.
pub const LONGEST_MS: f64 = i32::MAX as f64;

/// A timer that is set.
pub struct Alarm {
    /// When it rings.
    pub at: f64,
    rings: Settled,
    timer: JsValue,
}

impl Alarm {
    /// Sets one for that time, or for the latest that there can be.
    pub fn new(at: f64, now: f64) -> Alarm {
        let rings = Settled::place();
        let delay = (at - now).min(LONGEST_MS).ceil();
        let timer = with_tell(|tell| set_alarm(delay, rings.index, rings.generation, tell));
        Alarm { at: at.min(now + delay), rings, timer }
    }

    /// Whether it has rung.
    pub fn has_rung(&self) -> bool {
        self.rings.is_told()
    }

    /// Wakes whoever waits when it rings.
    pub fn wakes(&self, waker: &Waker) {
        self.rings.wakes(waker);
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        if !self.has_rung() {
            clear_alarm(&self.timer);
        }
    }
}
