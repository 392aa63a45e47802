//! Every error's code, status and words, and the shape that JavaScript takes its fields from.

use crate::support::{host_fault, storage_error};
use serde_json::{Value, json};
use wechat_function_link::call::interface::Interface;
use wechat_function_link::error::network::NetworkFault::{Dns, NotPermitted, Other, Refused, Reset, Tls};
use wechat_function_link::error::peer::Peer;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::{HostRule, RedirectFault, Refusal};
use wechat_function_link::error::report::Report;
use wechat_function_link::error::storage::StorageError;
use wechat_function_link::error::{Error, Limit, Mismatch, PlatformError};
use wechat_function_link::link::subject::Subject;

fn subject() -> Subject {
    Subject { env: "test-777bb9".to_owned(), function_name: "login".to_owned() }
}

fn platform(errcode: i64) -> Error {
    let rid = Some("5f9a1b2c-0d1e2f3a-4b5c6d7e".to_owned());
    Error::Platform(Box::new(PlatformError { errcode, status: None, errmsg: "the platform's words".to_owned(), rid }))
}

/// One error of each kind, with its promised code, whether it may be retried, and its status.
fn every_kind() -> Vec<(Error, &'static str, bool, Option<u16>)> {
    vec![
        (Error::argument("env must be a non-empty string"), "INVALID_ARGUMENT", false, None),
        (Error::ServerSideOnly, "SERVER_SIDE_ONLY", false, None),
        (platform(-1), "BUSY", true, None),
        (platform(61003), "PERMISSION_DENIED", false, None),
        (Error::Network(Reset), "NETWORK", true, None),
        (Error::Network(Tls), "NETWORK", false, None),
        (Error::HttpStatus(503), "HTTP_STATUS", true, Some(503)),
        (Error::HttpStatus(412), "HTTP_STATUS", false, Some(412)),
        (Error::Timeout(Limit::Call, 30_000), "TIMEOUT", true, None),
        (Error::Timeout(Limit::Attempt, 10_000), "TIMEOUT", true, None),
        (Error::Protocol(ProtocolFault::Html), "PROTOCOL", false, None),
        (Error::Protocol(ProtocolFault::CutOff), "PROTOCOL", true, None),
        (Error::RedirectRefused(RedirectFault::Status(302)), "REDIRECT_REFUSED", false, Some(302)),
        (Error::RedirectRefused(RedirectFault::Followed), "REDIRECT_REFUSED", false, None),
        (Error::HostRefused(Box::new(host_fault(HostRule::Port, ""))), "HOST_REFUSED", false, None),
        (storage_error(403), "LINK_EXPIRED", true, Some(403)),
        (Error::Truncated, "TRUNCATED", true, None),
        (Error::ContentEncoded, "CONTENT_ENCODED", false, None),
        (Error::Empty, "EMPTY", true, None),
        (Error::Relay(Refusal::Method), "RELAY_REFUSED", false, Some(405)),
        (Error::TokenProvider, "TOKEN_REJECTED", false, None),
    ]
}

#[test]
fn every_kind_has_its_promised_code() {
    for (error, code, retryable, status) in every_kind() {
        let report = Report::new(&error, "", None, None);
        assert_eq!((report.code, report.retryable, report.status), (code, retryable, status), "{error:?}");
        assert_eq!((error.code().as_str(), error.retryable()), (code, retryable), "{error:?}");
    }
}

#[test]
fn statuses_that_pass_by_themselves_may_be_retried() {
    for status in [408, 429, 500, 502, 503, 504] {
        assert!(Error::HttpStatus(status).retryable(), "{status}");
    }
    for status in [100, 400, 401, 402, 403, 404, 405, 411, 412, 413, 415, 451, 501, 505] {
        assert!(!Error::HttpStatus(status).retryable(), "{status}");
    }
}

#[test]
fn every_message_names_the_environment_and_the_function() {
    for (error, ..) in every_kind() {
        let alone = Report::new(&error, "", None, None).message;
        let about = Report::new(&error, &subject().about(), None, None).message;
        assert_eq!(alone, error.to_string());
        assert_eq!(about, format!("{alone} (function \"login\" in environment \"test-777bb9\")"));
    }
}

#[test]
fn every_kind_has_a_message_and_advice() {
    for (error, ..) in every_kind() {
        let report = Report::new(&error, "", None, None);
        for words in [report.message.as_str(), report.advice.as_str()] {
            assert!(words.len() > 8 && !words.contains("  ") && !words.contains(char::is_control), "{words:?}");
        }
        assert!(report.advice.ends_with(['.', ')']), "{:?}", report.advice);
    }
    for (error, words) in [
        (Error::Timeout(Limit::Call, 30_000), "the call was not done within timeoutMs, 30000 ms"),
        (Error::Timeout(Limit::Attempt, 10_000), "the attempt was not done within attemptTimeoutMs, 10000 ms"),
        (Error::HttpStatus(412), "the host answered with HTTP status 412"),
        (Error::RedirectRefused(RedirectFault::Status(307)), "a redirect of the host (HTTP status 307) was refused"),
        (Error::argument("checksum is missing"), "checksum is missing"),
        (Error::Network(Dns), "no answer arrived from the host: its name could not be resolved"),
        (
            Error::Protocol(ProtocolFault::TooLarge),
            "the answer of the host is not the documented reply: it is larger than 1 MiB",
        ),
    ] {
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn advice_is_the_most_exact_that_is_known() {
    for (error, term) in [
        (Error::ServerSideOnly, "relay"),
        (Error::TokenProvider, "token service"),
        (Error::Network(Tls), "certificate"),
        (Error::Relay(Refusal::MediaType), "application/json"),
        (Error::HostRefused(Box::new(host_fault(HostRule::Scheme, ""))), "allowedHosts"),
        (platform(61004), "allowlist"),
    ] {
        assert!(error.facts().advice.contains(term), "{error:?}: {}", error.facts().advice);
    }
}

fn encoded(report: &Report) -> Value {
    serde_json::to_value(report).unwrap_or_default()
}

#[test]
fn a_report_of_the_platform_s_error_holds_its_fields() {
    let report = Report::new(&platform(61004), &subject().about(), Some(3), None);
    let expected = json!({
        "code": "PERMISSION_DENIED",
        "message": "the platform answered errcode 61004, access clientip is not registered: the platform's words \
                    (function \"login\" in environment \"test-777bb9\")",
        "retryable": false,
        "advice": report.advice,
        "errcode": 61004,
        "errmsg": "the platform's words",
        "rid": "5f9a1b2c-0d1e2f3a-4b5c6d7e",
        "attempts": 3,
        "peer": "platform",
    });
    assert_eq!(encoded(&report), expected);
}

#[test]
fn a_report_leaves_out_what_is_not_known() {
    let report = Report::new(&Error::HttpStatus(503), "", None, None);
    let expected = json!({
        "code": "HTTP_STATUS",
        "message": "the host answered with HTTP status 503",
        "retryable": true,
        "advice": report.advice,
        "status": 503,
    });
    assert_eq!(encoded(&report), expected);

    let without_rid =
        Error::Platform(Box::new(PlatformError { errcode: 1, status: None, errmsg: String::new(), rid: None }));
    let value = encoded(&Report::new(&without_rid, "", None, None));
    assert_eq!((&value["errmsg"], value.get("rid"), value.get("status")), (&json!(""), None, None));
}

#[test]
fn every_key_of_every_report_is_camel_case_and_documented() {
    let documented =
        ["code", "message", "retryable", "advice", "errcode", "errmsg", "rid", "status", "attempts", "peer"];
    for (error, ..) in every_kind() {
        let value = encoded(&Report::new(&error, &subject().about(), Some(1), None));
        let keys: Vec<&String> = value.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
        assert!(keys.len() >= 5 && keys.iter().all(|key| documented.contains(&key.as_str())), "{keys:?}");
    }
}

/// What a call may meet at each of its peers.
fn at_any_peer() -> Vec<Error> {
    let mismatch = Mismatch { expected: "a".to_owned(), actual: None, size: 1 };
    let mut errors: Vec<Error> = [Dns, Refused, Reset, Tls, NotPermitted, Other].map(Error::Network).into();
    errors.extend([Limit::Call, Limit::Attempt, Limit::Idle].map(|limit| Error::Timeout(limit, 1)));
    errors.extend([302, 307].map(|status| Error::RedirectRefused(RedirectFault::Status(status))));
    errors.extend([403, 404, 412, 429, 503].map(Error::HttpStatus));
    errors.extend([ProtocolFault::NotAResponse, ProtocolFault::Html, ProtocolFault::CutOff].map(Error::Protocol));
    errors.extend([
        Error::RedirectRefused(RedirectFault::Followed),
        Error::RedirectRefused(RedirectFault::TooMany(302)),
        Error::RedirectRefused(RedirectFault::Target(302, Box::new(host_fault(HostRule::Host, "e.example")))),
        Error::Truncated,
        Error::ContentEncoded,
        Error::Empty,
        Error::ChecksumMismatch(Box::new(mismatch)),
        Error::TooLarge(1),
    ]);
    errors
}

#[test]
fn a_fault_has_its_peer_in_its_fields_and_words_and_no_other() {
    let names = [
        ("platform", "the platform", "baseUrl"),
        ("storage", "storage host", ""),
        ("relay", "the relay", "options.relay"),
    ];
    for (peer, (name, who, address)) in [Peer::Platform, Peer::Storage, Peer::Relay].into_iter().zip(names) {
        // Only a request to a storage host is for bytes as they are stored.
        for error in at_any_peer().into_iter().filter(|error| *error != Error::ContentEncoded || name == "storage") {
            let report = Report::new(&error, "", None, Some(peer));
            assert_eq!((report.peer, Peer::parse(name)), (Some(name), Some(peer)), "{error:?}");
            let said = format!("{} {}", report.message, report.advice);
            let is_about_bytes = matches!(error, Error::ChecksumMismatch(_) | Error::TooLarge(_));
            assert!(said.contains(who) || is_about_bytes, "{said}");
            for (_, other_who, other_address) in names.iter().filter(|(other, ..)| *other != name) {
                assert!(!said.contains(other_who), "{name}: {said}");
                assert!(other_address.is_empty() || !said.contains(other_address), "{name}: {said}");
            }
            assert!(said.chars().all(|c| !c.is_control()), "{said:?}");
            if matches!(error, Error::Network(Dns | Refused)) && !address.is_empty() {
                assert!(report.advice.contains(address), "{said}");
            }
        }
    }
    for error in [
        Error::ServerSideOnly,
        Error::TokenProvider,
        Error::WriteFailed(String::new()),
        Error::CallbackFailed("onStart".to_owned()),
    ] {
        assert_eq!(Report::new(&error, "", None, Some(Peer::Storage)).peer, None, "{error:?}");
    }
    // During the request to the token provider there is no peer.
    let late = Report::new(&Error::Timeout(Limit::Call, 30_000), "", None, None);
    assert_eq!((late.message.as_str(), late.peer), ("the call was not done within timeoutMs, 30000 ms", None));
}

#[test]
fn a_storage_host_s_error_has_its_code_and_its_request() {
    let read = |status, code: &str| {
        let body = format!(
            "<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>{code}</Code>\n\t<Message>m</Message>\n\t<Resource>b.cos.r/a?sign=canary</Resource>\n\t<RequestId>NWQzMTA4YTBf</RequestId>\n</Error>"
        );
        Error::Storage(Box::new(StorageError::read(
            status,
            Some("of-the-header"),
            body.as_bytes(),
            "https://b.cos.r/a",
        )))
    };
    for (status, code, class, retryable, advice) in [
        (403, "AccessDenied", "LINK_EXPIRED", true, "Ask for a new link"),
        (403, "InvalidAccessKeyId", "LINK_EXPIRED", true, "Ask for a new link"),
        (403, "RequestTimeTooSkewed", "HTTP_STATUS", false, "clock"),
        (403, "SignatureDoesNotMatch", "HTTP_STATUS", false, "changes the link"),
        (404, "NoSuchKey", "HTTP_STATUS", false, "upload the function again"),
        (503, "SlowDown", "HTTP_STATUS", true, "5xx and 429 pass"),
        (451, "UnavailableForLegalReasons", "HTTP_STATUS", false, "the storage host"),
    ] {
        let report = Report::new(&read(status, code), "", None, None);
        assert_eq!(
            (report.code, report.retryable, report.status, report.peer),
            (class, retryable, Some(status), Some("storage"))
        );
        assert_eq!(
            (report.storage_code.as_deref(), report.storage_request_id.as_deref()),
            (Some(code), Some("NWQzMTA4YTBf"))
        );
        assert!(report.message.ends_with(&format!("HTTP status {status} ({code})")), "{}", report.message);
        assert!(report.advice.contains(advice) && !report.advice.contains("baseUrl"), "{}", report.advice);
    }
    // What is no code and no id is not repeated: it may be a part of the link.
    for body in [
        "",
        "<html>",
        "<Code>",
        "<Code></Code>",
        "<Code>a?sign=canary&x</Code><RequestId>a b</RequestId>",
        "<Error><Code>\u{8bef}</Code>",
    ] {
        let error = StorageError::read(403, None, body.as_bytes(), "");
        assert_eq!(error, StorageError { status: 403, code: None, request_id: None }, "{body}");
        assert_eq!(
            StorageError::read(403, Some("id1"), body.as_bytes(), "").request_id.is_some(),
            !body.contains("a b"),
            "{body}"
        );
    }
    let echoed = StorageError::read(403, Some("canary0"), b"<Code>canary0</Code>", "https://b.cos.r/a?sign=canary0");
    assert_eq!((echoed.code, echoed.request_id), (None, None));
}
