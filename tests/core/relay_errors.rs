//! The relay client: the errors of a relay, of an intermediary, and the outcome of a download.

use crate::support::CHECKSUM;
use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::relay_client::{intermediary, read_error, read_outcome};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::refusal::Intermediary;
use wechat_function_link::error::report::Report;
use wechat_function_link::link::subject::Subject;

fn refused(status: u16, body: &str) -> Error {
    read_error::<()>(status, body.as_bytes()).unwrap_err()
}

#[test]
fn a_relay_s_error_keeps_its_code_its_words_and_its_rid() {
    let body = r#"{"error":{"code":"PERMISSION_DENIED","message":"errcode 61007 (function \"f\" in environment \"e\")","advice":"Grant it.",
        "retryable":false,"errcode":61007,"errmsg":"api is unauthorized rid: 1","rid":"5f3a0c1d-0a1b2c3d-4e5f6071","more":1}}"#;
    let error = refused(502, body);
    let subject = Subject { env: "e".to_owned(), function_name: "f".to_owned() };
    let report = Report::new(&error, &subject.about(), Some(1), None);
    assert_eq!(report.code, "PERMISSION_DENIED");
    assert_eq!(report.message, "errcode 61007 (function \"f\" in environment \"e\")", "the function is named once");
    assert_eq!(report.advice, "Grant it.");
    assert_eq!((report.errcode, report.errmsg.as_deref()), (Some(61007), Some("api is unauthorized rid: 1")));
    assert_eq!(report.rid.as_deref(), Some("5f3a0c1d-0a1b2c3d-4e5f6071"));
    assert_eq!((report.status, report.retryable), (None, false), "the relay's 502 says nothing of its own");
}

#[test]
fn a_relay_sends_the_digest_and_size_of_a_wrong_package() {
    let wrong = "0".repeat(64);
    let body = |fields: &str| {
        format!(r#"{{"error":{{"code":"CHECKSUM_MISMATCH","message":"m","advice":"a","retryable":true{fields}}}}}"#)
    };
    let outcome_of = |fields: &str| {
        let report = Report::new(&refused(502, &body(fields)), "", None, None);
        (report.code, report.expected, report.actual, report.size)
    };
    let upper = CHECKSUM.to_uppercase();
    let known = || Some(CHECKSUM.to_owned());
    assert_eq!(
        outcome_of(&format!(r#","expected":"{upper}","actual":"{wrong}","size":5"#)),
        ("CHECKSUM_MISMATCH", known(), Some(wrong.clone()), Some(5))
    );
    assert_eq!(outcome_of(&format!(r#","expected":"{upper}""#)), ("CHECKSUM_MISMATCH", known(), None, Some(0)));
    assert_eq!(outcome_of(""), ("CHECKSUM_MISMATCH", None, None, None));
    for odd in [r#","expected":"abc""#, r#","expected":5"#, r#","actual":"x""#, r#","size":"5""#, r#","size":-1"#] {
        assert_eq!(outcome_of(odd).0, "HTTP_STATUS", "{odd}");
    }
}

#[test]
fn an_outcome_is_the_relay_s_error_or_the_known_one() {
    let error = |code| format!(r#"{{"error":{{"code":"{code}","message":"m","advice":"a","retryable":true}}}}"#);
    for (status, code, expected) in [
        (502, "CHECKSUM_MISMATCH", Code::ChecksumMismatch),
        (502, "TOO_LARGE", Code::TooLarge),
        (504, "TIMEOUT", Code::Timeout),
        (503, "RELAY_REFUSED", Code::Truncated),
        (404, "RELAY_REFUSED", Code::Truncated),
        (429, "RELAY_REFUSED", Code::Truncated),
        (400, "INVALID_ARGUMENT", Code::Truncated),
        (502, "NEW_CODE", Code::Truncated),
    ] {
        let outcome = read_outcome::<()>(status, error(code).as_bytes(), Error::RelayBrokeOff);
        assert_eq!(outcome.unwrap_err().code(), expected, "{status} {code}");
    }
    assert_eq!(read_outcome::<()>(502, b"<html>", Error::Empty), Err(Error::Empty));
}

#[test]
fn every_code_passes_through_a_relay() {
    for code in Code::ALL.iter().copied() {
        for retryable in [false, true] {
            let body = format!(
                r#"{{"error":{{"code":"{}","message":"m","advice":"a","retryable":{retryable}}}}}"#,
                code.as_str()
            );
            let error = refused(429, &body);
            assert_eq!((error.code(), error.retryable(), error.facts().advice), (code, retryable, "a"));
            let status = if code == Code::RelayRefused { Some(429) } else { None };
            assert_eq!((error.facts().status, error.facts().platform), (status, None), "{code:?}");
        }
    }
}

#[test]
fn a_relay_s_words_are_one_line_without_an_address_s_query() {
    let body = r#"{"error":{"code":"BUSY","message":"a\nb https://x.myqcloud.com/p?sign=canary","advice":"c\u2028d","retryable":true,
        "errcode":-1,"errmsg":"see https://x.myqcloud.com/p?sign=canary"}}"#;
    let report = Report::new(&refused(502, body), "", None, None);
    for words in [&report.message, &report.advice, report.errmsg.as_ref().unwrap()] {
        assert!(!words.contains("canary") && !words.contains(['\n', '\u{2028}']), "{words}");
    }
}

#[test]
fn an_intermediary_s_responses_have_their_own_errors() {
    let intermediarys =
        ["", "{}", "<title>Sign in</title>", r#"{"error":"forbidden"}"#, r#"{"error":{"code":"NEW_CODE"}}"#];
    for (status, expected) in [
        (400, Error::Intermediary(Intermediary::Other(400))),
        (401, Error::Intermediary(Intermediary::SignIn(401))),
        (403, Error::Intermediary(Intermediary::SignIn(403))),
        (404, Error::Intermediary(Intermediary::NoRelay(404))),
        (405, Error::Intermediary(Intermediary::NoRelay(405))),
        (407, Error::Intermediary(Intermediary::SignIn(407))),
        (413, Error::Intermediary(Intermediary::Other(413))),
        (500, Error::HttpStatus(500)),
        (502, Error::HttpStatus(502)),
        (503, Error::HttpStatus(503)),
    ] {
        for body in intermediarys {
            assert_eq!(refused(status, body), expected, "{status} {body}");
        }
        for odd in [r#""errcode":"61007""#, r#""errcode":1.5"#, r#""errmsg":5"#, r#""rid":[]"#, r#""code":"NETWORK""#] {
            let body = format!(
                r#"{{"error":{{"code":"BUSY","message":"busy","advice":"Try again.","retryable":true,{odd}}}}}"#
            );
            assert_eq!(refused(status, &body), expected, "{status} {body}");
        }
    }
    assert_eq!(intermediary::<()>(302, false), Err(Error::Intermediary(Intermediary::Redirect(302))));
    assert_eq!(intermediary::<()>(0, true), Err(Error::Intermediary(Intermediary::Redirect(0))));
    assert_eq!(
        intermediary::<()>(200, true),
        Err(Error::Intermediary(Intermediary::Redirect(0))),
        "followed by an injected fetch"
    );
    for (what, advised) in [
        (Intermediary::Redirect(302), "sign in"),
        (Intermediary::SignIn(401), "sign in"),
        (Intermediary::Page(200), "sign-in page"),
        (Intermediary::NoRelay(404), "options.relay"),
        (Intermediary::Other(400), "proxy"),
    ] {
        let report = Report::new(&Error::Intermediary(what), "", None, None);
        assert_eq!((report.code, report.retryable), ("RELAY_REFUSED", false));
        assert_eq!(report.status, what.status());
        assert!(report.advice.contains(advised), "{what:?}: {}", report.advice);
    }
}
