//! The bodies of requests to a relay.
#![allow(clippy::unwrap_used)]

use wechat_function_link::call::relay_request::{Action, RelayRequest, read_body};
use wechat_function_link::error::code::Code;
use wechat_function_link::relay::policy::status;

#[test]
fn the_documented_body_is_read() {
    let text = |text: &str| Some(text.to_owned());
    for (body, appid) in [
        (r#"{"env":"test-777bb9","functionName":"login"}"#, None),
        (" {\n\"functionName\":\"lo\\u0067in\",\t\"env\":\"test-777bb9\"}\r\n", None),
        (r#"{"env":"test-777bb9","functionName":"login","authorizerAppid":"wx01"}"#, Some("wx01")),
    ] {
        let expected = RelayRequest {
            env: text("test-777bb9"),
            function_name: text("login"),
            authorizer_appid: appid.and_then(text),
            ..RelayRequest::default()
        };
        for action in [Action::Link, Action::Download] {
            assert_eq!(read_body(body.as_bytes(), action), Ok(expected.clone()), "{body}");
        }
    }
}

#[test]
fn the_bodies_of_lists_are_read() {
    let read = |body: &str, action| {
        let request = read_body(body.as_bytes(), action).unwrap();
        assert_eq!((&request.function_name, &request.download_id), (&None, &None));
        (request.env, request.authorizer_appid, request.limit, request.offset)
    };
    let text = |text: &str| Some(text.to_owned());
    for (body, expected) in [
        ("{}", (None, None, None, None)),
        (r#"{"env":"e"}"#, (text("e"), None, None, None)),
        (r#"{"env":null,"authorizerAppid":"wx01"}"#, (None, text("wx01"), None, None)),
    ] {
        assert_eq!(read(body, Action::Environments), expected, "{body}");
    }
    for (body, expected) in [
        (r#"{"env":"e"}"#, (text("e"), None, None, None)),
        (r#"{"env":"e","limit":1,"offset":0}"#, (text("e"), None, Some(1), Some(0))),
        (r#"{"env":"e","limit":1e2,"offset":20.0}"#, (text("e"), None, Some(100), Some(20))),
        (
            r#"{"offset":4294967295,"authorizerAppid":"wx01","env":"e"}"#,
            (text("e"), text("wx01"), None, Some(u32::MAX)),
        ),
    ] {
        assert_eq!(read(body, Action::Functions), expected, "{body}");
    }
}

#[test]
fn any_other_body_of_a_list_is_an_invalid_argument_that_names_what_is_wrong() {
    let message = |body: &str, action| read_body(body.as_bytes(), action).unwrap_err().to_string();
    for body in [
        "",
        "[]",
        "null",
        r#"{"functionName":"canary"}"#,
        r#"{"limit":20}"#,
        r#"{"offset":0}"#,
        r#"{"accessToken":"canary"}"#,
        r#"{"__proto__":{}}"#,
        r#"{"env":7}"#,
        r#"{"env":"canary","env":"canary"}"#,
        r#"{"authorizerAppid":["canary"]}"#,
    ] {
        let expected = "the body must be a JSON object of, optionally, env and authorizerAppid";
        assert_eq!(message(body, Action::Environments), expected, "{body}");
    }
    for body in ["{}", r#"{"env":null}"#, r#"{"env":"e","functionName":"canary"}"#, r#"{"env":"e","pageSize":20}"#] {
        let expected = "the body must be a JSON object of env and, optionally, authorizerAppid, limit and offset";
        assert_eq!(message(body, Action::Functions), expected, "{body}");
    }
    for action in [Action::Environments, Action::Functions] {
        for (body, expected) in [
            (r#"{"env":""}"#, "env must be a non-empty string"),
            (r#"{"env":"canary\n"}"#, "env must not hold control characters"),
            (
                r#"{"env":"e","authorizerAppid":""}"#,
                "authorizerAppid must be a non-empty string without control characters",
            ),
        ] {
            assert_eq!(message(body, action), expected, "{body}");
        }
        let long = format!(r#"{{"env":"e","authorizerAppid":"{}"}}"#, "x".repeat(65));
        assert_eq!(message(&long, action), "authorizerAppid must have at most 64 bytes");
    }
    for value in ["0", "-1", "0.5", "1.5", "\"20\"", "true", "[20]", "4294967296", "1e300", "-1e300"] {
        let body = format!(r#"{{"env":"e","limit":{value}}}"#);
        assert_eq!(message(&body, Action::Functions), "limit must be a whole number of at least 1", "{body}");
    }
    for value in ["-1", "0.5", "\"0\"", "{}", "4294967296"] {
        let body = format!(r#"{{"env":"e","offset":{value}}}"#);
        assert_eq!(message(&body, Action::Functions), "offset must be a whole number of at least 0", "{body}");
    }
}

#[test]
fn a_request_for_an_outcome_has_the_download_s_id() {
    let id = |body: &str, action| read_body(body.as_bytes(), action).map(|wish| wish.download_id);
    let whole = r#"{"env":"test-777bb9","functionName":"login","downloadId":"1"}"#;
    assert_eq!(id(whole, Action::Outcome), Ok(Some("1".to_owned())));
    for action in [Action::Link, Action::Download] {
        assert_eq!(id(whole, action).unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(id(r#"{"env":"test-777bb9","functionName":"login"}"#, action), Ok(None));
    }
    for body in [
        r#"{"env":"e","functionName":"f"}"#,
        r#"{"env":"e","functionName":"f","downloadId":1}"#,
        r#"{"downloadId":"1"}"#,
    ] {
        assert_eq!(id(body, Action::Outcome).unwrap_err().code(), Code::InvalidArgument, "{body}");
    }
}

/// Point 4: unknown or duplicate keys, `__proto__`, a caller's own token, URL or host.
#[test]
fn any_other_body_is_an_invalid_argument_that_does_not_repeat_it() {
    const REST: &str = r#""env":"canary","functionName":"canary""#;
    let keys = [
        "unknown",
        "__proto__",
        "constructor",
        "accessToken",
        "access_token",
        "url",
        "host",
        "baseUrl",
        "Env",
        "function_name",
    ];
    let unknown = keys.map(|key| format!(r#"{{{REST},"{key}":"canary"}}"#));
    let duplicate = ["env", "functionName", "\\u0065nv"].map(|key| format!(r#"{{{REST},"{key}":"canary"}}"#));
    let malformed = [
        "",
        " ",
        "null",
        "\"canary\"",
        "[]",
        r#"["canary","canary"]"#,
        r#"["canary","canary","canary"]"#,
        "{}",
        r#"{"env":"canary"}"#,
        r#"{"functionName":"canary"}"#,
        r#"{"env":7,"functionName":"canary"}"#,
        r#"{"env":null,"functionName":"canary"}"#,
        r#"{"env":["canary"],"functionName":"canary"}"#,
        r#"{"env":"","functionName":"canary"}"#,
        r#"{"env":"canary","functionName":""}"#,
        r#"{"env":"canary\n","functionName":"canary"}"#,
        r#"{"env":"canary","functionName":"canary\u0085"}"#,
        "{\"env\":\"canary\n\",\"functionName\":\"canary\"}",
        r#"{"env":"canary","functionName":"canary","authorizerAppid":""}"#,
        r#"{"env":"canary","functionName":"canary","authorizerAppid":7}"#,
        r#"{"env":"canary","functionName":"canary","authorizerAppid":"canary\u0000"}"#,
        r#"{"env":"canary","functionName":"canary","authorizerAppid":"a","authorizerAppid":"a"}"#,
        r#"{"env":"canary","functionName":"canary"}{}"#,
        r#"{"env":"canary","functionName":"canary"#,
        "\u{feff}{\"env\":\"canary\",\"functionName\":\"canary\"}",
        "env=canary&functionName=canary",
        "<canary>",
    ];
    let bodies = unknown.into_iter().chain(duplicate).chain(malformed.map(str::to_owned));
    for body in bodies
        .map(String::into_bytes)
        .chain([b"{\"env\":\"\xff\",\"functionName\":\"canary\"}".to_vec(), b"[".repeat(4096)])
    {
        let shown = String::from_utf8_lossy(&body);
        let error = read_body(&body, Action::Download).err().unwrap_or_else(|| unreachable!("{shown} was let in"));
        assert_eq!((error.code(), status(error.code().as_str(), None)), (Code::InvalidArgument, 400), "{shown}");
        assert!(!format!("{error}{error:?}").contains("canary"), "{error:?}");
    }
}
