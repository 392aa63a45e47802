//! A package's arrival: the requested range, the resume decision, and the verdict.
#![allow(clippy::unwrap_used)]

use wechat_function_link::call::response::ResponseHead;
use wechat_function_link::checksum::{Checksum, Digest};
use wechat_function_link::defaults::MAX_BYTES;
use wechat_function_link::download::arrival::{Arrival, RangeRequest, ResumeDecision};
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::RedirectFault;
use wechat_function_link::error::{Error, Mismatch};

const ETAG: &str = "\"one\"";

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn head(status: u16) -> ResponseHead {
    ResponseHead { status, ..ResponseHead::default() }
}

/// A storage host's response with the whole: 100 bytes under [`ETAG`].
fn whole() -> ResponseHead {
    ResponseHead { content_length: some("100"), etag: some(ETAG), ..head(200) }
}

fn part(content_range: &str) -> ResponseHead {
    ResponseHead { content_range: some(content_range), etag: some(ETAG), ..head(206) }
}

/// A download that broke off after 40 of the bytes that its head declared.
fn broken_off(head: &ResponseHead) -> Arrival {
    let mut pull = Arrival::new(1000);
    assert_eq!(pull.judge(head), Ok(ResumeDecision::StartsOver));
    pull.push(40).unwrap();
    pull
}

fn checksum(bytes: &[u8]) -> Checksum {
    let mut hash = Digest::new();
    hash.update(bytes);
    hash.finish()
}

#[test]
fn the_first_request_is_for_the_whole_the_next_for_the_rest() {
    assert_eq!(Arrival::new(1000).range(), None);
    let rest = |if_range| Some(RangeRequest { range: "bytes=40-".to_owned(), if_range });
    assert_eq!(broken_off(&whole()).range(), rest(some(ETAG)));
    // `If-Range` needs a strong validator.
    assert_eq!(broken_off(&head(200)).range(), rest(None));
    let weak = ResponseHead { etag: some("W/\"one\""), ..whole() };
    assert_eq!(broken_off(&weak).range(), rest(None));
    let unquoted = ResponseHead { etag: some("one"), ..whole() };
    assert_eq!(broken_off(&unquoted).range(), rest(None));
    let mut pull = broken_off(&whole());
    pull.start_over();
    assert_eq!((pull.range(), pull.position(), pull.total()), (None, 0, None));
}

#[test]
fn a_part_goes_on_where_the_bytes_end() {
    for content_range in
        ["bytes 40-99/100", "bytes 40-99/*", "bytes 40-59/100", " bytes 40-99/100 ", "bytes 40 - 99 / 100"]
    {
        let mut pull = broken_off(&whole());
        assert_eq!(pull.judge(&part(content_range)), Ok(ResumeDecision::Continues), "{content_range}");
        assert_eq!((pull.position(), pull.total()), (40, Some(100)));
    }
    let no_etag = ResponseHead { etag: None, ..part("bytes 40-99/100") };
    assert_eq!(broken_off(&whole()).judge(&no_etag), Ok(ResumeDecision::Continues));
}

#[test]
fn a_part_of_another_package_leads_to_a_request_for_the_whole() {
    for content_range in [
        "",
        "bytes",
        "bytes 40-99",
        "bytes 40/100",
        "bytes */100",
        "bytes 39-99/100",
        "bytes 41-99/100",
        "bytes 0-99/100",
        "bytes 40-99/101",
        "bytes 40-100/100",
        "bytes 40-39/100",
        "bytes -40-99/100",
        "bytes 40-/100",
        "bytes 40-99/",
        "bytes 40-99/x",
        "bytes 40-99/100/100",
        "items 40-99/100",
        "Bytes=40-99/100",
        "bytes 0x28-99/100",
        "bytes 40-99999999999999999999/*",
        "bytes 99999999999999999999-40/*",
    ] {
        let mut pull = broken_off(&whole());
        assert_eq!(pull.judge(&part(content_range)), Ok(ResumeDecision::AskAgain), "{content_range:?}");
        // The machine forgets the bytes, not the decision.
        assert_eq!(pull.position(), 40);
    }
    let unnamed = ResponseHead { content_range: None, ..part("") };
    assert_eq!(broken_off(&whole()).judge(&unnamed), Ok(ResumeDecision::AskAgain));
    let changed = ResponseHead { etag: some("\"two\""), ..part("bytes 40-99/100") };
    assert_eq!(broken_off(&whole()).judge(&changed), Ok(ResumeDecision::AskAgain));
    assert_eq!(broken_off(&whole()).judge(&head(416)), Ok(ResumeDecision::AskAgain));
}

#[test]
fn a_part_gives_an_unknown_total() {
    let mut pull = broken_off(&head(200));
    assert_eq!(pull.judge(&part("bytes 40-59/100")), Ok(ResumeDecision::Continues));
    assert_eq!(pull.total(), Some(100));
    // A refused part leaves the state as it was.
    let mut pull = broken_off(&head(200));
    assert_eq!(pull.judge(&part("bytes 41-59/100")), Ok(ResumeDecision::AskAgain));
    assert_eq!(pull.total(), None);
}

#[test]
fn the_whole_instead_of_the_rest_starts_over() {
    let mut pull = broken_off(&whole());
    let other = ResponseHead { content_length: some("70"), etag: some("\"two\""), ..head(200) };
    assert_eq!(pull.judge(&other), Ok(ResumeDecision::StartsOver));
    assert_eq!((pull.position(), pull.total()), (0, Some(70)));
    pull.push(10).unwrap();
    assert_eq!(pull.range(), Some(RangeRequest { range: "bytes=10-".to_owned(), if_range: some("\"two\"") }));
}

#[test]
fn a_range_with_status_200_continues_or_leads_to_a_request_for_the_whole() {
    let range = |content_range: &str, length: Option<&str>| ResponseHead {
        content_range: some(content_range),
        content_length: length.map(str::to_owned),
        ..whole()
    };
    for (head, expected) in [
        (range("bytes 40-99/100", Some("60")), ResumeDecision::Continues),
        // The whole, in spite of its Content-Range.
        (range("bytes 40-99/100", Some("100")), ResumeDecision::AskAgain),
        (range("bytes 40-99/100", None), ResumeDecision::AskAgain),
        (range("bytes 30-99/100", Some("70")), ResumeDecision::AskAgain),
        (range("bytes 40-79/100", Some("40")), ResumeDecision::AskAgain),
        (range("bytes 40-99/*", Some("60")), ResumeDecision::AskAgain),
        (ResponseHead { etag: some("\"two\""), ..range("bytes 40-99/100", Some("60")) }, ResumeDecision::AskAgain),
        (range("bytes 0-99/100", Some("100")), ResumeDecision::StartsOver),
        (range("nonsense", Some("100")), ResumeDecision::StartsOver),
    ] {
        assert_eq!(broken_off(&whole()).judge(&head), Ok(expected), "{head:?}");
        // The request had no range.
        assert_eq!(Arrival::new(1000).judge(&head), Ok(ResumeDecision::StartsOver), "{head:?}");
    }
}

#[test]
fn heads_that_are_no_package_are_refused_at_the_start_and_in_between() {
    let gzip = |status| ResponseHead { content_encoding: some("gzip"), ..head(status) };
    let followed = |status| ResponseHead { redirected: true, ..head(status) };
    let cases = [
        (head(302), Error::RedirectRefused(RedirectFault::Status(302))),
        (followed(200), Error::RedirectRefused(RedirectFault::Followed)),
        (followed(206), Error::RedirectRefused(RedirectFault::Followed)),
        (gzip(200), Error::ContentEncoded),
        (ResponseHead { content_length: some("1001"), ..head(200) }, Error::TooLarge(1000)),
    ];
    for (head, error) in cases {
        assert_eq!(Arrival::new(1000).judge(&head), Err(error.clone()), "{head:?}");
        assert_eq!(broken_off(&whole()).judge(&head), Err(error), "{head:?} in between");
    }
    for status in [199, 400, 403, 404, 503] {
        assert_eq!(Arrival::new(1000).judge(&head(status)), Ok(ResumeDecision::Refused), "{status}");
        assert_eq!(broken_off(&whole()).judge(&head(status)), Ok(ResumeDecision::Refused), "{status} in between");
    }
    // A part and 416 need a range request, and a part must not be encoded.
    assert_eq!(Arrival::new(1000).judge(&part("bytes 0-99/100")), Err(Error::Protocol(ProtocolFault::UnaskedPart)));
    assert_eq!(Arrival::new(1000).judge(&head(416)), Ok(ResumeDecision::Refused));
    let encoded = ResponseHead { content_encoding: some("gzip"), ..part("bytes 40-99/100") };
    assert_eq!(broken_off(&whole()).judge(&encoded), Err(Error::ContentEncoded));
    let identity = ResponseHead { content_encoding: some(" Identity "), ..whole() };
    assert_eq!(Arrival::new(1000).judge(&identity), Ok(ResumeDecision::StartsOver));
}

#[test]
fn a_length_that_cannot_be_read_is_none() {
    for length in ["", "x", "-1", "1.5", "1, 1", "99999999999999999999", "0x10"] {
        let mut pull = Arrival::new(1000);
        let head = ResponseHead { content_length: some(length), ..head(200) };
        assert_eq!(pull.judge(&head), Ok(ResumeDecision::StartsOver), "{length:?}");
        assert_eq!(pull.total(), None, "{length:?}");
    }
}

#[test]
fn more_than_max_bytes_is_too_large_as_soon_as_it_is_there() {
    let mut pull = Arrival::new(100);
    assert_eq!(pull.push(60), Ok(()));
    assert_eq!(pull.push(40), Ok(()));
    assert_eq!(pull.push(1), Err(Error::TooLarge(100)));
    assert_eq!(Arrival::new(0).push(0), Ok(()));
    assert_eq!(Arrival::new(0).push(1), Err(Error::TooLarge(0)));
    // The count saturates.
    let mut pull = Arrival::new(u64::MAX - 1);
    assert_eq!(pull.push(u64::MAX - 1), Ok(()));
    assert_eq!(pull.push(u64::MAX), Err(Error::TooLarge(u64::MAX - 1)));
    assert_eq!(Arrival::new(100).judge(&whole()), Ok(ResumeDecision::StartsOver));
    assert_eq!(Arrival::new(99).judge(&whole()), Err(Error::TooLarge(99)));
    assert_eq!(MAX_BYTES, 256 * 1024 * 1024);
}

#[test]
fn the_verdict() {
    let (right, wrong, nothing) = (checksum(b"right"), checksum(b"wrong"), checksum(b""));
    let mismatch = |size| {
        Error::ChecksumMismatch(Box::new(Mismatch {
            expected: right.to_string(),
            actual: Some(wrong.to_string()),
            size,
        }))
    };
    let declared = |length: Option<&str>| ResponseHead { content_length: length.map(str::to_owned), ..head(200) };
    // Declared bytes, arrived bytes, expected and actual checksum: the verdict.
    let cases = [
        (Some("5"), 5, right, right, Ok(())),
        (None, 5, right, right, Ok(())),
        (Some("6"), 5, right, right, Err(Error::Truncated)),
        (Some("6"), 5, right, wrong, Err(Error::Truncated)),
        (Some("6"), 0, nothing, nothing, Err(Error::Truncated)),
        (Some("5"), 5, right, wrong, Err(mismatch(5))),
        // A caller's fetch may give more bytes than declared.
        (Some("4"), 5, right, wrong, Err(mismatch(5))),
        (None, 5, right, wrong, Err(mismatch(5))),
        (Some("0"), 0, right, nothing, Err(Error::Empty)),
        (None, 0, right, nothing, Err(Error::Empty)),
        (Some("0"), 0, nothing, nothing, Ok(())),
        (None, 0, nothing, nothing, Ok(())),
    ];
    for (length, arrived, expected, actual, verdict) in cases {
        let mut pull = Arrival::new(1000);
        pull.judge(&declared(length)).unwrap();
        pull.push(arrived).unwrap();
        assert_eq!(pull.finish(&expected, &actual), verdict, "{arrived} of {length:?}");
    }
}

#[test]
fn a_mismatch_of_a_part_has_no_checksum_of_its_own() {
    let expected = checksum(b"right");
    let error = broken_off(&whole()).mismatch(&expected, None);
    assert_eq!(
        error,
        Error::ChecksumMismatch(Box::new(Mismatch { expected: expected.to_string(), actual: None, size: 40 }))
    );
}
