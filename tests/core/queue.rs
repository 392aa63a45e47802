//! The queue of link requests and its places.

use wechat_function_link::call::queue::{Entry, Queue};
use wechat_function_link::defaults::{CONNECTION_REUSE_MS, PLACES};

/// A queue whose places are all taken since time 0.
fn full() -> Queue<u32> {
    let mut queue = Queue::new();
    for place in 0..PLACES {
        assert_eq!(queue.enter(|| 0.0, || unreachable!("place {place} is free")), Entry::Now);
    }
    queue
}

fn wait(queue: &mut Queue<u32>, waiter: u32) -> u64 {
    match queue.enter(|| 0.0, || waiter) {
        Entry::Waits(number) => number,
        entry => panic!("{waiter} got {entry:?}"),
    }
}

/// Enters at this time, without a wait.
fn enter(queue: &mut Queue<u32>, now_ms: f64) -> Entry {
    queue.enter(|| now_ms, || panic!("no place is free"))
}

#[test]
fn there_are_64_places_and_a_line() {
    assert_eq!(PLACES, 64);
    let mut queue = full();
    for waiter in 0..5 {
        wait(&mut queue, waiter);
    }
    let order: Vec<_> = (0..7).map(|_| queue.leave(1.0)).collect();
    assert_eq!(order, [Some(0), Some(1), Some(2), Some(3), Some(4), None, None], "the first comes first");
    // Two places are free now, and no more.
    for _ in 0..2 {
        assert_ne!(enter(&mut queue, 100.0), Entry::Waits(0));
    }
    wait(&mut queue, 9);
}

#[test]
fn a_place_that_is_given_on_is_not_free() {
    let mut queue = full();
    wait(&mut queue, 1);
    assert_eq!(queue.leave(1.0), Some(1));
    wait(&mut queue, 2);
    assert_eq!(queue.leave(1.0), Some(2));
}

#[test]
fn a_call_that_gives_up_leaves_the_queue_and_the_others_keep_their_order() {
    let mut queue = full();
    let numbers: Vec<_> = (0..4).map(|waiter| wait(&mut queue, waiter)).collect();
    assert_eq!(queue.give_up(numbers[1], 1.0), None);
    assert_eq!(queue.give_up(numbers[3], 1.0), None);
    assert_eq!([queue.leave(1.0), queue.leave(1.0), queue.leave(1.0)], [Some(0), Some(2), None]);
}

#[test]
fn a_call_that_got_a_place_and_gives_up_returns_it() {
    let mut queue = full();
    let first = wait(&mut queue, 1);
    let second = wait(&mut queue, 2);
    assert_eq!(queue.leave(1.0), Some(1));
    // The place goes to the next waiting call.
    assert_eq!(queue.give_up(first, 1.0), Some(2));
    // No call waits: the place is free.
    assert_eq!(queue.give_up(second, 1.0), None);
    assert!(matches!(enter(&mut queue, 100.0), Entry::Now | Entry::AfterYield));
    wait(&mut queue, 3);
}

#[test]
fn a_place_that_was_just_left_takes_a_yield() {
    for (after_ms, expected) in [
        (0.0, Entry::AfterYield),
        (CONNECTION_REUSE_MS, Entry::AfterYield),
        (CONNECTION_REUSE_MS + 0.001, Entry::Now),
        (1000.0, Entry::Now),
    ] {
        let mut queue = full();
        assert_eq!(queue.leave(10.0), None);
        assert_eq!(enter(&mut queue, 10.0 + after_ms), expected, "{after_ms} ms");
    }
}

#[test]
fn each_place_that_was_left_takes_one_yield() {
    let mut queue = full();
    for left in [10.0, 11.0, 13.5] {
        assert_eq!(queue.leave(left), None);
    }
    // At 13.2 two of three connections are ready. The runtime chooses one, which may be the third.
    let entries = [13.2, 13.2, 13.2].map(|now| enter(&mut queue, now));
    assert_eq!(entries, [Entry::Now, Entry::Now, Entry::AfterYield]);
    // A used connection no longer counts.
    assert_eq!(queue.leave(20.0), None);
    assert_eq!([enter(&mut queue, 20.0)], [Entry::AfterYield]);
    assert_eq!(queue.leave(30.0), None);
    assert_eq!([enter(&mut queue, 40.0)], [Entry::Now]);
}

#[test]
fn the_clock_is_not_read_while_places_are_free_that_were_never_left() {
    let mut queue = Queue::new();
    let unread = || panic!("the clock was read");
    for _ in 0..3 {
        assert_eq!(queue.enter(unread, || 0), Entry::Now);
    }
    for left in [1.0, 1.0, 1.0] {
        assert_eq!(queue.leave(left), None);
    }
    // 61 places are unused: their connections are new, and the others do not matter.
    for _ in 0..61 {
        assert_eq!(queue.enter(unread, || 0), Entry::Now);
    }
    assert_eq!([0; 3].map(|_| enter(&mut queue, 1.0)), [Entry::AfterYield; 3]);
}

#[test]
fn no_more_than_64_places_are_remembered_as_left() {
    let mut queue = Queue::new();
    for round in 0..10_000 {
        assert_ne!(enter(&mut queue, 0.0), Entry::Waits(0), "{round}");
        assert_eq!(queue.leave(0.0), None);
    }
    let remembered = format!("{queue:?}").matches("0.0").count();
    assert!(remembered <= PLACES, "{remembered} are remembered");
    let yields = (0..PLACES).filter(|_| enter(&mut queue, 0.0) == Entry::AfterYield).count();
    assert_eq!(yields, PLACES);
    wait(&mut queue, 1);
}

#[test]
fn a_hundred_thousand_may_wait_and_give_up() {
    // Quadratic work would take minutes here.
    const MANY: u32 = 100_000;
    let mut queue = full();
    let numbers: Vec<_> = (0..MANY).map(|waiter| wait(&mut queue, waiter)).collect();
    for number in numbers.iter().rev().step_by(2) {
        assert_eq!(queue.give_up(*number, 1.0), None);
    }
    for waiter in (0..MANY).step_by(2) {
        assert_eq!(queue.leave(1.0), Some(waiter));
    }
    assert_eq!(queue.leave(1.0), None);
}
