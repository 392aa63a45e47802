//! Tells a caller how far it is.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

use super::error::Failure;
use super::names::set;
use crate::error::Error;

/// Calls a caller's own function.
///
/// # Errors
/// `INVALID_ARGUMENT` where it throws, with what it threw.
pub fn tell(function: &Function, event: &JsValue, called: &str) -> Result<(), Failure> {
    match function.call1(&JsValue::UNDEFINED, event) {
        Ok(_) => Ok(()),
        Err(thrown) => Err(Failure::Caused(Error::argument(format!("{called} threw")), thrown)),
    }
}

/// `onProgress`, with what it was told last.
pub struct Progress {
    on_progress: Option<Function>,
    told: Option<u64>,
    total: Option<u64>,
}

impl Progress {
    /// Nothing was told yet.
    pub fn new(on_progress: Option<Function>) -> Progress {
        Progress { on_progress, told: None, total: None }
    }

    /// So many bytes are there.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the caller's function throws, with what it threw.
    pub fn reached(&mut self, position: u64, total: Option<u64>) -> Result<(), Failure> {
        self.told = Some(position);
        self.total = total;
        let Some(on_progress) = &self.on_progress else { return Ok(()) };
        let event: JsValue = Object::new().into();
        set(&event, "transferredBytes", &(position as f64).into());
        if let Some(total) = total {
            set(&event, "totalBytes", &(total as f64).into());
        }
        tell(on_progress, &event, "options.onProgress")
    }

    /// The last event carries the final count; where there were no bytes it is the only one.
    pub fn finish(&mut self, total: Option<u64>) -> Result<(), Failure> {
        if self.told.is_none() { self.reached(0, total) } else { Ok(()) }
    }
}
