//! Bounds how many link requests are on the wire at once: a runtime opens a socket for each. Waiting here counts for the whole
//! call's time, not for an attempt's.
//!
//! A connection that was left just now is not ready for another request at once. Who comes then waits a turn of the event loop:
//! without it 1,000 calls open 89 sockets in Node instead of 64.

use std::collections::VecDeque;

use crate::defaults::{CONNECTION_REUSE_MS, PLACES};

/// How a call gets its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// It has it.
    Now,
    /// It has it, but has to yield to the event loop first: a connection that was left just now is not ready for another request
    /// yet, and without the yield the request would open a socket of its own.
    AfterTurn,
    /// It waits, by this number.
    Waits(u64),
}

/// The places, and the calls that wait for one.
#[derive(Debug)]
pub struct Queue<W> {
    under_way: usize,
    /// In the order of their numbers; `None` has left the line.
    waiting: VecDeque<(u64, Option<W>)>,
    numbers: u64,
    /// When each free place was left whose connection may not be ready yet.
    just_left: VecDeque<f64>,
}

impl<W> Queue<W> {
    /// Every place is free.
    pub const fn new() -> Queue<W> {
        Queue { under_way: 0, waiting: VecDeque::new(), numbers: 0, just_left: VecDeque::new() }
    }

    /// Takes a place, or the end of the queue.
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
        Entry::AfterTurn
    }

    /// Gives a place back: to the first of the queue, which is returned, or to none.
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

    /// Leaves the queue; a place that it got meanwhile is given back as by [`Queue::leave`].
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
