//! How often one caller may ask, and how much at once.
#![allow(clippy::unwrap_used)]

use wechat_function_link::error::Error;
use wechat_function_link::limits::{Limiter, Limits};
use wechat_function_link::relay::Refusal;

fn limiter(requests_per_minute: Option<u32>, in_flight: Option<u32>) -> Limiter {
    Limiter::new(Limits { requests_per_minute, in_flight })
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
        (60_000.0, Ok(())), // the first has left the minute
        (60_000.0, too_often(10)),
        (70_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, too_often(60)),
    ] {
        assert_eq!(limiter.enter("one", now_ms), expected, "{now_ms} ms");
    }
    assert_eq!(limiter.enter("another", 200_000.0), Ok(()), "per caller");
}

#[test]
fn a_refused_request_counts_for_nothing() {
    let mut limiter = limiter(Some(1), Some(1));
    assert_eq!(limiter.enter("one", 0.0), Ok(()));
    for _ in 0..100 {
        assert_eq!(limiter.enter("one", 1.0), Err(Error::Relay(Refusal::TooManyAtOnce)));
    }
    limiter.leave("one");
    assert_eq!(limiter.enter("one", 2.0), too_often(60));
    assert_eq!(limiter.enter("one", 60_000.0), Ok(()));
}

#[test]
fn what_is_under_way_is_limited_until_it_has_ended() {
    let mut limiter = limiter(None, Some(2));
    assert_eq!(limiter.enter("one", 0.0), Ok(()));
    assert_eq!(limiter.enter("one", 0.0), Ok(()));
    assert_eq!(limiter.enter("one", 1e9), Err(Error::Relay(Refusal::TooManyAtOnce)), "however long it takes");
    assert_eq!(limiter.enter("another", 0.0), Ok(()));
    limiter.leave("one");
    assert_eq!(limiter.enter("one", 1e9), Ok(()));
    limiter.leave("nobody");
    assert_eq!(limiter.enter("one", 1e9), Err(Error::Relay(Refusal::TooManyAtOnce)));
}

#[test]
fn without_limits_everything_is_let_in() {
    let mut limiter = limiter(None, None);
    for _ in 0..10_000 {
        assert_eq!(limiter.enter("one", 0.0), Ok(()));
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
        limiter.enter(&caller.to_string(), 0.0).unwrap();
        limiter.leave(&caller.to_string());
    }
    limiter.enter("slow", 0.0).unwrap();
    assert_eq!(limiter.remembered(), 10_001);
    limiter.enter("new", 60_000.0).unwrap();
    assert_eq!(limiter.remembered(), 2, "the one that is under way, and the new one");
    limiter.leave("slow");
    limiter.enter("newer", 120_000.0).unwrap();
    assert_eq!(limiter.remembered(), 2, "those of the last minute and under way");

    let mut unlimited = Limiter::new(Limits { requests_per_minute: None, in_flight: Some(1) });
    unlimited.enter("one", 0.0).unwrap();
    unlimited.leave("one");
    assert_eq!(unlimited.remembered(), 0);
}

#[test]
fn the_refusals_are_429_and_pass_with_time() {
    for (refusal, seconds) in [(Refusal::TooOften(17), 17), (Refusal::TooManyAtOnce, 1)] {
        assert_eq!((refusal.status(), refusal.retry_after_s()), (429, Some(seconds)));
        let error = Error::Relay(refusal);
        assert!(error.retryable());
        assert!(error.advice().contains("limits."), "{}", error.advice());
    }
    assert!(!Error::Relay(Refusal::Forbidden).retryable());
}
