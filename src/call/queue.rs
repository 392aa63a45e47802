//! Bounds the link requests that are sent at once: a runtime opens a socket for each. The wait in this queue counts
//! towards `timeoutMs`, not towards `attemptTimeoutMs`.
//!
//! A runtime cannot reuse a connection in the instant in which its request ends. The next call therefore yields to the
//! event loop first: without the yield, 1,000 calls open 89 sockets in Node instead of 64.

use std::collections::VecDeque;

use crate::defaults::{CONNECTION_REUSE_MS, PLACES};

/// How a call gets its place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// The call has a place and may send.
    Now,
    /// The call has a place, and yields to the event loop before it sends: the connection that became free is not ready
    /// yet, and the request would open another socket.
    AfterYield,
    /// The call waits. The number is for [`Queue::give_up`].
    Waits(u64),
}

/// The places of link requests, and the calls that wait for one.
#[derive(Debug)]
pub struct Queue<W> {
    under_way: usize,
    /// In ascending order of the numbers; `None` for a call that gave up.
    waiting: VecDeque<(u64, Option<W>)>,
    numbers: u64,
    /// When each place became free whose connection may not be ready yet, in milliseconds.
    just_left: VecDeque<f64>,
}

impl<W> Queue<W> {
    /// Creates a queue of [`PLACES`] free places.
    pub const fn new() -> Queue<W> {
        Queue { under_way: 0, waiting: VecDeque::new(), numbers: 0, just_left: VecDeque::new() }
    }

    /// Takes a place, or joins the end of the queue.
    pub fn enter(&mut self, now_ms: impl Fn() -> f64, waiter: impl FnOnce() -> W) -> Entry {
        if self.under_way == PLACES {
            self.numbers += 1;
            self.waiting.push_back((self.numbers, Some(waiter())));
            return Entry::Waits(self.numbers);
        }
        self.under_way += 1;
        if self.under_way + self.just_left.len() <= PLACES {
            return Entry::Now;
        }
        let ready = now_ms() - CONNECTION_REUSE_MS;
        while self.just_left.front().is_some_and(|left| *left < ready) {
            self.just_left.pop_front();
        }
        if self.under_way + self.just_left.len() <= PLACES {
            return Entry::Now;
        }
        self.just_left.pop_front();
        Entry::AfterYield
    }

    /// Gives a place back. Returns the first waiting call, which now has the place.
    pub fn leave(&mut self, now_ms: f64) -> Option<W> {
        let next = loop {
            match self.waiting.pop_front() {
                Some((_, None)) => {}
                Some((_, waiter)) => break waiter,
                None => break None,
            }
        };
        if next.is_none() {
            self.under_way -= 1;
            self.just_left.push_back(now_ms);
        }
        next
    }

    /// Leaves the queue. Where the call got its place meanwhile, gives it back as [`Queue::leave`] does.
    pub fn give_up(&mut self, number: u64, now_ms: f64) -> Option<W> {
        match self.waiting.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(at) => {
                self.waiting.get_mut(at).and_then(|(_, waiter)| waiter.take());
                None
            }
            Err(_) => self.leave(now_ms),
        }
    }
}

impl<W> Default for Queue<W> {
    fn default() -> Queue<W> {
        Queue::new()
    }
}
