//! The retry decision after a failed attempt.

use crate::support::{host_fault, storage_error};
use wechat_function_link::call::retry::{
    Attempts, RetryContext, RetryDecision, connection_failed, retry_after_ms, token_refused,
};
use wechat_function_link::defaults::{BASE_DELAY_MS, LONGEST_DELAY_MS};
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::HostRule;
use wechat_function_link::error::refusal::RedirectFault;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::{Error, Limit, PlatformError};

const BUSY: Error = Error::HttpStatus(503);
const HOUR_MS: f64 = 3_600_000.0;

fn plenty(random: f64) -> RetryContext {
    RetryContext { remaining_ms: HOUR_MS, random, ..RetryContext::default() }
}

fn platform(errcode: i64) -> Error {
    Error::Platform(Box::new(PlatformError { errcode, status: None, errmsg: String::new(), rid: None }))
}

/// The state after `count` attempts.
fn begun(max: u32, count: u32) -> Attempts {
    let mut attempts = Attempts::new(max);
    (0..count).for_each(|_| attempts.begin());
    attempts
}

#[test]
fn delays_double_up_to_five_seconds_and_are_spread_from_nothing_to_the_whole() {
    assert_eq!((BASE_DELAY_MS, LONGEST_DELAY_MS), (200.0, 5000.0));
    let longest =
        [(1, 200.0), (2, 400.0), (3, 800.0), (4, 1600.0), (5, 3200.0), (6, 5000.0), (7, 5000.0), (500, 5000.0)];
    for (count, longest) in longest {
        for random in [0.0, 0.25, 0.5, 0.999] {
            assert_eq!(
                begun(1000, count).after(&BUSY, &plenty(random)),
                RetryDecision::After(longest * random),
                "{count}, {random}"
            );
        }
    }
}

#[test]
fn attempts_are_as_many_as_were_given() {
    for max in [1, 2, 3, 10] {
        let mut attempts = Attempts::new(max);
        assert_eq!(attempts.sent(), None);
        for count in 1..max {
            attempts.begin();
            assert_eq!(attempts.after(&BUSY, &plenty(0.0)), RetryDecision::After(0.0), "{count} of {max}");
        }
        attempts.begin();
        assert_eq!(attempts.after(&BUSY, &plenty(0.0)), RetryDecision::Stop, "the last of {max}");
        assert_eq!(attempts.sent(), Some(max));
    }
}

#[test]
fn a_wait_that_would_outlive_the_call_is_not_begun() {
    let left = |remaining_ms, retry_after_ms| RetryContext { remaining_ms, retry_after_ms, random: 0.5, ..plenty(0.0) };
    for (circumstances, next) in [
        (left(100.001, None), RetryDecision::After(100.0)),
        (left(100.0, None), RetryDecision::Stop),
        (left(0.0, None), RetryDecision::Stop),
        (left(-5.0, None), RetryDecision::Stop),
        (left(1000.0, Some(999.0)), RetryDecision::After(999.0)),
        (left(1000.0, Some(1000.0)), RetryDecision::Stop),
        (left(1000.0, Some(1e12)), RetryDecision::Stop),
        (left(1000.0, Some(f64::INFINITY)), RetryDecision::Stop),
        (left(f64::INFINITY, Some(f64::INFINITY)), RetryDecision::Stop),
        // Never shorter than the back-off.
        (left(1000.0, Some(0.0)), RetryDecision::After(100.0)),
        (left(1000.0, Some(99.0)), RetryDecision::After(100.0)),
        (left(1000.0, Some(101.0)), RetryDecision::After(101.0)),
        (left(100.0, Some(0.0)), RetryDecision::Stop),
        (left(f64::INFINITY, None), RetryDecision::After(100.0)),
        // `Retry-After` counts, also beyond the longest back-off.
        (left(HOUR_MS, Some(60_000.0)), RetryDecision::After(60_000.0)),
    ] {
        assert_eq!(begun(3, 1).after(&BUSY, &circumstances), next, "{circumstances:?}");
    }
}

#[test]
fn retry_after_does_not_make_a_final_error_worth_another_attempt() {
    let circumstances = RetryContext { retry_after_ms: Some(0.0), ..plenty(0.0) };
    assert_eq!(begun(3, 1).after(&Error::HttpStatus(404), &circumstances), RetryDecision::Stop);
    assert_eq!(begun(3, 3).after(&BUSY, &circumstances), RetryDecision::Stop);
}

#[test]
fn a_connection_that_was_closed_between_requests_is_retried_once_for_nothing() {
    let reset = Error::Network(NetworkFault::Reset);
    let stale = RetryContext { stale_connection: true, random: 0.5, ..plenty(0.0) };
    let mut attempts = begun(1, 1);
    assert_eq!(attempts.after(&reset, &stale), RetryDecision::After(0.0));
    attempts.begin();
    assert_eq!(attempts.after(&reset, &stale), RetryDecision::Stop);
    assert_eq!(attempts.sent(), Some(2));

    let mut attempts = begun(3, 1);
    assert_eq!(attempts.after(&reset, &stale), RetryDecision::After(0.0));
    for delay in [100.0, 200.0] {
        attempts.begin();
        assert_eq!(attempts.after(&reset, &stale), RetryDecision::After(delay));
    }
    attempts.begin();
    assert_eq!(attempts.after(&reset, &stale), RetryDecision::Stop);
    assert_eq!(attempts.sent(), Some(4));
}

#[test]
fn an_attempt_that_is_not_counted_leaves_the_others_but_was_sent() {
    let mut attempts = begun(1, 1);
    attempts.uncount();
    attempts.begin();
    assert_eq!(attempts.sent(), Some(2));
    assert_eq!(attempts.after(&BUSY, &plenty(0.0)), RetryDecision::Stop);

    let mut attempts = begun(2, 1);
    attempts.uncount();
    attempts.begin();
    assert_eq!(attempts.after(&BUSY, &plenty(0.5)), RetryDecision::After(100.0));
}

#[test]
fn progress_starts_the_count_and_the_free_retry_anew() {
    let stale = RetryContext { stale_connection: true, ..plenty(0.0) };
    let mut attempts = begun(2, 2);
    assert_eq!(attempts.clone().after(&BUSY, &plenty(0.5)), RetryDecision::Stop);
    attempts.progressed();
    assert_eq!(attempts.after(&BUSY, &plenty(0.5)), RetryDecision::After(100.0));
    attempts.begin();
    assert_eq!(attempts.after(&BUSY, &stale), RetryDecision::After(0.0));
    attempts.begin();
    assert_eq!(attempts.clone().after(&BUSY, &stale), RetryDecision::Stop);
    attempts.progressed();
    assert_eq!(attempts.after(&BUSY, &stale), RetryDecision::After(0.0));
    assert_eq!(attempts.sent(), Some(4));
}

#[test]
fn only_what_may_pass_within_seconds_is_tried_again() {
    let again = [
        platform(-1),
        platform(-1000),
        platform(-501001),
        Error::Network(NetworkFault::Dns),
        Error::Network(NetworkFault::Refused),
        Error::Network(NetworkFault::Reset),
        Error::Network(NetworkFault::Other),
        Error::HttpStatus(408),
        Error::HttpStatus(429),
        Error::HttpStatus(500),
        Error::HttpStatus(504),
        Error::Timeout(Limit::Attempt, 1),
        Error::Timeout(Limit::Idle, 1),
        Error::Protocol(ProtocolFault::CutOff),
        Error::Protocol(ProtocolFault::EmptyBody),
        Error::Truncated,
        Error::Empty,
    ];
    let never = [
        Error::argument("x"),
        Error::ServerSideOnly,
        platform(40001),
        platform(42001),
        platform(40101),
        platform(61004),
        // A later call may succeed, a retry within seconds does not.
        platform(45009),
        platform(45011),
        platform(99999),
        Error::Network(NetworkFault::Tls),
        Error::Network(NetworkFault::NotPermitted),
        Error::HttpStatus(404),
        Error::HttpStatus(412),
        Error::HttpStatus(501),
        Error::Timeout(Limit::Call, 1),
        Error::Protocol(ProtocolFault::Html),
        Error::Protocol(ProtocolFault::TooLarge),
        Error::Protocol(ProtocolFault::Checksum),
        Error::RedirectRefused(RedirectFault::Status(302)),
        Error::HostRefused(Box::new(host_fault(HostRule::Scheme, ""))),
        storage_error(403),
        Error::ContentEncoded,
        Error::TooLarge(1),
        Error::WriteFailed(String::new()),
        Error::Relay(Refusal::Method),
        Error::TokenProvider,
    ];
    for error in again {
        assert_eq!(begun(2, 1).after(&error, &plenty(0.0)), RetryDecision::After(0.0), "{error:?}");
    }
    for error in never {
        assert_eq!(begun(2, 1).after(&error, &plenty(0.0)), RetryDecision::Stop, "{error:?}");
    }
}

#[test]
fn a_token_is_stale_by_three_errcodes_only() {
    for errcode in [40001, 40014, 42001] {
        assert!(token_refused(&platform(errcode)), "{errcode}");
    }
    for error in
        [platform(41001), platform(42007), platform(48001), platform(-1), Error::HttpStatus(401), Error::TokenProvider]
    {
        assert!(!token_refused(&error), "{error:?}");
    }
}

#[test]
fn another_host_follows_only_a_failed_connection() {
    for fault in [NetworkFault::Dns, NetworkFault::Refused, NetworkFault::Reset, NetworkFault::Other] {
        assert!(connection_failed(&Error::Network(fault)), "{fault:?}");
    }
    let others = [
        Error::Network(NetworkFault::Tls),
        Error::Network(NetworkFault::NotPermitted),
        BUSY,
        platform(-1),
        Error::Truncated,
        Error::Timeout(Limit::Attempt, 1),
    ];
    for error in others {
        assert!(!connection_failed(&error), "{error:?}");
    }
}

#[test]
fn retry_after_is_whole_seconds() {
    for (header, milliseconds) in
        [("0", 0.0), ("1", 1000.0), ("120", 120_000.0), (" 7 ", 7000.0), ("007", 7000.0), ("1000000000", 1e12)]
    {
        // A runtime's date parser reads digits as a year. Its result does not count.
        assert_eq!(retry_after_ms(header, Some(5e11), 0.0), Some(milliseconds), "{header:?}");
    }
    let endless = retry_after_ms(&"9".repeat(400), None, 0.0);
    assert_eq!(endless, Some(f64::INFINITY));
}

#[test]
fn retry_after_is_an_http_date() {
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const DATE_MS: f64 = 784_111_777_000.0;
    for (now_ms, expected) in [(DATE_MS - 2500.0, 2500.0), (DATE_MS, 0.0), (DATE_MS + HOUR_MS, 0.0)] {
        assert_eq!(retry_after_ms(DATE, Some(DATE_MS), now_ms), Some(expected));
    }
    assert_eq!(retry_after_ms(DATE, Some(f64::NAN), 0.0), None);
    assert_eq!(retry_after_ms(DATE, None, 0.0), None);
}

#[test]
fn retry_after_that_is_neither_is_ignored() {
    let garbage = [
        "",
        " ",
        "soon",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "1 second",
        "1,2",
        "１",
        "tomorrow",
        "2099-01-01T00:00:00Z",
        "Thu Jan 01 2099",
        "Thu, 01 Jan 2099 00:00:00 CET",
        "Thursday, 01-Jan-99 00:00:00 GMT",
    ];
    for header in garbage {
        assert_eq!(retry_after_ms(header, Some(1e15), 0.0), None, "{header:?}");
    }
}
