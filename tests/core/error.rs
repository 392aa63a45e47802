//! Every error's code, status and words, and the shape that JavaScript takes its fields from.

use serde_json::{Value, json};
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::HostFault;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;
use wechat_function_link::error::{Error, Limit, PlatformError, Subject};

fn subject() -> Subject {
    Subject { env: "test-777bb9".to_owned(), function_name: "login".to_owned() }
}

fn platform(errcode: i64) -> Error {
    let rid = Some("5f9a1b2c-0d1e2f3a-4b5c6d7e".to_owned());
    Error::Platform(Box::new(PlatformError { errcode, errmsg: "the platform's words".to_owned(), rid }))
}

/// One error of each kind, with its promised code, whether it may be retried, and its status.
fn every_kind() -> Vec<(Error, &'static str, bool, Option<u16>)> {
    vec![
        (Error::argument("env must be a non-empty string"), "INVALID_ARGUMENT", false, None),
        (Error::ServerSideOnly, "SERVER_SIDE_ONLY", false, None),
        (platform(-1), "BUSY", true, None),
        (platform(61003), "PERMISSION_DENIED", false, None),
        (Error::Network(NetworkFault::Reset), "NETWORK", true, None),
        (Error::Network(NetworkFault::Tls), "NETWORK", false, None),
        (Error::HttpStatus(503), "HTTP_STATUS", true, Some(503)),
        (Error::HttpStatus(412), "HTTP_STATUS", false, Some(412)),
        (Error::Timeout(Limit::Call, 30_000), "TIMEOUT", true, None),
        (Error::Timeout(Limit::Attempt, 10_000), "TIMEOUT", true, None),
        (Error::Protocol(ProtocolFault::Html), "PROTOCOL", false, None),
        (Error::Protocol(ProtocolFault::CutOff), "PROTOCOL", true, None),
        (Error::RedirectRefused(302), "REDIRECT_REFUSED", false, Some(302)),
        (Error::RedirectRefused(0), "REDIRECT_REFUSED", false, None),
        (Error::HostRefused(HostFault::Port), "HOST_REFUSED", false, None),
        (Error::LinkExpired, "LINK_EXPIRED", true, Some(403)),
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
        let report = Report::new(&error, None, None);
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
        let alone = Report::new(&error, None, None).message;
        let about = Report::new(&error, Some(&subject()), None).message;
        assert_eq!(alone, error.to_string());
        assert_eq!(about, format!("{alone} (function \"login\" in environment \"test-777bb9\")"));
    }
}

#[test]
fn every_kind_says_what_happened_and_what_to_do() {
    for (error, ..) in every_kind() {
        let report = Report::new(&error, None, None);
        for words in [report.message.as_str(), report.advice.as_str()] {
            assert!(words.len() > 8 && !words.contains("  ") && !words.contains(char::is_control), "{words:?}");
        }
        assert!(report.advice.ends_with(['.', ')']), "{:?}", report.advice);
    }
    for (error, words) in [
        (Error::Timeout(Limit::Call, 30_000), "the call was not done within timeoutMs, 30000 ms"),
        (Error::Timeout(Limit::Attempt, 10_000), "the attempt was not done within attemptTimeoutMs, 10000 ms"),
        (Error::HttpStatus(412), "the answer has HTTP status 412"),
        (Error::RedirectRefused(307), "a redirect (HTTP status 307) was refused"),
        (Error::argument("checksum is missing"), "checksum is missing"),
        (Error::Network(NetworkFault::Dns), "no answer arrived: the host's name could not be resolved"),
        (Error::Protocol(ProtocolFault::TooLarge), "the answer is not the documented reply: it is larger than 1 MiB"),
    ] {
        assert_eq!(error.to_string(), words);
    }
}

#[test]
fn advice_is_the_most_exact_that_is_known() {
    for (error, term) in [
        (Error::ServerSideOnly, "relay"),
        (Error::TokenProvider, "token service"),
        (Error::Network(NetworkFault::Tls), "certificate"),
        (Error::Relay(Refusal::MediaType), "application/json"),
        (Error::HostRefused(HostFault::Scheme), "allowedHosts"),
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
    let report = Report::new(&platform(61004), Some(&subject()), Some(3));
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
    });
    assert_eq!(encoded(&report), expected);
}

#[test]
fn a_report_leaves_out_what_is_not_known() {
    let report = Report::new(&Error::HttpStatus(503), None, None);
    let expected = json!({
        "code": "HTTP_STATUS",
        "message": "the answer has HTTP status 503",
        "retryable": true,
        "advice": report.advice,
        "status": 503,
    });
    assert_eq!(encoded(&report), expected);

    let without_rid = Error::Platform(Box::new(PlatformError { errcode: 1, errmsg: String::new(), rid: None }));
    let value = encoded(&Report::new(&without_rid, None, None));
    assert_eq!((&value["errmsg"], value.get("rid"), value.get("status")), (&json!(""), None, None));
}

#[test]
fn every_key_of_every_report_is_camel_case_and_documented() {
    let documented = ["code", "message", "retryable", "advice", "errcode", "errmsg", "rid", "status", "attempts"];
    for (error, ..) in every_kind() {
        let value = encoded(&Report::new(&error, Some(&subject()), Some(1)));
        let keys: Vec<&String> = value.as_object().into_iter().flat_map(|fields| fields.keys()).collect();
        assert!(keys.len() >= 5 && keys.iter().all(|key| documented.contains(&key.as_str())), "{keys:?}");
    }
}
