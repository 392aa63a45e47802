//! A download: resume, restart, a new link, attempts, limits and the verdict.

use crate::download::{
    check, linked, linked_to, new, opened, part, pumped, redirect, requested, retry_after, right, status, to_memory,
    to_stream, unreachable, whole, wrong,
};
use crate::support::{Fixed, PLENTY, head};
use wechat_function_link::call::response::ResponseHead;
use wechat_function_link::checksum::Digest;
use wechat_function_link::download::machine::Download;
use wechat_function_link::download::step::{End, Event, Pump, Step};
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::{Error, Limit, Mismatch};

const REST: &str = "GET a.myqcloud.com/p bytes=40- if \"one\"";

/// A download after the request for its package.
fn begun(max_attempts: u32) -> Download {
    let mut download = to_memory(max_attempts);
    requested(&mut download);
    download
}

/// A download after 40 of 100 bytes and the request for the rest.
#[track_caller]
fn break_off(download: &mut Download) {
    let script = [(whole(100), "begin, pump 0/100"), (pumped(40, End::BrokeOff), "wait 100"), (Event::Waited, REST)];
    check(download, &PLENTY, &script);
}

/// Such a download, created here.
#[track_caller]
fn broken_off(max_attempts: u32) -> Download {
    let mut download = begun(max_attempts);
    break_off(&mut download);
    download
}

/// A download after all 100 bytes.
#[track_caller]
fn arrived(download: &mut Download) {
    check(download, &PLENTY, &[(whole(100), "begin, pump 0/100"), (pumped(100, End::Whole), "digest")]);
}

#[test]
fn a_download_that_broke_off_goes_on_where_it_can() {
    for (event, expected) in [
        (part(40), "pump 40/100"),
        (whole(100), "begin, pump 0/100"),
        // Useless: the next request is for the whole.
        (part(39), "GET a.myqcloud.com/p"),
        (status(416), "GET a.myqcloud.com/p"),
        (redirect(302, "https://b.myqcloud.com/q"), "follow b.myqcloud.com/q bytes=40- if \"one\""),
        (status(503), "wait 200"),
        (unreachable(NetworkFault::Reset, true), REST),
        (status(404), "HTTP_STATUS"),
    ] {
        let mut download = broken_off(3);
        assert_eq!((download.sent(), download.size()), (Some(2), 40));
        check(&mut download, &PLENTY, &[(event, expected)]);
    }
    let mut download = broken_off(3);
    let script = [
        (part(40), "pump 40/100"),
        (pumped(60, End::Whole), "digest"),
        (Event::Digest(right()), "commit"),
        (Event::Committed, "done"),
    ];
    check(&mut download, &PLENTY, &script);
    assert_eq!(download.size(), 100);
}

#[test]
fn progress_starts_the_attempts_anew_and_the_same_place_again_is_none() {
    // The outcome of the second of two attempts, and the next step.
    for (opens, pumps, bytes, expected) in [
        (part(40), "pump 40/100", 0, "TRUNCATED"),
        (part(40), "pump 40/100", 1, "wait 100"),
        (whole(100), "begin, pump 0/100", 39, "TRUNCATED"),
        (whole(100), "begin, pump 0/100", 40, "TRUNCATED"),
        (whole(100), "begin, pump 0/100", 41, "wait 100"),
    ] {
        let mut download = broken_off(2);
        check(&mut download, &PLENTY, &[(opens, pumps), (pumped(bytes, End::BrokeOff), expected)]);
    }
    // With one attempt there is no retry.
    let script = [(whole(100), "begin, pump 0/100"), (pumped(40, End::BrokeOff), "TRUNCATED")];
    check(&mut begun(1), &PLENTY, &script);
}

#[test]
fn a_time_that_ran_out_leaves_what_arrived() {
    for limit in [Limit::Idle, Limit::Attempt] {
        let mut download = begun(2);
        let script = [
            (whole(100), "begin, pump 0/100"),
            (Event::TimedOut(limit, 15_000, 40), "wait 100"),
            (Event::Waited, REST),
            (part(40), "pump 40/100"),
        ];
        check(&mut download, &PLENTY, &script);
        let late = Event::TimedOut(limit, 15_000, 0);
        assert_eq!(download.next(late, &PLENTY), Step::Failed(Error::Timeout(limit, 15_000)));
        assert_eq!(download.size(), 40);
    }
    let mut download = begun(9);
    check(&mut download, &PLENTY, &[(whole(100), "begin, pump 0/100")]);
    let step = download.next(Event::TimedOut(Limit::Call, 600_000, 30), &PLENTY);
    assert_eq!((step, download.size()), (Step::Failed(Error::Timeout(Limit::Call, 600_000)), 30));
}

#[test]
fn more_than_max_bytes_is_refused_as_soon_as_it_is_known() {
    let refused = Step::Failed(Error::TooLarge(100));
    let start = || {
        let mut download = new(3, 100, true);
        requested(&mut download);
        download
    };
    assert_eq!(start().next(whole(101), &PLENTY), refused);
    for (event, bytes) in [(whole(100), 101), (status(200), 101)] {
        let mut download = start();
        let Step::Pump(Pump { most, .. }) = download.next(event, &PLENTY) else { panic!("a pump") };
        assert_eq!(most, 100);
        assert_eq!(download.clone().next(pumped(bytes, End::TooMuch), &PLENTY), refused);
        assert_eq!(download.clone().next(pumped(bytes, End::Whole), &PLENTY), refused);
        assert_eq!(download.next(Event::TimedOut(Limit::Idle, 1, bytes), &PLENTY), refused);
    }
    let mut download = start();
    check(&mut download, &PLENTY, &[(whole(100), "begin, pump 0/100"), (pumped(100, End::Whole), "digest")]);
    let mut download = start();
    break_off(&mut download);
    let Step::Pump(Pump { most, .. }) = download.next(part(40), &PLENTY) else { panic!("a pump") };
    assert_eq!(most, 60, "what is there counts");
    assert_eq!(download.next(pumped(61, End::TooMuch), &PLENTY), refused);
}

#[test]
fn fewer_bytes_than_were_declared_are_truncated_and_none_are_empty() {
    let mut short = begun(2);
    let script = [
        (whole(100), "begin, pump 0/100"),
        (pumped(40, End::Whole), "wait 100"),
        (Event::Waited, REST),
        (part(40), "pump 40/100"),
    ];
    check(&mut short, &PLENTY, &script);
    assert_eq!(short.next(pumped(0, End::Whole), &PLENTY), Step::Failed(Error::Truncated));

    let nothing = Digest::new().finish();
    for mut empty in [to_memory(2), to_stream(2)] {
        requested(&mut empty);
        let once = [(status(200), "begin, pump 0/?"), (pumped(0, End::Whole), "digest")];
        check(&mut empty, &PLENTY, &once);
        check(&mut empty, &PLENTY, &[(Event::Digest(nothing), "wait 100"), (Event::Waited, "GET a.myqcloud.com/p")]);
        check(&mut empty, &PLENTY, &once);
        assert_eq!(empty.next(Event::Digest(nothing), &PLENTY), Step::Failed(Error::Empty));
    }
    let mut package_of_nothing = to_memory(1);
    let script = [
        (Event::Begin, "link"),
        (linked_to("https://a.myqcloud.com/p", nothing), "GET a.myqcloud.com/p"),
        (whole(0), "begin, pump 0/0"),
        (pumped(0, End::Whole), "digest"),
        (Event::Digest(nothing), "commit"),
    ];
    check(&mut package_of_nothing, &PLENTY, &script);
}

#[test]
fn a_mismatch_is_fetched_afresh_once_unless_to_a_stream() {
    let (expected, actual) = (right().to_string(), Some(wrong().to_string()));
    let mismatch = Step::Failed(Error::ChecksumMismatch(Box::new(Mismatch { expected, actual, size: 100 })));
    let mut stream = to_stream(3);
    requested(&mut stream);
    arrived(&mut stream);
    assert_eq!(stream.next(Event::Digest(wrong()), &PLENTY), mismatch);

    // It does not count as an attempt: one attempt is enough.
    let mut memory = begun(1);
    arrived(&mut memory);
    check(&mut memory, &PLENTY, &[(Event::Digest(wrong()), "GET a.myqcloud.com/p")]);
    assert_eq!((memory.size(), memory.sent()), (0, Some(2)));
    arrived(&mut memory);
    assert_eq!(memory.clone().next(Event::Digest(right()), &PLENTY), Step::Commit);
    assert_eq!(memory.next(Event::Digest(wrong()), &PLENTY), mismatch);
}

#[test]
fn what_arrives_afresh_is_progress() {
    let mut download = begun(2);
    arrived(&mut download);
    let script = [
        (Event::Digest(wrong()), "GET a.myqcloud.com/p"),
        (whole(100), "begin, pump 0/100"),
        (pumped(40, End::BrokeOff), "wait 100"),
        (Event::Waited, REST),
    ];
    check(&mut download, &PLENTY, &script);
}

#[test]
fn a_link_that_expired_is_renewed_once_and_the_same_package_goes_on() {
    let mut download = begun(1);
    download.call.sending();
    check(&mut download, &PLENTY, &[(status(403), "link")]);
    assert_eq!(download.call.sent(), None, "it is another call");
    check(&mut download, &PLENTY, &[(linked("q"), "GET a.myqcloud.com/q")]);
    check(&mut download, &PLENTY, &[(status(403), "LINK_EXPIRED")]);

    let mut download = broken_off(3);
    let script =
        [(status(403), "link"), (linked("q"), "GET a.myqcloud.com/q bytes=40- if \"one\""), (part(40), "pump 40/100")];
    check(&mut download, &PLENTY, &script);
}

#[test]
fn a_renewed_link_of_another_package_starts_over() {
    let mut download = broken_off(2);
    let script = [
        (status(403), "link"),
        (linked_to("https://a.myqcloud.com/q", wrong()), "GET a.myqcloud.com/q"),
        (whole(100), "begin, pump 0/100"),
        // Any byte of another package is progress.
        (pumped(1, End::BrokeOff), "wait 100"),
        (Event::Waited, "GET a.myqcloud.com/q bytes=1- if \"one\""),
        (part(1), "pump 1/100"),
        (pumped(99, End::Whole), "digest"),
    ];
    check(&mut download, &PLENTY, &script);
    assert_eq!(download.clone().next(Event::Digest(wrong()), &PLENTY), Step::Commit);
    check(&mut download, &PLENTY, &[(Event::Digest(right()), "GET a.myqcloud.com/q")]);
}

#[test]
fn waits_grow_with_the_attempts_and_none_outlives_the_call() {
    let mut download = begun(4);
    for wait in ["wait 100", "wait 200", "wait 400"] {
        check(&mut download, &PLENTY, &[(status(503), wait), (Event::Waited, "GET a.myqcloud.com/p")]);
    }
    check(&mut download, &PLENTY, &[(status(503), "HTTP_STATUS")]);
    assert_eq!(download.sent(), Some(4));

    let mut download = begun(4);
    check(&mut download, &Fixed { remaining_ms: 100.0, ..PLENTY }, &[(status(503), "HTTP_STATUS")]);
    let mut download = begun(4);
    check(&mut download, &Fixed { random: 0.0, ..PLENTY }, &[(status(503), "GET a.myqcloud.com/p")]);
}

#[test]
fn retry_after_counts_for_its_own_response_alone() {
    let late = || Event::TimedOut(Limit::Attempt, 10_000, 0);
    let to_q = ResponseHead { location: Some("https://b.myqcloud.com/q".to_owned()), ..head(302) };
    let to_q = opened(ResponseHead { retry_after: Some("60".to_owned()), ..to_q });
    let scripts: [&[(Event, &str)]; 4] = [
        &[(retry_after(503, "60"), "wait 60000"), (Event::Waited, "GET a.myqcloud.com/p"), (late(), "wait 200")],
        &[(retry_after(403, "60"), "link"), (linked("q"), "GET a.myqcloud.com/q"), (late(), "wait 200")],
        &[(to_q, "follow b.myqcloud.com/q"), (late(), "wait 100")],
        &[
            (whole(100), "begin, pump 0/100"),
            (pumped(40, End::BrokeOff), "wait 100"),
            (Event::Waited, REST),
            (retry_after(416, "60"), "GET a.myqcloud.com/p"),
            (late(), "wait 400"),
        ],
    ];
    for script in scripts {
        let mut download = begun(9);
        check(&mut download, &PLENTY, script);
    }
}
