//! A call for a link: its token, its attempts and its waits.

use crate::support::{DATE, Fixed, PLENTY, head, reply_with_errcode, subject, url_parts};
use wechat_function_link::call::machine::{Call, CallEvent, CallStep};
use wechat_function_link::call::request::{AccessToken, BaseUrl};
use wechat_function_link::call::response::{Body, Outcome, ResponseHead};
use wechat_function_link::call::route::Route;
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::{Error, Limit};

pub fn token(token: &str) -> AccessToken {
    AccessToken::new(token).expect("a token")
}

/// A call to the platform at these hosts, with a fixed token or with a provider's.
pub fn call(hosts: &[&str], fixed: Option<&str>, max_attempts: u32) -> Call {
    let base = |host: &&str| BaseUrl::new(&url_parts(&format!("https://{host}/")).expect("a URL")).expect("a base URL");
    let route = Route::Platform { hosts: hosts.iter().map(base).collect(), token: fixed.map(token) };
    Call::new(&subject(), route, max_attempts)
}

/// A step as a short text: a request as its host and token, an error as its code.
fn summary(step: &CallStep) -> String {
    match step {
        CallStep::Token(None) => "token".to_owned(),
        CallStep::Token(Some(refused)) => format!("another token than {}", refused.reveal()),
        CallStep::Send(post) => {
            let parts = url_parts(&post.url).expect("a URL");
            let token = post.url.split_once("?access_token=").map(|(_, token)| format!(" with {token}"));
            format!("POST {}{}", parts.hostname, token.unwrap_or_default())
        }
        CallStep::Wait(milliseconds) => format!("wait {milliseconds}"),
        CallStep::Done(_) => "done".to_owned(),
        CallStep::Failed(error) => error.code().as_str().to_owned(),
    }
}

/// Drives a call as the shell does, and compares each step.
#[track_caller]
pub fn check(call: &mut Call, surroundings: &Fixed, script: &[(CallEvent, &str)]) {
    for (at, (event, expected)) in script.iter().enumerate() {
        let step = call.next(event.clone(), surroundings);
        if let CallStep::Send(_) = step {
            call.sending();
        }
        assert_eq!(summary(&step), *expected, "step {at}, after {event:?}");
    }
}

pub fn provided(text: &str) -> CallEvent {
    CallEvent::Token(token(text))
}

pub fn responded(head: ResponseHead, body: Option<Body>) -> CallEvent {
    CallEvent::Sent(Outcome::Response(Box::new(head), body))
}

pub fn reply(body: &str) -> CallEvent {
    responded(head(200), Some(Body::Whole(body.as_bytes().to_vec())))
}

pub fn errcode(errcode: i64) -> CallEvent {
    reply(&reply_with_errcode(&errcode.to_string()))
}

pub fn status(status: u16) -> CallEvent {
    responded(head(status), None)
}

pub fn retry_after(status: u16, header: &str) -> CallEvent {
    responded(ResponseHead { retry_after: Some(header.to_owned()), ..head(status) }, None)
}

pub fn unreachable(fault: NetworkFault, stale_connection: bool) -> CallEvent {
    CallEvent::Sent(Outcome::Unreachable { fault, stale_connection })
}

#[test]
fn a_fixed_token_is_sent_at_once_and_a_provider_is_called() {
    check(&mut call(&["one"], Some("a"), 3), &PLENTY, &[(CallEvent::Begin, "POST one with a"), (errcode(0), "done")]);
    let script = [(CallEvent::Begin, "token"), (provided("a"), "POST one with a"), (errcode(0), "done")];
    check(&mut call(&["one"], None, 3), &PLENTY, &script);
}

#[test]
fn a_refused_token_is_refreshed_once_and_that_is_no_attempt() {
    for refused in [40001, 40014, 42001] {
        for max_attempts in [1, 2, 3] {
            let mut call = call(&["one"], None, max_attempts);
            let script = [
                (CallEvent::Begin, "token"),
                (provided("a"), "POST one with a"),
                (errcode(refused), "another token than a"),
                (provided("b"), "POST one with b"),
                (errcode(0), "done"),
            ];
            check(&mut call, &PLENTY, &script);
            assert_eq!(call.sent(), Some(2), "{refused}");
        }
    }
}

#[test]
fn a_second_refresh_and_one_of_a_fixed_token_are_not_made() {
    for refused in [40001, 40014, 42001] {
        let mut twice = call(&["one"], None, 9);
        let script = [
            (provided("a"), "POST one with a"),
            (errcode(42001), "another token than a"),
            (provided("b"), "POST one with b"),
            (errcode(refused), "TOKEN_REJECTED"),
        ];
        check(&mut twice, &PLENTY, &script);
        let script = [(CallEvent::Begin, "POST one with a"), (errcode(refused), "TOKEN_REJECTED")];
        check(&mut call(&["one"], Some("a"), 9), &PLENTY, &script);
    }
    for (other, code) in [(41001, "TOKEN_REJECTED"), (42007, "TOKEN_REJECTED"), (48001, "PERMISSION_DENIED")] {
        let script = [(provided("a"), "POST one with a"), (errcode(other), code)];
        check(&mut call(&["one"], None, 9), &PLENTY, &script);
    }
}

#[test]
fn a_refresh_leaves_the_other_attempts_as_they_were() {
    let mut first = call(&["one"], None, 2);
    let script = [
        (provided("a"), "POST one with a"),
        (errcode(42001), "another token than a"),
        (provided("b"), "POST one with b"),
        // The first wait: the refused attempt does not count.
        (status(503), "wait 100"),
        (CallEvent::Waited, "POST one with b"),
        (status(503), "HTTP_STATUS"),
    ];
    check(&mut first, &PLENTY, &script);
    assert_eq!(first.sent(), Some(3));

    let mut later = call(&["one"], None, 2);
    let script = [
        (provided("a"), "POST one with a"),
        (status(503), "wait 100"),
        (CallEvent::Waited, "POST one with a"),
        (errcode(42001), "another token than a"),
        (provided("b"), "POST one with b"),
        (status(503), "HTTP_STATUS"),
    ];
    check(&mut later, &PLENTY, &script);
    assert_eq!(later.sent(), Some(3));
}

#[test]
fn attempts_are_max_attempts_with_longer_waits_between_them() {
    for (max_attempts, waits) in [(1, &[][..]), (2, &["wait 100"]), (4, &["wait 100", "wait 200", "wait 400"])] {
        let mut call = call(&["one"], Some("a"), max_attempts);
        check(&mut call, &PLENTY, &[(CallEvent::Begin, "POST one with a")]);
        for wait in waits {
            check(&mut call, &PLENTY, &[(status(503), wait), (CallEvent::Waited, "POST one with a")]);
        }
        check(&mut call, &PLENTY, &[(status(503), "HTTP_STATUS")]);
        assert_eq!(call.sent(), Some(max_attempts));
    }
    let at_once = Fixed { random: 0.0, ..PLENTY };
    let script = [(CallEvent::Begin, "POST one with a"), (status(503), "POST one with a"), (errcode(0), "done")];
    check(&mut call(&["one"], Some("a"), 3), &at_once, &script);
}

#[test]
fn a_wait_is_retry_after_where_it_is_sound() {
    let seconds = |remaining_ms| Fixed { remaining_ms, ..PLENTY };
    let late = Fixed { now_ms: DATE.1 + 1.0, ..PLENTY };
    let cases = [
        ("7", PLENTY, "wait 7000"),
        (" 60 ", PLENTY, "wait 60000"),
        (DATE.0, PLENTY, "wait 2500"),
        ("soon", PLENTY, "wait 100"),
        ("-1", PLENTY, "wait 100"),
        ("1.5", PLENTY, "wait 100"),
        ("Mon, 07 Nov 1994 08:49:37 GMT?", PLENTY, "wait 100"),
        ("", PLENTY, "wait 100"),
        // A wait beyond the deadline ends the call at once.
        ("1000000000", PLENTY, "HTTP_STATUS"),
        ("7", seconds(7000.0), "HTTP_STATUS"),
        ("7", seconds(7000.5), "wait 7000"),
        (DATE.0, seconds(2500.0), "HTTP_STATUS"),
        ("soon", seconds(100.0), "HTTP_STATUS"),
        ("soon", seconds(100.5), "wait 100"),
    ];
    for (header, surroundings, expected) in cases {
        for status in [429, 503] {
            let script = [(CallEvent::Begin, "POST one with a"), (retry_after(status, header), expected)];
            check(&mut call(&["one"], Some("a"), 2), &surroundings, &script);
        }
        let script = [(CallEvent::Begin, "POST one with a"), (retry_after(404, header), "HTTP_STATUS")];
        check(&mut call(&["one"], Some("a"), 2), &late, &script);
    }
}

#[test]
fn retry_after_counts_for_its_own_response_alone() {
    let script = [
        (CallEvent::Begin, "POST one with a"),
        (retry_after(503, "60"), "wait 60000"),
        (CallEvent::Waited, "POST one with a"),
        (CallEvent::TimedOut(Limit::Attempt, 10_000), "wait 200"),
    ];
    check(&mut call(&["one"], Some("a"), 3), &PLENTY, &script);
    // Also with a reply's errcode.
    let busy = Body::Whole(reply_with_errcode("-1").into_bytes());
    let busy = responded(ResponseHead { retry_after: Some("3".to_owned()), ..head(200) }, Some(busy));
    let script = [(CallEvent::Begin, "POST one with a"), (busy, "wait 3000"), (CallEvent::Waited, "POST one with a")];
    check(&mut call(&["one"], Some("a"), 3), &PLENTY, &script);
}

#[test]
fn a_slow_attempt_is_retried_and_a_call_beyond_its_deadline_fails() {
    let mut slow = call(&["one", "two"], Some("a"), 2);
    let late = CallEvent::TimedOut(Limit::Attempt, 10_000);
    // A slow host is kept: the network may be the slow part.
    let script =
        [(CallEvent::Begin, "POST one with a"), (late.clone(), "wait 100"), (CallEvent::Waited, "POST one with a")];
    check(&mut slow, &PLENTY, &script);
    assert_eq!(slow.next(late, &PLENTY), CallStep::Failed(Error::Timeout(Limit::Attempt, 10_000)));

    let mut over = call(&["one"], Some("a"), 9);
    check(&mut over, &PLENTY, &[(CallEvent::Begin, "POST one with a")]);
    let late = CallEvent::TimedOut(Limit::Call, 30_000);
    assert_eq!(over.next(late, &PLENTY), CallStep::Failed(Error::Timeout(Limit::Call, 30_000)));
}

#[test]
fn what_waits_for_its_place_was_not_sent() {
    let mut call = call(&["one"], None, 3);
    assert_eq!(call.sent(), None);
    call.next(CallEvent::Begin, &PLENTY);
    assert_eq!(call.sent(), None, "a token is no request");
    call.next(provided("a"), &PLENTY);
    assert_eq!(call.sent(), None, "it waits for a place");
    call.sending();
    assert_eq!(call.sent(), Some(1));
    call.next(status(503), &PLENTY);
    call.next(CallEvent::Waited, &PLENTY);
    assert_eq!(call.sent(), Some(1), "it waits for a place again");
    call.sending();
    assert_eq!(call.sent(), Some(2));
}

#[test]
fn the_same_call_again_begins_anew() {
    let mut used = call(&["one", "two"], None, 3);
    let script = [
        (provided("a"), "POST one with a"),
        (errcode(42001), "another token than a"),
        (provided("b"), "POST one with b"),
        (unreachable(NetworkFault::Refused, false), "wait 100"),
        (CallEvent::Waited, "POST two with b"),
    ];
    check(&mut used, &PLENTY, &script);
    let mut again = used.again();
    assert_eq!(again, call(&["one", "two"], None, 3));
    assert_eq!((again.sent(), again.max_attempts(), again.about()), (None, 3, used.about()));
    let script =
        [(CallEvent::Begin, "token"), (provided("c"), "POST one with c"), (errcode(42001), "another token than c")];
    check(&mut again, &PLENTY, &script);
}
