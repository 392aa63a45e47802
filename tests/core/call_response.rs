//! A call for a link: the outcome of a response of the platform or a relay.

use crate::call::{call, check, reply, responded, status, unreachable};
use crate::support::{
    CHECKSUM, DATE, ENCODED_TOKEN, PLENTY, TOKEN, URL, head, relay_error, relay_route, reply_with_errcode, subject,
};
use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::machine::{Call, CallEvent, CallStep};
use wechat_function_link::call::request::AccessToken;
use wechat_function_link::call::response::{Body, Outcome, ResponseHead};
use wechat_function_link::checksum::Checksum;
use wechat_function_link::defaults::{MAX_ERROR_BYTES, MAX_REPLY_BYTES};
use wechat_function_link::error::code::Code;
use wechat_function_link::error::network::NetworkFault;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::Intermediary;
use wechat_function_link::error::refusal::RedirectFault;
use wechat_function_link::error::{Error, Limit};
use wechat_function_link::link::signed_url::FunctionLink;
use wechat_function_link::link::subject::Subject;

/// The outcome of a call with one attempt.
fn end(mut call: Call, event: CallEvent) -> Result<FunctionLink, Error> {
    call.next(CallEvent::Begin, &PLENTY);
    call.sending();
    match call.next(event, &PLENTY) {
        CallStep::Done(reply) => Subject::value(&reply, &PLENTY),
        CallStep::Failed(error) => Err(error),
        step => panic!("{step:?} is no end"),
    }
}

fn platform(event: CallEvent) -> Result<FunctionLink, Error> {
    end(call(&["one"], Some(TOKEN), 1), event)
}

fn relay_call(max_attempts: u32) -> Call {
    Call::new(&subject(), relay_route(), max_attempts)
}

fn relayed(event: CallEvent) -> Result<FunctionLink, Error> {
    end(relay_call(1), event)
}

fn link() -> FunctionLink {
    FunctionLink {
        errmsg: "ok".to_owned(),
        url: Some(URL.to_owned()),
        checksum: Checksum::parse(CHECKSUM).expect("a checksum"),
        expires_at_ms: None,
    }
}

#[test]
fn a_request_is_a_post_whose_token_is_in_its_url_alone() {
    let mut call = call(&["one"], Some(TOKEN), 1);
    let CallStep::Send(post) = call.next(CallEvent::Begin, &PLENTY) else { panic!("a request") };
    assert_eq!(post.url, format!("https://one/tcb/downloadfunction?access_token={ENCODED_TOKEN}"));
    assert_eq!(
        (post.body.as_str(), post.error_bytes),
        (r#"{"env":"test-777bb9","function_name":"login"}"#, MAX_ERROR_BYTES)
    );
    let shown = format!("{post:?} {call:?} {:?}", CallStep::Send(post.clone()));
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(call.relay_download(), None);
}

#[test]
fn a_reply_is_a_link_or_the_platform_s_error() {
    assert_eq!(platform(reply(&reply_with_errcode("0"))), Ok(link()));
    let error = platform(reply(&format!(r#"{{"errcode":61007,"errmsg":"of {TOKEN}"}}"#))).expect_err("an error");
    assert_eq!(error.code(), Code::PermissionDenied);
    assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
}

#[test]
fn a_status_is_judged_before_the_body_that_was_not_read() {
    let whole = || Some(Body::Whole(reply_with_errcode("0").into_bytes()));
    for body in [None, whole(), Some(Body::TooLarge), Some(Body::BrokeOff), Some(Body::NotBytes)] {
        for status in [300, 301, 302, 303, 304, 307, 308, 399] {
            assert_eq!(
                platform(responded(head(status), body.clone())),
                Err(Error::RedirectRefused(RedirectFault::Status(status)))
            );
        }
        for status in [100, 199, 400, 401, 403, 404, 429, 500, 503, 599] {
            assert_eq!(platform(responded(head(status), body.clone())), Err(Error::HttpStatus(status)));
        }
        for status in [0, 200, 204] {
            let followed = ResponseHead { redirected: true, ..head(status) };
            assert_eq!(
                platform(responded(followed, body.clone())),
                Err(Error::RedirectRefused(RedirectFault::Followed)),
                "{status}"
            );
        }
    }
    for status in [200, 201, 299] {
        assert_eq!(platform(responded(head(status), whole())), Ok(link()), "{status}");
    }
}

#[test]
fn an_errcode_in_the_body_of_an_error_decides_and_the_status_stays() {
    let refused =
        |status, body: &str| platform(responded(head(status), Some(Body::Whole(body.into())))).expect_err("an error");
    for (status, errcode, code, again) in [
        (500, -1, Code::Busy, true),
        (401, 40001, Code::TokenRejected, false),
        (429, 45009, Code::QuotaExceeded, false),
        (403, 48001, Code::PermissionDenied, false),
        (412, 43002, Code::Rejected, false),
        (500, 40097, Code::Rejected, false),
        // The catalogue lacks this errcode: the status decides on a retry.
        (503, 99999, Code::Rejected, true),
        (400, 99999, Code::Rejected, false),
    ] {
        let error = refused(
            status,
            &format!(r#"{{"errcode":{errcode},"errmsg":"of {TOKEN} rid: 654df33c-64386a2f-29857782"}}"#),
        );
        let facts = error.facts();
        assert_eq!((facts.code, facts.again, facts.status), (code, again, Some(status)), "{status} {errcode}");
        let platform = facts.platform.expect("the platform's error");
        assert_eq!((platform.errcode, platform.rid.as_deref()), (errcode, Some("654df33c-64386a2f-29857782")));
        assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
    }
    for body in
        ["", "busy", "{}", r#"{"errcode":0}"#, r#"{"errcode":"40001"}"#, r#"{"errcode":1.5}"#, "<Error/>", "[40001]"]
    {
        assert_eq!(refused(503, body), Error::HttpStatus(503), "{body:?}");
    }
    let stale = responded(head(401), Some(Body::Whole(br#"{"errcode":40001,"errmsg":"invalid credential"}"#.to_vec())));
    check(
        &mut call(&["one"], None, 2),
        &PLENTY,
        &[
            (CallEvent::Begin, "token"),
            (CallEvent::Token(AccessToken::new("a").expect("a token")), "POST one with a"),
            (stale, "another token than a"),
        ],
    );
}

#[test]
fn a_body_that_is_no_reply_has_its_fault() {
    let protocol = |fault| Err(Error::Protocol(fault));
    let long = vec![b' '; MAX_REPLY_BYTES as usize + 1];
    for (body, expected) in [
        (Some(Body::TooLarge), protocol(ProtocolFault::TooLarge)),
        (Some(Body::Whole(long)), protocol(ProtocolFault::TooLarge)),
        (Some(Body::NotBytes), protocol(ProtocolFault::NotAResponse)),
        (Some(Body::BrokeOff), Err(Error::Truncated)),
        (Some(Body::Whole(Vec::new())), protocol(ProtocolFault::EmptyBody)),
        (None, protocol(ProtocolFault::EmptyBody)),
    ] {
        assert_eq!(platform(responded(head(200), body)), expected);
    }
    assert_eq!(platform(CallEvent::Sent(Outcome::NotAResponse)), protocol(ProtocolFault::NotAResponse));
    // A broken-off or empty body may be whole in the next attempt.
    for (body, expected) in [
        (Some(Body::BrokeOff), "wait 100"),
        (Some(Body::Whole(Vec::new())), "wait 100"),
        (None, "wait 100"),
        (Some(Body::TooLarge), "PROTOCOL"),
        (Some(Body::NotBytes), "PROTOCOL"),
    ] {
        let script = [(CallEvent::Begin, "POST one with a"), (responded(head(200), body), expected)];
        check(&mut call(&["one"], Some("a"), 2), &PLENTY, &script);
    }
}

#[test]
fn a_relay_gets_no_token_and_its_errors_are_read() {
    let mut call = relay_call(3);
    let CallStep::Send(post) = call.next(CallEvent::Begin, &PLENTY) else { panic!("a request") };
    let body = r#"{"env":"test-777bb9","functionName":"login","authorizerAppid":"wx01"}"#;
    assert_eq!(
        (post.url.as_str(), u64::from(post.error_bytes)),
        ("https://console.example/relay/link", MAX_REPLY_BYTES)
    );
    assert_eq!(post.body, body);
    let download = call.relay_download().expect("a request");
    assert_eq!(
        (download.url.as_str(), u64::from(download.error_bytes)),
        ("https://console.example/relay/download", MAX_REPLY_BYTES)
    );
    assert_eq!(download.body, body);
}

#[test]
fn a_relay_s_link_is_read_with_its_expiry() {
    let response =
        |expiry: &str| format!(r#"{{"errcode":0,"errmsg":"ok","checksum":"{CHECKSUM}","expiresAt":"{expiry}"}}"#);
    for (expiry, expires_at_ms) in [(DATE.0, Some(DATE.1)), ("soon", None)] {
        assert_eq!(relayed(reply(&response(expiry))), Ok(FunctionLink { url: None, expires_at_ms, ..link() }));
    }
    assert_eq!(relayed(reply("<title>Sign in</title>")), Err(Error::Intermediary(Intermediary::Page(200))));
    // A reply of the platform with an errcode other than 0 does not come from a relay.
    assert_eq!(relayed(reply(&reply_with_errcode("40001"))), Err(Error::Intermediary(Intermediary::Page(200))));
    assert_eq!(relayed(responded(head(200), None)), Err(Error::Protocol(ProtocolFault::EmptyBody)));
    assert_eq!(relayed(responded(head(200), Some(Body::TooLarge))), Err(Error::Protocol(ProtocolFault::TooLarge)));
}

#[test]
fn a_relay_does_not_redirect() {
    let error = Some(Body::Whole(relay_error("BUSY", true, "")));
    for status in [300, 302, 304, 307, 399] {
        let expected = Err(Error::Intermediary(Intermediary::Redirect(status)));
        assert_eq!(relayed(responded(head(status), error.clone())), expected);
    }
    for status in [0, 200, 403] {
        let hidden = ResponseHead { redirected: true, ..head(status) };
        let expected = Err(Error::Intermediary(Intermediary::Redirect(0)));
        assert_eq!(relayed(responded(hidden, error.clone())), expected, "{status}");
    }
}

#[test]
fn a_relay_s_errors_differ_from_an_intermediary_s() {
    let response = |status, body: &[u8]| responded(head(status), Some(Body::Whole(body.to_vec())));
    for (code, status) in [("BUSY", 502), ("TOKEN_REJECTED", 502), ("RELAY_REFUSED", 429), ("TIMEOUT", 504)] {
        let error = relayed(response(status, &relay_error(code, true, ""))).expect_err("an error");
        assert!(matches!(error, Error::Relayed(_)), "{error:?}");
        assert_eq!(error.code().as_str(), code);
    }
    for (status, expected) in [
        (401, Error::Intermediary(Intermediary::SignIn(401))),
        (404, Error::Intermediary(Intermediary::NoRelay(404))),
        (418, Error::Intermediary(Intermediary::Other(418))),
        (502, Error::HttpStatus(502)),
    ] {
        assert_eq!(relayed(response(status, b"<html>")), Err(expected));
    }
    assert_eq!(relayed(responded(head(502), None)), Err(Error::Protocol(ProtocolFault::EmptyBody)));
}

#[test]
fn only_a_relay_s_own_limits_and_what_fails_in_front_of_it_are_tried_again() {
    let response = |status, body: Vec<u8>, retry_after: Option<&str>| {
        let retry_after = retry_after.map(str::to_owned);
        responded(ResponseHead { retry_after, ..head(status) }, Some(Body::Whole(body)))
    };
    let token_refused = relay_error("TOKEN_REJECTED", false, r#","errcode":42001"#);
    for (event, expected) in [
        (response(429, relay_error("RELAY_REFUSED", true, ""), Some("2")), "wait 2000"),
        (response(429, relay_error("RELAY_REFUSED", true, ""), None), "wait 100"),
        (response(403, relay_error("RELAY_REFUSED", false, ""), Some("2")), "RELAY_REFUSED"),
        // The relay has retried these itself.
        (response(502, relay_error("BUSY", true, ""), Some("2")), "BUSY"),
        (response(502, relay_error("NETWORK", true, ""), None), "NETWORK"),
        (response(502, token_refused, None), "TOKEN_REJECTED"),
        (response(503, b"down".to_vec(), Some("2")), "wait 2000"),
        (responded(head(502), Some(Body::BrokeOff)), "wait 100"),
        (unreachable(NetworkFault::Refused, false), "wait 100"),
        (unreachable(NetworkFault::Reset, true), "POST console.example"),
        (CallEvent::TimedOut(Limit::Attempt, 30_000), "wait 100"),
        (CallEvent::TimedOut(Limit::Call, 30_000), "TIMEOUT"),
        (status(302), "RELAY_REFUSED"),
    ] {
        let mut call = relay_call(3);
        check(&mut call, &PLENTY, &[(CallEvent::Begin, "POST console.example"), (event, expected)]);
        if expected.starts_with("wait") {
            check(&mut call, &PLENTY, &[(CallEvent::Waited, "POST console.example")]);
        }
    }
}
