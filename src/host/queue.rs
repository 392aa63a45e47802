//! Bounds how many link requests are on the wire at once: a runtime opens a socket for each.
//! Waiting here counts for the whole call's time, not for an attempt's.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::environment::keeps_requests_apart;
use super::error::Failure;
use super::guard::{Guard, monotonic_ms};
use super::turn::turn;

/// How many there are at most.
const AT_ONCE: usize = 64;

/// How long a runtime may take until it uses a connection again.
const TURN_MS: f64 = 2.0;

#[derive(Default)]
struct Waiting {
    granted: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

struct Queue {
    under_way: usize,
    waiting: VecDeque<Rc<Waiting>>,
    /// When each free place was left, as far as its connection may not be ready for another request yet.
    just_left: VecDeque<f64>,
}

thread_local! {
    static QUEUE: RefCell<Queue> = const {
        RefCell::new(Queue { under_way: 0, waiting: VecDeque::new(), just_left: VecDeque::new() })
    };
}

/// The right to send one request; given back on drop, also by a call that gave up while it waited. `None` where nobody counts.
pub struct Permit(Option<Rc<Waiting>>);

impl Drop for Permit {
    fn drop(&mut self) {
        let Some(own) = &self.0 else { return };
        QUEUE.with_borrow_mut(|queue| {
            if own.granted.get() {
                queue.hand_on();
            } else {
                queue.waiting.retain(|waiting| !Rc::ptr_eq(waiting, own));
            }
        });
    }
}

/// How a call gets its place.
enum Place {
    Ready,
    JustLeft,
    Awaited,
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
            None => {
                self.under_way -= 1;
                self.just_left.push_back(monotonic_ms());
            }
        }
    }

    fn take(&mut self, own: &Rc<Waiting>) -> Place {
        if self.under_way == AT_ONCE {
            self.waiting.push_back(Rc::clone(own));
            return Place::Awaited;
        }
        let turn_ago = monotonic_ms() - TURN_MS;
        while self.just_left.front().is_some_and(|left| *left < turn_ago) {
            self.just_left.pop_front();
        }
        self.under_way += 1;
        own.granted.set(true);
        if self.under_way + self.just_left.len() <= AT_ONCE {
            return Place::Ready;
        }
        self.just_left.pop_front();
        Place::JustLeft
    }
}

/// Waits for a place.
///
/// A runtime takes a turn of its event loop until it uses a connection again: a request that was sent before would open
/// another. Whoever comes waits for that turn, not whoever leaves: workerd runs no timer of a request that has been answered.
pub async fn enter(guard: &Guard) -> Result<Permit, Failure> {
    if keeps_requests_apart() {
        // It bounds each request's connections by itself.
        return Ok(Permit(None));
    }
    let own = Rc::new(Waiting::default());
    let place = QUEUE.with_borrow_mut(|queue| queue.take(&own));
    let permit = Permit(Some(Rc::clone(&own)));
    match place {
        Place::Ready => return Ok(permit),
        Place::JustLeft => {}
        Place::Awaited => guard.until(granted(&own)).await?,
    }
    guard.until(turn()).await?;
    Ok(permit)
}

async fn granted(own: &Waiting) {
    std::future::poll_fn(|context| {
        if own.granted.get() {
            return Poll::Ready(());
        }
        own.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await;
}
