//! The limits of a relay's caller.
#![allow(clippy::unwrap_used)]

use wechat_function_link::error::Error;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::relay::rate_limiter::{Limits, RateLimiter};

fn limiter(requests_per_minute: Option<u32>, in_flight: Option<u32>) -> RateLimiter {
    RateLimiter::new(Limits { requests_per_minute, in_flight })
}

/// Enters with a request that ends within ten minutes, and ignores its ticket.
fn enter(limiter: &mut RateLimiter, caller: &str, now_ms: f64) -> Result<(), Error> {
    limiter.enter(caller, now_ms, 600_000.0).map(drop)
}

fn too_often(seconds: u32) -> Result<(), Error> {
    Err(Error::Relay(Refusal::TooOften(seconds)))
}

#[test]
fn any_sixty_seconds_hold_so_many_and_no_more() {
    let mut limiter = limiter(Some(3), None);
    for (now_ms, expected) in [
        (0.0, Ok(())),
        (10_000.0, Ok(())),
        (20_000.0, Ok(())),
        (20_000.5, too_often(40)),
        (59_000.0, too_often(1)),
        (59_999.9, too_often(1)),
        (60_000.0, Ok(())), // the first is older than a minute
        (60_000.0, too_often(10)),
        (70_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, too_often(60)),
    ] {
        assert_eq!(enter(&mut limiter, "one", now_ms), expected, "{now_ms} ms");
    }
    assert_eq!(enter(&mut limiter, "another", 200_000.0), Ok(()), "per caller");
}

#[test]
fn a_refused_request_counts_for_nothing() {
    let mut limiter = limiter(Some(1), Some(1));
    let first = limiter.enter("one", 0.0, 600_000.0).unwrap();
    for _ in 0..100 {
        assert_eq!(enter(&mut limiter, "one", 1.0), Err(Error::Relay(Refusal::TooManyAtOnce)));
    }
    limiter.leave("one", first);
    assert_eq!(enter(&mut limiter, "one", 2.0), too_often(60));
    assert_eq!(enter(&mut limiter, "one", 60_000.0), Ok(()));
}

#[test]
fn what_is_under_way_is_limited_until_it_has_ended() {
    let mut limiter = limiter(None, Some(2));
    let first = limiter.enter("one", 0.0, f64::INFINITY).unwrap();
    limiter.enter("one", 0.0, f64::INFINITY).unwrap();
    assert_eq!(enter(&mut limiter, "one", 1e9), Err(Error::Relay(Refusal::TooManyAtOnce)), "however long it takes");
    assert_eq!(enter(&mut limiter, "another", 0.0), Ok(()));
    limiter.leave("one", first);
    assert_eq!(enter(&mut limiter, "one", 1e9), Ok(()));
    limiter.leave("one", first);
    limiter.leave("nobody", 7);
    assert_eq!(enter(&mut limiter, "one", 1e9), Err(Error::Relay(Refusal::TooManyAtOnce)), "a ticket is good once");
}

#[test]
fn a_request_without_a_leave_ends_with_its_time() {
    let mut limiter = limiter(None, Some(1));
    let first = limiter.enter("one", 0.0, 30_000.0).unwrap();
    assert_eq!(enter(&mut limiter, "one", 29_999.0), Err(Error::Relay(Refusal::TooManyAtOnce)));
    assert_eq!(enter(&mut limiter, "one", 30_000.0), Ok(()));
    limiter.leave("one", first);
    assert_eq!(
        enter(&mut limiter, "one", 30_001.0),
        Err(Error::Relay(Refusal::TooManyAtOnce)),
        "it frees no other's place"
    );
}

#[test]
fn without_limits_everything_is_let_in() {
    let mut limiter = limiter(None, None);
    for _ in 0..10_000 {
        assert_eq!(enter(&mut limiter, "one", 0.0), Ok(()));
    }
}

#[test]
fn the_usual_limits_are_those_of_the_documents() {
    assert_eq!(Limits::default(), Limits { requests_per_minute: Some(60), in_flight: Some(8) });
}

#[test]
fn callers_are_forgotten_once_nothing_is_known_of_them() {
    let mut limiter = limiter(Some(60), Some(8));
    for caller in 0..10_000 {
        let ticket = limiter.enter(&caller.to_string(), 0.0, 1000.0).unwrap();
        limiter.leave(&caller.to_string(), ticket);
    }
    let slow = limiter.enter("slow", 0.0, 600_000.0).unwrap();
    assert_eq!(limiter.remembered(), 10_001);
    enter(&mut limiter, "new", 60_000.0).unwrap();
    assert_eq!(limiter.remembered(), 2, "the one that is under way, and the new one");
    limiter.leave("slow", slow);
    enter(&mut limiter, "newer", 120_000.0).unwrap();
    assert_eq!(limiter.remembered(), 2, "those of the last minute and under way");

    let mut unlimited = RateLimiter::new(Limits { requests_per_minute: None, in_flight: Some(1) });
    let ticket = unlimited.enter("one", 0.0, 1000.0).unwrap();
    unlimited.leave("one", ticket);
    assert_eq!(unlimited.remembered(), 0);
}

#[test]
fn the_refusals_are_429_and_pass_with_time() {
    for (refusal, seconds) in [(Refusal::TooOften(17), 17), (Refusal::TooManyAtOnce, 1)] {
        assert_eq!((refusal.status(), refusal.retry_after_s()), (429, Some(seconds)));
        let error = Error::Relay(refusal);
        assert!(error.retryable());
        assert!(error.facts().advice.contains("limits."), "{}", error.facts().advice);
    }
    assert!(!Error::Relay(Refusal::Forbidden).retryable());
}
