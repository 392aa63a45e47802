//! The relay client: a relay's responses, and those of an intermediary.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support::{CHECKSUM, URL, parts};
use wechat_function_link::checksum::Checksum;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::refusal::Intermediary;
use wechat_function_link::error::report::Report;
use wechat_function_link::error::{Error, Subject};
use wechat_function_link::link::relay_client::{
    RelayAddress, intermediary, read_error, read_link, read_outcome, read_package_head, write_digest, write_link_url,
};
use wechat_function_link::link::response::ResponseHead;
use wechat_function_link::link::signed_url::FunctionLink;
use wechat_function_link::parse::url::UrlParts;
use wechat_function_link::relay::policy::{Action, read_body, request_body};

const DIGEST: &str = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";

fn no_date(_: &str) -> f64 {
    f64::NAN
}

#[test]
fn a_relay_is_https_or_of_the_page_s_own_origin() {
    let page = UrlParts { port: "8000".to_owned(), ..parts("http:", "console.intranet") };
    let at = |protocol, host, port: &str, path: &str| UrlParts {
        port: port.to_owned(),
        pathname: path.to_owned(),
        ..parts(protocol, host)
    };
    for (address, page, expected) in [
        (
            at("http:", "console.intranet", "8000", "/relay"),
            Some(&page),
            Some("http://console.intranet:8000/relay/link"),
        ),
        (at("http:", "console.intranet", "8000", "/"), Some(&page), Some("http://console.intranet:8000/link")),
        (at("https:", "other.example", "", "/a/b/"), Some(&page), Some("https://other.example/a/b/link")),
        (at("http:", "console.intranet", "", "/relay"), Some(&page), None),
        (at("http:", "other.example", "8000", "/relay"), Some(&page), None),
        (at("http:", "127.0.0.1", "8000", "/relay"), Some(&page), None),
        (at("https:", "other.example", "8443", "/relay"), None, Some("https://other.example:8443/relay/link")),
        (at("http:", "127.0.0.1", "8000", "/relay"), None, Some("http://127.0.0.1:8000/relay/link")),
        (at("http:", "other.example", "", "/relay"), None, None),
        (at("file:", "", "", "/relay"), None, None),
        (UrlParts { has_credentials: true, ..at("https:", "a.example", "", "/") }, None, None),
        (UrlParts { has_query_or_fragment: true, ..at("https:", "a.example", "", "/") }, None, None),
    ] {
        let route = RelayAddress::new(&address, page).ok().map(|relay| relay.route(Action::Link));
        assert_eq!(route.as_deref(), expected, "{address:?}");
    }
}

#[test]
fn what_a_client_writes_a_relay_reads() {
    let subject = Subject { env: "test-777bb9".to_owned(), function_name: "查询 \"订单\"".to_owned() };
    for appid in [None, Some("wx01")] {
        for (action, id) in [(Action::Download, None), (Action::Outcome, Some("id"))] {
            let wish = read_body(request_body(&subject, appid, id).as_bytes(), action).unwrap();
            assert_eq!((&wish.subject, wish.authorizer_appid.as_deref()), (&subject, appid));
            assert_eq!(wish.download_id.as_deref(), id);
        }
    }
}

#[test]
fn a_link_is_read_with_and_without_its_address() {
    let whole = format!(
        r#"{{"errcode":0,"errmsg":"ok","checksum":"{}","expiresAt":"2026-01-01T00:00:00.000Z","url":"{URL}","more":1}}"#,
        CHECKSUM.to_uppercase()
    );
    let date = |text: &str| if text == "2026-01-01T00:00:00.000Z" { 1_767_225_600_000.0 } else { f64::NAN };
    let checksum = Checksum::parse(CHECKSUM).unwrap();
    let expected = FunctionLink {
        errmsg: "ok".to_owned(),
        url: Some(URL.to_owned()),
        checksum,
        expires_at_ms: Some(1_767_225_600_000.0),
    };
    assert_eq!(read_link(200, whole.as_bytes(), date), Ok(expected.clone()));
    let bare = format!(r#"{{"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}"}}"#);
    assert_eq!(
        read_link(200, bare.as_bytes(), date),
        Ok(FunctionLink { url: None, expires_at_ms: None, ..expected.clone() })
    );
    let odd = bare.replace('}', r#","expiresAt":"soon"}"#);
    assert_eq!(read_link(200, odd.as_bytes(), date), Ok(FunctionLink { url: None, expires_at_ms: None, ..expected }));
}

#[test]
fn what_is_no_link_came_from_something_in_front() {
    for body in [
        "",
        "{}",
        "null",
        "<!DOCTYPE html><title>Sign in</title>",
        r#"{"errcode":0,"errmsg":"ok"}"#,
        r#"{"errcode":0,"errmsg":"ok","checksum":"abc"}"#,
        &format!(r#"{{"errcode":-1,"errmsg":"busy","checksum":"{CHECKSUM}"}}"#),
        &format!(r#"{{"errmsg":"ok","checksum":"{CHECKSUM}"}}"#),
        &format!(r#"{{"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}""#),
        &format!(r#"{{"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}","url":5}}"#),
        &format!(r#"{{"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}","expiresAt":1}}"#),
        &format!(r#"{{"errcode":-1,"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}"}}"#),
    ] {
        assert_eq!(
            read_link(200, body.as_bytes(), no_date),
            Err(Error::Intermediary(Intermediary::Page(200))),
            "{body}"
        );
    }
}

#[test]
fn a_package_s_head_holds_its_link() {
    let head =
        |status, digest: &str| ResponseHead { status, repr_digest: Some(digest.to_owned()), ..ResponseHead::default() };
    let checksum = Checksum::parse(CHECKSUM).unwrap();
    assert_eq!(write_digest(&checksum), DIGEST);
    let link = read_package_head(&head(200, DIGEST), no_date).unwrap();
    assert_eq!((link.checksum, link.url, link.expires_at_ms), (checksum, None, None));

    let whole =
        ResponseHead { link_expires: Some("later".to_owned()), link_url: Some(URL.to_owned()), ..head(200, DIGEST) };
    let link = read_package_head(&whole, |text| if text == "later" { 5.0 } else { f64::NAN }).unwrap();
    assert_eq!((link.url.as_deref(), link.expires_at_ms), (Some(URL), Some(5.0)));

    for digest in [
        "",
        "sha-256=::",
        "sha-256=:ungWv48B:",
        "sha-512=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:",
        "sha-256=ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=",
        "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0:",
        "sha-256=:ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=:",
        "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0A:",
    ] {
        assert_eq!(
            read_package_head(&head(200, digest), no_date),
            Err(Error::Intermediary(Intermediary::Page(200))),
            "{digest}"
        );
    }
    for status in [201, 204, 206] {
        assert_eq!(
            read_package_head(&head(status, DIGEST), no_date),
            Err(Error::Intermediary(Intermediary::Page(status)))
        );
    }
    assert_eq!(
        read_package_head(&ResponseHead { status: 200, ..ResponseHead::default() }, no_date),
        Err(Error::Intermediary(Intermediary::Page(200)))
    );
}

#[test]
fn any_address_travels_by_a_header() {
    for (url, header) in [
        (URL, Some(URL)),
        ("https://a.myqcloud.com/%E6%9F%A5", Some("https://a.myqcloud.com/%E6%9F%A5")),
        ("https://a.myqcloud.com/查", Some(":aHR0cHM6Ly9hLm15cWNsb3VkLmNvbS/mn6U=:")),
        (&"x".repeat(8192), Some(&*"x".repeat(8192))),
        (&"x".repeat(8193), None),
        (&"查".repeat(2731), None),
    ] {
        let written = write_link_url(url);
        assert_eq!(written.as_deref(), header);
        let Some(header) = written else { continue };
        assert!(header.bytes().all(|byte| byte.is_ascii_graphic()));
        let head = ResponseHead {
            status: 200,
            repr_digest: Some(DIGEST.to_owned()),
            link_url: Some(header),
            ..ResponseHead::default()
        };
        assert_eq!(read_package_head(&head, no_date).unwrap().url.as_deref(), Some(url));
    }
    for malformed in [":", "::x", ":aHR0cHM6", ":*:", ":/w==:"] {
        let head = ResponseHead {
            status: 200,
            repr_digest: Some(DIGEST.to_owned()),
            link_url: Some(malformed.to_owned()),
            ..ResponseHead::default()
        };
        assert_eq!(read_package_head(&head, no_date).unwrap().url, None, "{malformed}");
    }
}

fn refused(status: u16, body: &str) -> Error {
    read_error::<()>(status, body.as_bytes()).unwrap_err()
}

#[test]
fn a_relay_s_error_keeps_its_code_its_words_and_its_rid() {
    let body = r#"{"error":{"code":"PERMISSION_DENIED","message":"errcode 61007 (function \"f\" in environment \"e\")","advice":"Grant it.",
        "retryable":false,"errcode":61007,"errmsg":"api is unauthorized rid: 1","rid":"5f3a0c1d-0a1b2c3d-4e5f6071","more":1}}"#;
    let error = refused(502, body);
    let subject = Subject { env: "e".to_owned(), function_name: "f".to_owned() };
    let report = Report::new(&error, Some(&subject), Some(1), None);
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
        let report = Report::new(&refused(502, &body(fields)), None, None, None);
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
    let report = Report::new(&refused(502, body), None, None, None);
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
        let report = Report::new(&Error::Intermediary(what), None, None, None);
        assert_eq!((report.code, report.retryable), ("RELAY_REFUSED", false));
        assert_eq!(report.status, what.status());
        assert!(report.advice.contains(advised), "{what:?}: {}", report.advice);
    }
}
