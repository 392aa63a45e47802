//! Bounds how many link requests are on the wire at once: a runtime opens a socket for each.
//! Waiting here counts for the whole call's time, not for an attempt's.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Poll, Waker};

use wasm_bindgen_futures::spawn_local;

use super::error::Failure;
use super::guard::Guard;
use super::turn::turn;

/// How many there are at most.
const AT_ONCE: usize = 64;

#[derive(Default)]
struct Waiting {
    granted: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

#[derive(Default)]
struct Queue {
    under_way: usize,
    waiting: VecDeque<Rc<Waiting>>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// The right to send one request; given back on drop, also by a call that gave up while it waited.
pub struct Permit(Rc<Waiting>);

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.0.granted.get() {
            QUEUE.with_borrow_mut(|queue| queue.waiting.retain(|waiting| !Rc::ptr_eq(waiting, &self.0)));
            return;
        }
        // A runtime takes a turn of its event loop until it uses a connection again: the next request, sent before, would
        // open another.
        spawn_local(async {
            turn().await;
            QUEUE.with_borrow_mut(Queue::hand_on);
        });
    }
}

impl Queue {
    fn hand_on(&mut self) {
        match self.waiting.pop_front() {
            // Handed on: the count stays.
            Some(next) => {
                next.granted.set(true);
                if let Some(waker) = next.waker.take() {
                    waker.wake();
                }
            }
            None => self.under_way -= 1,
        }
    }
}

/// Waits for a place.
pub async fn enter(guard: &Guard) -> Result<Permit, Failure> {
    let permit = QUEUE.with_borrow_mut(|queue| {
        let own = Rc::new(Waiting::default());
        if queue.under_way < AT_ONCE {
            queue.under_way += 1;
            own.granted.set(true);
        } else {
            queue.waiting.push_back(Rc::clone(&own));
        }
        Permit(own)
    });
    guard
        .until(std::future::poll_fn(|context| {
            if permit.0.granted.get() {
                return Poll::Ready(());
            }
            permit.0.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        }))
        .await?;
    Ok(permit)
}
