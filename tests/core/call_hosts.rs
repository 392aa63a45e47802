//! A call for a link: which of the platform's hosts an attempt takes.

use crate::call::{call, check, errcode, provided, status, unreachable};
use crate::support::PLENTY;
use wechat_function_link::call::machine::{Call, CallEvent, CallStep};
use wechat_function_link::call::route::Route;
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::{Error, Limit};

#[test]
fn the_next_host_follows_a_failed_connection_and_the_first_follows_the_last() {
    for fault in [NetworkFault::Dns, NetworkFault::Refused, NetworkFault::Reset, NetworkFault::Other] {
        let script = [
            (CallEvent::Begin, "POST one with a"),
            (unreachable(fault, false), "wait 100"),
            (CallEvent::Waited, "POST two with a"),
            (unreachable(fault, false), "wait 200"),
            (CallEvent::Waited, "POST one with a"),
            (unreachable(fault, false), "NETWORK"),
        ];
        check(&mut call(&["one", "two"], Some("a"), 3), &PLENTY, &script);
        let script = [
            (CallEvent::Begin, "POST one with a"),
            (unreachable(fault, false), "wait 100"),
            (CallEvent::Waited, "POST one with a"),
        ];
        check(&mut call(&["one"], Some("a"), 3), &PLENTY, &script);
    }
}

#[test]
fn a_host_that_responded_is_kept() {
    for event in [status(503), errcode(-1), CallEvent::TimedOut(Limit::Attempt, 10_000)] {
        let script =
            [(CallEvent::Begin, "POST one with a"), (event, "wait 100"), (CallEvent::Waited, "POST one with a")];
        check(&mut call(&["one", "two"], Some("a"), 3), &PLENTY, &script);
    }
    for fault in [NetworkFault::Tls, NetworkFault::NotPermitted] {
        let script = [(CallEvent::Begin, "POST one with a"), (unreachable(fault, false), "NETWORK")];
        check(&mut call(&["one", "two"], Some("a"), 3), &PLENTY, &script);
    }
}

#[test]
fn another_host_gets_the_refreshed_token() {
    let script = [
        (provided("a"), "POST one with a"),
        (unreachable(NetworkFault::Dns, false), "wait 100"),
        (CallEvent::Waited, "POST two with a"),
        (errcode(40001), "another token than a"),
        (provided("b"), "POST two with b"),
        (errcode(0), "done"),
    ];
    check(&mut call(&["one", "two"], None, 3), &PLENTY, &script);
}

#[test]
fn a_stale_connection_is_no_failure_of_its_host_and_its_first_retry_is_free() {
    let stale = || unreachable(NetworkFault::Reset, true);
    let mut three = call(&["one", "two"], Some("a"), 3);
    let script = [
        (CallEvent::Begin, "POST one with a"),
        (stale(), "POST one with a"),
        (stale(), "wait 100"),
        (CallEvent::Waited, "POST one with a"),
        (stale(), "wait 200"),
        (CallEvent::Waited, "POST one with a"),
        (stale(), "NETWORK"),
    ];
    check(&mut three, &PLENTY, &script);
    assert_eq!(three.sent(), Some(4));

    let mut one = call(&["one", "two"], Some("a"), 1);
    let script = [
        (CallEvent::Begin, "POST one with a"),
        (stale(), "POST one with a"),
        (unreachable(NetworkFault::Reset, false), "NETWORK"),
    ];
    check(&mut one, &PLENTY, &script);
    assert_eq!(one.sent(), Some(2));
}

#[test]
fn a_call_of_no_host_ends() {
    let route = Route::Platform { hosts: Vec::new(), token: Some(crate::call::token("a")) };
    let step = Call::new(&crate::support::subject(), route, 3).next(CallEvent::Begin, &PLENTY);
    assert!(matches!(step, CallStep::Failed(Error::InvalidArgument(_))), "{step:?}");
}
