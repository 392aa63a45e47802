//! One attempt of a call: its own time, and its request's abort, let go together on drop.

use std::cell::RefCell;
use std::ops::Deref;

use web_sys::{AbortController, AbortSignal};

use super::guard::Guard;
use crate::error::{Error, Limit};

/// An attempt under way; for all else it is the guard that it runs under.
pub struct Attempt<'a> {
    guard: &'a Guard,
    request: RefCell<Option<AbortController>>,
}

impl<'a> Attempt<'a> {
    /// Begins one that may take so long.
    pub fn begin(guard: &'a Guard, milliseconds: u32) -> Attempt<'a> {
        guard.limit_attempt(Limit::Attempt, milliseconds);
        Attempt { guard, request: RefCell::default() }
    }

    /// A signal for `fetch` that aborts when this attempt ends before its request does.
    pub fn request_signal(&self) -> Result<AbortSignal, Error> {
        let controller = AbortController::new().map_err(|_| Error::argument("this runtime has no AbortController"))?;
        let signal = controller.signal();
        self.request.replace(Some(controller));
        Ok(signal)
    }

    /// The request is over, to the end of its body: to abort it now would do nothing, and cost more than the rest of a call.
    pub fn complete(&self) {
        self.request.take();
    }

    /// From now on the time between signs of life is limited, and nothing else.
    pub fn limit_idleness(&self, milliseconds: u32) {
        self.guard.limit_attempt(Limit::Idle, milliseconds);
    }

    /// A sign of life; or that none is expected, while somebody else is waited for.
    pub fn sign_of_life(&self, expected: bool) {
        self.guard.extend_attempt(expected);
    }
}

impl Deref for Attempt<'_> {
    type Target = Guard;

    fn deref(&self) -> &Guard {
        self.guard
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.guard.end_attempt();
        if let Some(controller) = self.request.take() {
            controller.abort();
        }
    }
}
