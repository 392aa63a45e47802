//! A download to a stream, which cannot take bytes back: a restart first skips the same bytes.

use crate::download::{check, linked_to, part, pumped, requested, right, status, to_memory, to_stream, whole, wrong};
use crate::support::PLENTY;
use wechat_function_link::download::machine::Download;
use wechat_function_link::download::step::{End, Event, Step};
use wechat_function_link::error::{Error, Limit, Mismatch};

const REST: &str = "GET a.myqcloud.com/p bytes=40- if \"one\"";

/// A download after a stream received 40 of 100 bytes, and the request for the rest.
#[track_caller]
fn rest_requested(download: &mut Download) {
    requested(download);
    let script = [(whole(100), "begin, pump 0/100"), (pumped(40, End::BrokeOff), "wait 100"), (Event::Waited, REST)];
    check(download, &PLENTY, &script);
}

fn begun_again() -> Download {
    let mut download = to_stream(9);
    rest_requested(&mut download);
    check(&mut download, &PLENTY, &[(whole(100), "keep, begin, pump 0/100 up to 40, only hashed")]);
    download
}

/// The mismatch where only the beginning was compared.
fn differs(size: u64) -> Step {
    let expected = right().to_string();
    Step::Failed(Error::ChecksumMismatch(Box::new(Mismatch { expected, actual: None, size })))
}

#[test]
fn what_was_written_is_compared_and_the_rest_is_written() {
    let mut download = begun_again();
    let script = [
        (pumped(40, End::Reached), "compare"),
        (Event::Compared(true), "pump 40/100"),
        (pumped(60, End::Whole), "digest"),
        (Event::Digest(right()), "commit"),
    ];
    check(&mut download, &PLENTY, &script);
    assert_eq!(download.size(), 100);
}

#[test]
fn other_bytes_than_those_written_end_the_download() {
    let mut download = begun_again();
    check(&mut download, &PLENTY, &[(pumped(40, End::Reached), "compare")]);
    assert_eq!(download.next(Event::Compared(false), &PLENTY), differs(40));
}

#[test]
fn a_package_that_is_shorter_than_what_was_written_is_another() {
    for length in [whole(30), status(200)] {
        let mut download = to_stream(9);
        rest_requested(&mut download);
        download.next(length, &PLENTY);
        assert_eq!(download.next(pumped(30, End::Whole), &PLENTY), differs(30));
    }
    // The server declared more: the body broke off.
    check(&mut begun_again(), &PLENTY, &[(pumped(30, End::Whole), "wait 200")]);
}

#[test]
fn after_useless_bytes_the_whole_is_requested_and_compared() {
    for event in [status(416), part(39)] {
        let mut download = to_stream(9);
        rest_requested(&mut download);
        let script = [
            (event, "GET a.myqcloud.com/p"),
            (whole(100), "keep, begin, pump 0/100 up to 40, only hashed"),
            (pumped(40, End::Reached), "compare"),
        ];
        check(&mut download, &PLENTY, &script);
    }
}

#[test]
fn a_break_during_repeated_bytes_resumes_and_keeps_the_first_digest() {
    let broken_again = || {
        let mut download = begun_again();
        let script = [
            // No progress: the same bytes had arrived before.
            (pumped(30, End::BrokeOff), "wait 200"),
            (Event::Waited, "GET a.myqcloud.com/p bytes=30- if \"one\""),
        ];
        check(&mut download, &PLENTY, &script);
        download
    };
    let script = [
        (part(30), "pump 30/100 up to 10, only hashed"),
        (pumped(10, End::Reached), "compare"),
        (Event::Compared(true), "pump 40/100"),
    ];
    check(&mut broken_again(), &PLENTY, &script);
    for (event, asks) in [(whole(100), false), (status(416), true), (part(29), true)] {
        let mut download = broken_again();
        if asks {
            check(&mut download, &PLENTY, &[(event, "GET a.myqcloud.com/p")]);
        }
        // The digest of the 40 bytes is kept: that of 30 must not replace it.
        check(&mut download, &PLENTY, &[(whole(100), "begin, pump 0/100 up to 40, only hashed")]);
    }
    let mut late = begun_again();
    let script = [
        (Event::TimedOut(Limit::Idle, 15_000, 30), "wait 200"),
        (Event::Waited, "GET a.myqcloud.com/p bytes=30- if \"one\""),
        (part(30), "pump 30/100 up to 10, only hashed"),
    ];
    check(&mut late, &PLENTY, &script);
}

#[test]
fn a_break_at_the_last_byte_that_was_written_is_compared_before_more_is_written() {
    let mut download = begun_again();
    let script = [
        (pumped(40, End::BrokeOff), "wait 200"),
        (Event::Waited, REST),
        (part(40), "pump 40/100 up to 0, only hashed"),
        (pumped(0, End::Reached), "compare"),
        (Event::Compared(true), "pump 40/100"),
    ];
    check(&mut download, &PLENTY, &script);
}

#[test]
fn a_second_restart_compares_all_that_was_written_by_then() {
    let mut download = begun_again();
    let script = [
        (pumped(40, End::Reached), "compare"),
        (Event::Compared(true), "pump 40/100"),
        (pumped(30, End::BrokeOff), "wait 100"),
        (Event::Waited, "GET a.myqcloud.com/p bytes=70- if \"one\""),
        (whole(100), "keep, begin, pump 0/100 up to 70, only hashed"),
        (pumped(70, End::Reached), "compare"),
        (Event::Compared(true), "pump 70/100"),
    ];
    check(&mut download, &PLENTY, &script);
}

#[test]
fn nothing_is_compared_where_nothing_was_written_or_all_can_be_given_back() {
    let mut nothing = to_stream(9);
    requested(&mut nothing);
    let script = [
        (whole(100), "begin, pump 0/100"),
        (pumped(0, End::BrokeOff), "wait 100"),
        (Event::Waited, "GET a.myqcloud.com/p"),
        (whole(100), "begin, pump 0/100"),
    ];
    check(&mut nothing, &PLENTY, &script);
    let mut memory = to_memory(9);
    rest_requested(&mut memory);
    let script = [(whole(100), "begin, pump 0/100"), (pumped(30, End::Whole), "wait 200")];
    check(&mut memory, &PLENTY, &script);
}

#[test]
fn a_renewed_link_of_another_package_is_compared_too() {
    let mut download = to_stream(9);
    rest_requested(&mut download);
    let script = [
        (status(403), "link"),
        (linked_to("https://a.myqcloud.com/q", wrong()), "GET a.myqcloud.com/q"),
        (whole(100), "keep, begin, pump 0/100 up to 40, only hashed"),
    ];
    check(&mut download, &PLENTY, &script);
}
