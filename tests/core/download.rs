//! A download: link, requests, redirects and responses.

use crate::support::{CHECKSUM, Fixed, PLENTY, head, host_fault, subject, url_parts};
use wechat_function_link::call::machine::Call;
use wechat_function_link::call::response::{Body, Outcome, ResponseHead};
use wechat_function_link::call::route::Route;
use wechat_function_link::checksum::{Checksum, Digest};
use wechat_function_link::download::allowed_hosts::AllowedHosts;
use wechat_function_link::download::machine::Download;
use wechat_function_link::download::step::{End, Event, Step};
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::{HostRule, RedirectFault};
use wechat_function_link::error::{Error, Limit};
use wechat_function_link::link::signed_url::FunctionLink;

pub const ETAG: &str = "\"one\"";

/// The platform's checksum of the package.
pub fn right() -> Checksum {
    Checksum::parse(CHECKSUM).expect("a checksum")
}

/// A checksum of other bytes.
pub fn wrong() -> Checksum {
    let mut digest = Digest::new();
    digest.update(b"something else");
    digest.finish()
}

/// A download of at most 1000 bytes, to memory or a file.
pub fn to_memory(max_attempts: u32) -> Download {
    new(max_attempts, 1000, true)
}

/// A download of at most 1000 bytes to a stream.
pub fn to_stream(max_attempts: u32) -> Download {
    new(max_attempts, 1000, false)
}

pub fn new(max_attempts: u32, max_bytes: u64, can_begin_again: bool) -> Download {
    let call = Call::new(&subject(), Route::Platform { hosts: Vec::new(), token: None }, max_attempts);
    Download::new(subject(), call, AllowedHosts::default(), max_bytes, can_begin_again)
}

/// A step as a short text. A pump shows whether it begins anew, its first byte and the total, where it stops first, and
/// whether it writes. An error shows its code.
fn summary(step: &Step) -> String {
    let address = |url: &str| {
        let parts = url_parts(url).expect("a URL");
        format!("{}{}", parts.hostname, parts.pathname)
    };
    match step {
        Step::Link => "link".to_owned(),
        Step::Get(get) => {
            let range = get.range.as_ref().map_or(String::new(), |range| {
                let if_range = range.if_range.as_ref().map_or(String::new(), |etag| format!(" if {etag}"));
                format!(" {}{if_range}", range.range)
            });
            format!("{} {}{range}", if get.is_redirected { "follow" } else { "GET" }, address(&get.url))
        }
        Step::Post(post) => format!("POST {}", address(&post.url)),
        Step::ReadBody(_) => "read body".to_owned(),
        Step::Pump(pump) => {
            let begins = match pump.begins {
                None => "",
                Some(begins) if begins.keeps_digest => "keep, begin, ",
                Some(_) => "begin, ",
            };
            let total = pump.total.map_or("?".to_owned(), |total| total.to_string());
            let up_to = pump.up_to.map_or(String::new(), |up_to| format!(" up to {up_to}"));
            let writes = if pump.writes { "" } else { ", only hashed" };
            format!("{begins}pump {}/{total}{up_to}{writes}", pump.from)
        }
        Step::Compare => "compare".to_owned(),
        Step::Digest => "digest".to_owned(),
        Step::Wait(milliseconds) => format!("wait {milliseconds}"),
        Step::Commit => "commit".to_owned(),
        Step::Done => "done".to_owned(),
        Step::Failed(error) => error.code().as_str().to_owned(),
    }
}

/// Compares each step of a download.
#[track_caller]
pub fn check(download: &mut Download, surroundings: &Fixed, script: &[(Event, &str)]) {
    for (at, (event, expected)) in script.iter().enumerate() {
        let mut step = download.next(event.clone(), surroundings);
        if matches!(step, Step::ReadBody(_)) && *expected != "read body" {
            step = download.next(Event::Body(Body::BrokeOff), surroundings);
        }
        assert_eq!(summary(&step), *expected, "step {at}, after {event:?}");
    }
}

/// A link to `https://a.myqcloud.com/…`
pub fn linked(path: &str) -> Event {
    linked_to(&format!("https://a.myqcloud.com/{path}?sign=canary"), right())
}

pub fn linked_to(url: &str, checksum: Checksum) -> Event {
    Event::Linked(FunctionLink { errmsg: "ok".to_owned(), url: Some(url.to_owned()), checksum, expires_at_ms: None })
}

pub fn opened(head: ResponseHead) -> Event {
    Event::Sent(Outcome::Response(Box::new(head), ()))
}

/// The head of the whole package, with [`ETAG`].
pub fn whole(length: u64) -> Event {
    let etag = Some(ETAG.to_owned());
    opened(ResponseHead { content_length: Some(length.to_string()), etag, ..head(200) })
}

/// The head of a part of 100 bytes, up to their end, with [`ETAG`].
pub fn part(first: u64) -> Event {
    let content_range = Some(format!("bytes {first}-99/100"));
    opened(ResponseHead { content_range, etag: Some(ETAG.to_owned()), ..head(206) })
}

pub fn status(status: u16) -> Event {
    opened(head(status))
}

pub fn retry_after(status: u16, header: &str) -> Event {
    opened(ResponseHead { retry_after: Some(header.to_owned()), ..head(status) })
}

pub fn redirect(status: u16, location: &str) -> Event {
    opened(ResponseHead { location: Some(location.to_owned()), ..head(status) })
}

pub fn pumped(bytes: u64, end: End) -> Event {
    Event::Pumped(bytes, end)
}

pub fn unreachable(fault: NetworkFault, stale_connection: bool) -> Event {
    Event::Sent(Outcome::Unreachable { fault, stale_connection })
}

/// Brings a download to the request for its package.
#[track_caller]
pub fn requested(download: &mut Download) {
    check(download, &PLENTY, &[(Event::Begin, "link"), (linked("p"), "GET a.myqcloud.com/p")]);
}

#[test]
fn the_link_is_first_and_the_commit_follows_a_matching_digest() {
    for mut download in [to_memory(3), to_stream(3)] {
        assert_eq!((download.sent(), download.link(), download.size()), (None, None, 0));
        requested(&mut download);
        let script = [
            (whole(100), "begin, pump 0/100"),
            (pumped(100, End::Whole), "digest"),
            (Event::Digest(right()), "commit"),
            (Event::Committed, "done"),
        ];
        check(&mut download, &PLENTY, &script);
        assert_eq!((download.sent(), download.size()), (Some(1), 100));
        assert_eq!(download.link().map(|link| link.checksum), Some(right()));
    }
}

#[test]
fn requests_are_counted_for_the_link_until_one_is_sent_for_the_package() {
    let mut download = to_memory(3);
    (0..4).for_each(|_| download.call.sending());
    assert_eq!(download.sent(), Some(4));
    requested(&mut download);
    assert_eq!(download.sent(), Some(1));
}

#[test]
fn a_host_that_is_not_allowed_gets_no_request() {
    for (url, fault) in [
        ("https://evil.example/p", host_fault(HostRule::Host, "evil.example")),
        ("http://a.myqcloud.com/p", host_fault(HostRule::Scheme, "a.myqcloud.com")),
        ("https://a.myqcloud.com:8443/p", host_fault(HostRule::Port, "a.myqcloud.com")),
        ("https://user@a.myqcloud.com/p", host_fault(HostRule::Credentials, "a.myqcloud.com")),
        ("p", host_fault(HostRule::Unparsable, "")),
    ] {
        let mut download = to_memory(3);
        check(&mut download, &PLENTY, &[(Event::Begin, "link")]);
        let step = download.next(linked_to(url, right()), &PLENTY);
        assert_eq!(step, Step::Failed(Error::HostRefused(Box::new(fault))), "{url}");
        assert_eq!(download.sent(), None);
    }
    let mut no_url = to_memory(3);
    let link = FunctionLink { errmsg: "ok".to_owned(), url: None, checksum: right(), expires_at_ms: None };
    assert_eq!(
        no_url.next(Event::Linked(link), &PLENTY),
        Step::Failed(Error::HostRefused(Box::new(host_fault(HostRule::Unparsable, ""))))
    );
}

#[test]
fn a_get_does_not_show_its_address() {
    let mut download = to_memory(3);
    download.next(Event::Begin, &PLENTY);
    let shown = format!("{:?} {download:?}", download.clone().next(linked("p"), &PLENTY));
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn five_redirects_are_followed_within_one_attempt_and_a_sixth_is_refused() {
    let mut download = to_memory(3);
    requested(&mut download);
    let hop = |status| redirect(status, "https://b.myqcloud.com/q");
    let five = [301, 302, 303, 307, 308].map(|status| (hop(status), "follow b.myqcloud.com/q"));
    check(&mut download, &PLENTY, &five);
    assert_eq!(download.sent(), Some(1));
    // Another attempt begins at the link and counts its redirects anew.
    check(&mut download, &PLENTY, &[(status(503), "wait 100"), (Event::Waited, "GET a.myqcloud.com/p")]);
    check(&mut download, &PLENTY, &five);
    assert_eq!(download.next(hop(307), &PLENTY), Step::Failed(Error::RedirectRefused(RedirectFault::TooMany(307))));
    assert_eq!(download.sent(), Some(2));
}

#[test]
fn a_redirect_to_no_allowed_host_is_refused() {
    let elsewhere = [
        "https://evil.example/p",
        "https://a.myqcloud.com.evil.example/p",
        "http://a.myqcloud.com/p",
        "https://a.myqcloud.com:8443/p",
        "https://user@a.myqcloud.com/p",
        "https://169.254.169.254/p",
        "/p",
        "",
    ];
    for location in elsewhere {
        let mut download = to_memory(3);
        requested(&mut download);
        let step = download.next(redirect(302, location), &PLENTY);
        let Step::Failed(Error::RedirectRefused(RedirectFault::Target(302, fault))) = step else {
            panic!("{location}: {step:?}");
        };
        assert_eq!(fault.host.is_empty(), !location.starts_with("http"), "{location}");
    }
    let followed = opened(ResponseHead { redirected: true, ..head(200) });
    let step = {
        let mut download = to_memory(3);
        requested(&mut download);
        download.next(followed, &PLENTY)
    };
    assert_eq!(step, Step::Failed(Error::RedirectRefused(RedirectFault::Followed)));
    for (event, refused) in [
        (status(302), 302),
        // These are no redirects.
        (redirect(300, "https://b.myqcloud.com/q"), 300),
        (redirect(304, "https://b.myqcloud.com/q"), 304),
        (redirect(305, "https://b.myqcloud.com/q"), 305),
    ] {
        let mut download = to_memory(3);
        requested(&mut download);
        assert_eq!(download.next(event, &PLENTY), Step::Failed(Error::RedirectRefused(RedirectFault::Status(refused))));
    }
}

#[test]
fn what_a_response_means() {
    let encoded = |encoding: &str| opened(ResponseHead { content_encoding: Some(encoding.to_owned()), ..head(200) });
    for (event, expected) in [
        (whole(100), "begin, pump 0/100"),
        (status(200), "begin, pump 0/?"),
        (encoded("identity"), "begin, pump 0/?"),
        (encoded("gzip"), "CONTENT_ENCODED"),
        (part(0), "PROTOCOL"),
        (status(403), "link"),
        (status(404), "HTTP_STATUS"),
        (status(416), "HTTP_STATUS"),
        (status(503), "wait 100"),
        (retry_after(503, "7"), "wait 7000"),
        (retry_after(503, "soon"), "wait 100"),
        (retry_after(503, "100000"), "HTTP_STATUS"),
        (Event::Sent(Outcome::NotAResponse), "PROTOCOL"),
        (unreachable(NetworkFault::Reset, false), "wait 100"),
        (unreachable(NetworkFault::Reset, true), "GET a.myqcloud.com/p"),
        (unreachable(NetworkFault::Tls, false), "NETWORK"),
        (Event::TimedOut(Limit::Attempt, 10_000, 0), "wait 100"),
        (Event::TimedOut(Limit::Call, 600_000, 0), "TIMEOUT"),
    ] {
        let mut download = to_memory(3);
        requested(&mut download);
        check(&mut download, &PLENTY, &[(event, expected)]);
    }
    let mut download = to_memory(3);
    requested(&mut download);
    let step = download.next(part(0), &PLENTY);
    assert_eq!(step, Step::Failed(Error::Protocol(ProtocolFault::UnaskedPart)));
}
