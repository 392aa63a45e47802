//! The limits of a relay's caller.
#![allow(clippy::unwrap_used)]

use wechat_function_link::error::Error;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::relay::rate_limiter::{Limits, RateLimiter};

fn limiter(requests_per_minute: Option<u32>, in_flight: Option<u32>) -> RateLimiter {
    RateLimiter::new(Limits { requests_per_minute, in_flight })
}

/// Enters with a request that ends within ten minutes.
fn enter(limiter: &mut RateLimiter, caller: &str, now_ms: f64) -> Result<(), Error> {
    limiter.enter(caller, now_ms, 600_000.0).map(drop)
}

/// Makes `count` requests at one time, of which so many have to be admitted. Returns the outcome of the last one.
fn burst(limiter: &mut RateLimiter, now_ms: f64, count: u32, admitted: u32) -> Result<(), Error> {
    let outcomes: Vec<_> = (0..count).map(|_| limiter.count("one", now_ms)).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), admitted as usize, "{now_ms} ms");
    outcomes.into_iter().next_back().unwrap()
}

fn too_often(seconds: u32) -> Result<(), Error> {
    Err(Error::Relay(Refusal::TooOften(seconds)))
}

#[test]
fn a_caller_may_send_so_many_at_once_and_then_evenly() {
    let mut limiter = limiter(Some(3), None);
    for (now_ms, expected) in [
        (0.0, Ok(())),
        (0.0, Ok(())),
        (0.0, Ok(())),
        (0.0, too_often(20)),
        (19_000.0, too_often(1)),
        (19_999.9, too_often(1)),
        (20_000.0, Ok(())),
        (20_000.0, too_often(20)),
        (20_500.0, too_often(20)),
        (21_001.0, too_often(19)),
        (60_000.0, Ok(())), // two intervals later: two
        (60_000.0, Ok(())),
        (60_000.0, too_often(20)),
        (200_000.0, Ok(())), // a full burst again, and no more for the long pause
        (200_000.0, Ok(())),
        (200_000.0, Ok(())),
        (200_000.0, too_often(20)),
    ] {
        assert_eq!(limiter.count("one", now_ms), expected, "{now_ms} ms");
    }
    assert_eq!(limiter.count("another", 200_000.0), Ok(()), "per caller");
}

#[test]
fn a_burst_is_whole_and_after_retry_after_the_next_is_admitted() {
    // Some intervals are no finite binary fractions, and a process may have run for a year.
    for most in [1, 2, 7, 59, 60, 61, 97, 600, 7919, 100_000] {
        for start_ms in [0.0, 0.1, 1_234.567, 31_536_000_000.3] {
            let mut limiter = limiter(Some(most), None);
            let Err(Error::Relay(Refusal::TooOften(seconds))) = burst(&mut limiter, start_ms, most + 10, most) else {
                panic!("{most} a minute: refused for another reason");
            };
            assert_eq!(seconds, 60_u32.div_ceil(most), "{most} a minute");
            assert_eq!(limiter.count("one", start_ms + f64::from(seconds) * 1000.0), Ok(()), "{most} a minute");
            assert!(burst(&mut limiter, start_ms + 200_000.0, most + 1, most).is_err());
        }
    }
}

#[test]
fn over_a_long_time_the_rate_is_even() {
    let mut limiter = limiter(Some(90), None);
    let admitted = (0..600_000).filter(|step| limiter.count("one", f64::from(*step)).is_ok()).count();
    assert_eq!(admitted, 90 + 10 * 90 - 1, "a burst, and 90 in each of ten minutes, of which the last is not over");
}

#[test]
fn a_refused_request_counts_for_nothing() {
    let mut limiter = limiter(Some(1), Some(1));
    let first = limiter.enter("one", 0.0, 600_000.0).unwrap();
    limiter.count("one", 0.0).unwrap();
    for _ in 0..100 {
        assert_eq!(enter(&mut limiter, "one", 1.0), Err(Error::Relay(Refusal::TooManyAtOnce)));
        assert_eq!(limiter.count("one", 1.0), too_often(60));
    }
    limiter.leave("one", first);
    assert_eq!(limiter.count("one", 59_999.0), too_often(1));
    assert_eq!(limiter.count("one", 60_000.0), Ok(()));
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
        assert_eq!(limiter.count("one", 0.0), Ok(()));
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
        limiter.count(&caller.to_string(), 0.0).unwrap();
        limiter.leave(&caller.to_string(), ticket);
    }
    let slow = limiter.enter("slow", 0.0, 600_000.0).unwrap();
    assert_eq!(limiter.remembered(), 10_001);
    limiter.count("new", 60_000.0).unwrap();
    assert_eq!(limiter.remembered(), 2, "the one that is under way, and the new one");
    limiter.leave("slow", slow);
    limiter.count("newer", 120_000.0).unwrap();
    assert_eq!(limiter.remembered(), 1, "those that count and those under way");

    let mut unlimited = RateLimiter::new(Limits { requests_per_minute: None, in_flight: Some(1) });
    let ticket = unlimited.enter("one", 0.0, 1000.0).unwrap();
    unlimited.count("one", 0.0).unwrap();
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
