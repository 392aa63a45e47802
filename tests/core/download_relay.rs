//! A download through a relay, which sends the link in the package's head.

use crate::download::{check, opened, pumped, right, status, unreachable, wrong};
use crate::support::{DATE, PLENTY, URL, head, relay_error, relay_route, subject};
use wechat_function_link::call::machine::Call;
use wechat_function_link::call::relay_client::write_digest;
use wechat_function_link::call::response::{Body, ResponseHead};
use wechat_function_link::download::allowed_hosts::AllowedHosts;
use wechat_function_link::download::machine::Download;
use wechat_function_link::download::step::{End, Event, Step};
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::Intermediary;
use wechat_function_link::error::{Error, Limit};

const POST: &str = "POST console.example/relay/download";

fn begun(max_attempts: u32, can_begin_again: bool) -> Download {
    let call = Call::new(&subject(), relay_route(), max_attempts);
    let mut download = Download::new(subject(), call, AllowedHosts::default(), 1000, can_begin_again);
    check(&mut download, &PLENTY, &[(Event::Begin, POST)]);
    download
}

fn package() -> ResponseHead {
    ResponseHead {
        repr_digest: Some(write_digest(&right())),
        content_length: Some("100".to_owned()),
        etag: Some("\"one\"".to_owned()),
        ..head(200)
    }
}

fn body(text: &[u8]) -> Event {
    Event::Body(Body::Whole(text.to_vec()))
}

#[test]
fn a_relay_gets_the_first_request_and_sends_the_link() {
    let revealed = ResponseHead { link_url: Some(URL.to_owned()), link_expires: Some(DATE.0.to_owned()), ..package() };
    for (head, url, expires_at_ms) in [(package(), None, None), (revealed, Some(URL), Some(DATE.1))] {
        let mut download = begun(3, true);
        let script = [
            (opened(head), "begin, pump 0/100"),
            (pumped(100, End::Whole), "digest"),
            (Event::Digest(right()), "commit"),
            (Event::Committed, "done"),
        ];
        check(&mut download, &PLENTY, &script);
        let link = download.link().expect("a link");
        assert_eq!((link.url.as_deref(), link.checksum, link.expires_at_ms), (url, right(), expires_at_ms));
        assert_eq!((download.sent(), download.size()), (Some(1), 100));
    }
}

#[test]
fn a_relay_s_length_is_of_use_without_an_encoding_alone() {
    let gzip = ResponseHead { content_encoding: Some("gzip".to_owned()), ..package() };
    check(&mut begun(3, true), &PLENTY, &[(opened(gzip), "begin, pump 0/?")]);
    let huge = ResponseHead { content_length: Some("1001".to_owned()), ..package() };
    assert_eq!(begun(3, true).next(opened(huge), &PLENTY), Step::Failed(Error::TooLarge(1000)));
}

#[test]
fn what_is_no_package_of_a_relay_s_came_from_something_in_front() {
    let refused = |event| begun(3, true).next(event, &PLENTY);
    let page = |status| Step::Failed(Error::Intermediary(Intermediary::Page(status)));
    assert_eq!(refused(opened(ResponseHead { repr_digest: None, ..package() })), page(200));
    for status in [201, 206] {
        assert_eq!(refused(opened(ResponseHead { status, ..package() })), page(status));
    }
    let redirect = |status| Step::Failed(Error::Intermediary(Intermediary::Redirect(status)));
    for status in [300, 302, 308] {
        let location = Some(URL.to_owned());
        assert_eq!(refused(opened(ResponseHead { status, location, ..package() })), redirect(status));
    }
    for status in [0, 200, 403] {
        assert_eq!(refused(opened(ResponseHead { status, redirected: true, ..package() })), redirect(0));
    }
}

#[test]
fn the_body_of_an_error_is_read_and_judged() {
    let limits = || opened(ResponseHead { retry_after: Some("2".to_owned()), ..head(429) });
    for (opens, reads, expected) in [
        (limits(), body(&relay_error("RELAY_REFUSED", true, "")), "wait 2000"),
        (status(429), body(&relay_error("RELAY_REFUSED", true, "")), "wait 100"),
        (status(401), body(&relay_error("RELAY_REFUSED", false, "")), "RELAY_REFUSED"),
        (status(502), body(&relay_error("BUSY", true, "")), "BUSY"),
        // The relay has got a new link and the package anew itself.
        (status(502), body(&relay_error("LINK_EXPIRED", true, "")), "LINK_EXPIRED"),
        // The relay streams, and cannot start over.
        (status(502), body(&relay_error("CHECKSUM_MISMATCH", true, "")), POST),
        (status(503), body(b"down"), "wait 100"),
        (status(403), body(b"<html>"), "RELAY_REFUSED"),
        (status(502), Event::Body(Body::BrokeOff), "wait 100"),
        (status(502), Event::Body(Body::TooLarge), "PROTOCOL"),
        (status(502), Event::Body(Body::NotBytes), "PROTOCOL"),
        (status(502), Event::TimedOut(Limit::Attempt, 30_000, 0), "wait 100"),
    ] {
        let mut download = begun(3, true);
        check(&mut download, &PLENTY, &[(opens, "read body"), (reads, expected)]);
        if expected.starts_with("wait") {
            check(&mut download, &PLENTY, &[(Event::Waited, POST)]);
        }
    }
    let mut download = begun(1, true);
    check(&mut download, &PLENTY, &[(status(404), "read body")]);
    let step = download.next(body(b"nothing here"), &PLENTY);
    assert_eq!(step, Step::Failed(Error::Intermediary(Intermediary::NoRelay(404))));
    let mut download = begun(1, true);
    check(&mut download, &PLENTY, &[(status(500), "read body")]);
    let step = download.next(Event::Body(Body::TooLarge), &PLENTY);
    assert_eq!(step, Step::Failed(Error::Protocol(ProtocolFault::TooLarge)));
}

#[test]
fn a_broken_off_package_is_requested_whole() {
    for end in [End::BrokeOff, End::Whole] {
        let mut download = begun(2, true);
        let script = [
            (opened(package()), "begin, pump 0/100"),
            (pumped(40, end), "wait 100"),
            (Event::Waited, POST),
            (opened(package()), "begin, pump 0/100"),
        ];
        check(&mut download, &PLENTY, &script);
        assert_eq!(download.next(pumped(40, end), &PLENTY), Step::Failed(Error::RelayBrokeOff));
    }
    let script = [(unreachable(NetworkFault::Reset, true), POST), (unreachable(NetworkFault::Dns, false), "wait 100")];
    check(&mut begun(3, true), &PLENTY, &script);
}

#[test]
fn a_stream_is_not_given_the_same_bytes_twice() {
    let mut download = begun(3, false);
    let script = [
        (opened(package()), "begin, pump 0/100"),
        (pumped(40, End::BrokeOff), "wait 100"),
        (Event::Waited, POST),
        (opened(package()), "keep, begin, pump 0/100 up to 40, only hashed"),
        (pumped(40, End::Reached), "compare"),
        (Event::Compared(true), "pump 40/100"),
    ];
    check(&mut download, &PLENTY, &script);
}

fn streamed() -> ResponseHead {
    ResponseHead { download_id: Some("id".to_owned()), ..package() }
}

const OUTCOME: &str = "POST console.example/relay/outcome";

#[test]
fn a_relay_gets_a_request_for_the_outcome_of_a_broken_off_package() {
    let outcome_of = |code| body(&relay_error(code, true, ""));
    for (pump, code, expected) in [
        (pumped(40, End::BrokeOff), "TOO_LARGE", "TOO_LARGE"),
        (pumped(40, End::Whole), "TIMEOUT", "TIMEOUT"),
        (pumped(0, End::BrokeOff), "NETWORK", "NETWORK"),
        (pumped(40, End::BrokeOff), "RELAY_REFUSED", "TRUNCATED"),
    ] {
        let mut download = begun(1, true);
        let script = [
            (opened(streamed()), "begin, pump 0/100"),
            (pump, OUTCOME),
            (status(502), "read body"),
            (outcome_of(code), expected),
        ];
        check(&mut download, &PLENTY, &script);
        assert_eq!(download.sent(), Some(1), "the question is no attempt");
    }
}

#[test]
fn a_relay_s_mismatch_is_fetched_afresh_once_where_no_byte_was_written() {
    for (can_begin_again, first) in [(true, POST), (false, "CHECKSUM_MISMATCH")] {
        let mut download = begun(3, can_begin_again);
        let broken = || {
            [
                (opened(streamed()), "begin, pump 0/100"),
                (pumped(40, End::BrokeOff), OUTCOME),
                (status(502), "read body"),
            ]
        };
        let mismatch = || body(&relay_error("CHECKSUM_MISMATCH", true, ""));
        check(&mut download, &PLENTY, &broken());
        check(&mut download, &PLENTY, &[(mismatch(), first)]);
        if can_begin_again {
            check(&mut download, &PLENTY, &broken());
            check(&mut download, &PLENTY, &[(mismatch(), "CHECKSUM_MISMATCH")]);
        }
    }
    let mut download = begun(3, false);
    check(&mut download, &PLENTY, &[(status(502), "read body")]);
    check(&mut download, &PLENTY, &[(body(&relay_error("CHECKSUM_MISMATCH", true, "")), POST)]);
}

#[test]
fn without_an_outcome_a_broken_off_package_is_requested_again() {
    let redirected = || opened(ResponseHead { redirected: true, ..head(404) });
    for response in
        [unreachable(NetworkFault::Reset, false), status(200), redirected(), Event::TimedOut(Limit::Attempt, 30_000, 0)]
    {
        let mut download = begun(2, true);
        let script = [
            (opened(streamed()), "begin, pump 0/100"),
            (pumped(40, End::BrokeOff), OUTCOME),
            (response, "wait 100"),
            (Event::Waited, POST),
        ];
        check(&mut download, &PLENTY, &script);
    }
    let begin = || [(opened(streamed()), "begin, pump 0/100"), (pumped(40, End::BrokeOff), OUTCOME)];
    let mut download = begun(2, true);
    check(&mut download, &PLENTY, &begin());
    check(&mut download, &PLENTY, &[(Event::TimedOut(Limit::Call, 600_000, 0), "TIMEOUT")]);
    for unread in [Body::BrokeOff, Body::TooLarge, Body::NotBytes] {
        let mut download = begun(2, true);
        check(&mut download, &PLENTY, &begin());
        check(&mut download, &PLENTY, &[(status(404), "read body"), (Event::Body(unread), "wait 100")]);
    }
}

#[test]
fn what_a_client_finds_by_itself_is_its_own_where_the_relay_knows_nothing() {
    let mut download = begun(1, false);
    let script = [
        (opened(streamed()), "begin, pump 0/100"),
        (pumped(100, End::Whole), "digest"),
        (Event::Digest(wrong()), OUTCOME),
        (status(404), "read body"),
        (body(&relay_error("RELAY_REFUSED", false, "")), "CHECKSUM_MISMATCH"),
    ];
    check(&mut download, &PLENTY, &script);
}

#[test]
fn a_mismatch_is_fetched_afresh_once() {
    let mut download = begun(1, true);
    let once = [(opened(package()), "begin, pump 0/100"), (pumped(100, End::Whole), "digest")];
    check(&mut download, &PLENTY, &once);
    check(&mut download, &PLENTY, &[(Event::Digest(wrong()), POST)]);
    check(&mut download, &PLENTY, &once);
    check(&mut download, &PLENTY, &[(Event::Digest(wrong()), "CHECKSUM_MISMATCH")]);
}
