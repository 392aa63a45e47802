//! Drives a call's machine: token, place in the queue, request, wait.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::Performance;

use super::error::Failure;
use super::scope::{Scope, Stop};
use super::tokens;
use crate::call::machine::{Call, CallEvent, CallStep};
use crate::call::queue::{Entry, Queue};
use crate::call::reply::Reply;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = performance)]
    static PERFORMANCE: Performance;
}

/// The monotonic clock, in milliseconds.
pub(super) fn monotonic_ms() -> f64 {
    PERFORMANCE.with(Performance::now)
}

thread_local! {
    static QUEUE: RefCell<Queue<Scope>> = const { RefCell::new(Queue::new()) };
}

/// Drives a call to its end. `apart` is whether this runtime binds I/O to the request that began it, `saves` whether it is
/// for the link of a save.
pub(super) async fn drive(scope: &Scope, call: &mut Call, apart: bool, saves: bool) -> Result<Reply, Failure> {
    let mut event = CallEvent::Begin;
    loop {
        event = match call.next(event, scope) {
            CallStep::Token(refused) => CallEvent::Token(tokens::token(scope, refused, apart).await?),
            CallStep::Send(post) => {
                // The save's place comes first: a call that waits for one must not hold a link's place.
                if saves {
                    scope.enter().await?;
                }
                let place = Place::enter(scope, apart).await?;
                call.sending();
                let sent = scope.send(&post).await;
                drop(place);
                match sent {
                    Ok(outcome) => CallEvent::Sent(outcome),
                    Err(Stop::TimedOut(limit, milliseconds)) => CallEvent::TimedOut(limit, milliseconds),
                    Err(stop) => return Err(stop.into()),
                }
            }
            CallStep::Wait(milliseconds) => {
                scope.sleep(milliseconds).await?;
                CallEvent::Waited
            }
            CallStep::Done(reply) => return Ok(reply),
            CallStep::Failed(error) => return Err(error.into()),
        }
    }
}

/// A call's place in the queue of link requests, or its wait for one. Drop gives it back.
struct Place {
    waits: Option<u64>,
}

impl Place {
    /// Waits for a place. An edge runtime limits each request's connections itself, and cannot wake another request's call:
    /// there is no queue.
    async fn enter(scope: &Scope, apart: bool) -> Result<Option<Place>, Stop> {
        if apart {
            return Ok(None);
        }
        let entry = QUEUE.with_borrow_mut(|queue| queue.enter(monotonic_ms, || scope.clone()));
        let mut place = Place { waits: None };
        match entry {
            Entry::Now => return Ok(Some(place)),
            Entry::AfterYield => {}
            Entry::Waits(number) => {
                place.waits = Some(number);
                scope.park().await?;
                place.waits = None;
            }
        }
        scope.yield_now().await?;
        Ok(Some(place))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let next = QUEUE.with_borrow_mut(|queue| match self.waits {
            Some(number) => queue.give_up(number, monotonic_ms()),
            None => queue.leave(monotonic_ms()),
        });
        if let Some(next) = next {
            next.wake();
        }
    }
}
