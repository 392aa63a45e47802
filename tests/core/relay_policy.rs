//! A relay's policy: admitted requests, and the status of responses.
#![allow(clippy::unwrap_used)]

use wechat_function_link::defaults::RELAY_BODY_BYTES;
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;
use wechat_function_link::relay::policy::{Action, Head, Policy, RelayRequest, attachment, read_body, status};

const OWN: &str = "https://own.example";

/// The head of a request from a page of the relay's origin.
fn head() -> Head {
    Head {
        method: "POST".to_owned(),
        own_origin: OWN.to_owned(),
        path: "/link".to_owned(),
        content_type: Some("application/json".to_owned()),
        sec_fetch_site: Some("same-origin".to_owned()),
        origin: Some(OWN.to_owned()),
    }
}

fn policy(base_path: &str) -> Policy {
    Policy::new(base_path, None, false)
}

fn refused(refusal: Refusal) -> Result<Action, Error> {
    Err(Error::Relay(refusal))
}

#[test]
fn the_routes_stand_below_the_base_path() {
    for (base_path, path, expected) in [
        ("/", "/link", Ok(Action::Link)),
        ("/", "/download", Ok(Action::Download)),
        ("/", "/environments", Ok(Action::Environments)),
        ("/", "/functions", Ok(Action::Functions)),
        ("/", "/outcome", Ok(Action::Outcome)),
        ("/wechat", "/wechat/link", Ok(Action::Link)),
        ("/wechat/", "/wechat/download", Ok(Action::Download)),
        ("/a/b", "/a/b/link", Ok(Action::Link)),
        ("/", "/", refused(Refusal::NotFound)),
        ("/", "/link/", refused(Refusal::NotFound)),
        ("/", "/Link", refused(Refusal::NotFound)),
        ("/", "link", refused(Refusal::NotFound)),
        ("/", "//link", refused(Refusal::NotFound)),
        ("/", "/other", refused(Refusal::NotFound)),
        ("/", "/x/link", refused(Refusal::NotFound)),
        ("/wechat", "/link", refused(Refusal::NotFound)),
        ("/wechat", "/wechatlink", refused(Refusal::NotFound)),
        ("/wechat", "/wechat/wechat/link", refused(Refusal::NotFound)),
    ] {
        let head = Head { path: path.to_owned(), ..head() };
        assert_eq!(policy(base_path).admit(&head), expected, "{path} below {base_path}");
    }
    let actions = [Action::Link, Action::Download, Action::Environments, Action::Functions, Action::Outcome];
    assert_eq!(actions.map(Action::as_str), ["link", "download", "environments", "functions", "outcome"]);
    let authorized = ["link", "download", "environments", "functions", "download"];
    assert_eq!(actions.map(|action| action.authorized_as().as_str()), authorized);
}

/// Point 2: POST only.
#[test]
fn only_post_is_let_in() {
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", ""] {
        let head = Head { method: method.to_owned(), ..head() };
        assert_eq!(policy("/").admit(&head), refused(Refusal::Method), "{method}");
    }
}

/// Point 2: `application/json` exactly.
#[test]
fn only_application_json_is_let_in() {
    for media_type in ["application/json", "Application/JSON", " application/json "] {
        let head = Head { content_type: Some(media_type.to_owned()), ..head() };
        assert_eq!(policy("/").admit(&head), Ok(Action::Link), "{media_type}");
    }
    for media_type in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data"),
        Some("application/json; charset=utf-8"),
        Some("application/json, text/plain"),
        Some("text/plain; application/json"),
        Some("application/jsonp"),
        Some("application/problem+json"),
    ] {
        let head = Head { content_type: media_type.map(str::to_owned), ..head() };
        assert_eq!(policy("/").admit(&head), refused(Refusal::MediaType), "{media_type:?}");
    }
}

/// Point 3: `Sec-Fetch-Site`, and `Origin` where that is absent.
#[test]
fn only_the_relay_s_own_pages_are_let_in() {
    const PROXIED: &str = "https://public.example";
    let (own, evil, public) = (Some(OWN), Some("https://evil.example"), Some(PROXIED));
    let same = Some("same-origin");
    for (origin_option, allow_non_browser, site, origin, allowed) in [
        (None, false, same, own, true),
        (None, false, same, None, true),
        (None, false, same, Some("null"), false),
        (None, false, Some("same-site"), own, false),
        (None, false, Some("cross-site"), own, false),
        (None, false, Some("none"), own, false),
        (None, false, Some("none"), None, false),
        (None, false, Some("Same-Origin"), own, false),
        (None, false, Some(""), own, false),
        (None, true, Some("cross-site"), None, false),
        (None, true, Some("cross-site"), own, false),
        (None, false, None, own, true),
        (None, false, None, evil, false),
        (None, false, None, Some("null"), false),
        (None, false, None, Some(""), false),
        (None, false, None, Some("http://own.example"), false),
        (None, false, None, Some("https://own.example:8443"), false),
        (None, false, None, Some("https://own.example/"), false),
        (None, false, None, Some("https://OWN.example"), false),
        (None, false, None, Some("https://own.example.evil.example"), false),
        (None, false, None, None, false),
        (None, true, None, None, true),
        (None, true, None, evil, false),
        (None, true, None, Some("null"), false),
        // Behind a proxy, with the public origin as an option.
        (public, false, same, public, true),
        (public, false, same, None, true),
        (public, false, same, own, false),
        (public, false, None, public, true),
        (public, false, None, own, false),
        (public, true, None, None, true),
    ] {
        let policy = Policy::new("/", origin_option.map(str::to_owned), allow_non_browser);
        let head = Head { sec_fetch_site: site.map(str::to_owned), origin: origin.map(str::to_owned), ..head() };
        let expected = if allowed { Ok(Action::Link) } else { refused(Refusal::CrossSite) };
        assert_eq!(policy.admit(&head), expected, "{origin_option:?} {allow_non_browser} {site:?} {origin:?}");
    }
}

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

#[test]
fn refusals_have_their_own_status() {
    assert_eq!(RELAY_BODY_BYTES, 4096);
    for (refusal, expected) in [
        (Refusal::Unauthorized, 401),
        (Refusal::Forbidden, 403),
        (Refusal::CrossSite, 403),
        (Refusal::NotFound, 404),
        (Refusal::Method, 405),
        (Refusal::TooLarge, 413),
        (Refusal::MediaType, 415),
        (Refusal::NoOutcome, 404),
    ] {
        let report = Report::new(&Error::Relay(refusal), "", None, None);
        assert_eq!((report.code, report.status, report.retryable), ("RELAY_REFUSED", Some(expected), false));
        assert_eq!(status(report.code, report.status), expected, "{refusal:?}");
        assert_eq!(report.message, format!("the relay refused the request: {}", refusal.words().en));
    }
}

#[test]
fn failures_upstream_are_502_and_a_time_out_is_504() {
    for code in Code::ALL.iter().copied() {
        let expected = match code {
            Code::InvalidArgument => 400,
            Code::Timeout => 504,
            _ => 502,
        };
        // An upstream's status never becomes the relay's.
        let given = if code == Code::RelayRefused { vec![None] } else { vec![None, Some(200), Some(401), Some(503)] };
        for own in given {
            assert_eq!(status(code.as_str(), own), expected, "{code:?} {own:?}");
        }
    }
}

#[test]
fn a_package_is_an_attachment_with_a_harmless_name() {
    for (name, ascii, encoded) in [
        ("login", "login", "login"),
        ("get-User_2", "get-User_2", "get-User_2"),
        ("登录", "__", "%E7%99%BB%E5%BD%95"),
        ("../../etc/passwd", "______etc_passwd", "______etc_passwd"),
        (r"a\b:c*d?e<f>g|h", "a_b_c_d_e_f_g_h", "a_b_c_d_e_f_g_h"),
        ("a\"; filename=\"b.exe", "a___filename__b_exe", "a___filename__b_exe"),
        ("a\r\nSet-Cookie: b\0", "a__Set-Cookie__b_", "a__Set-Cookie__b_"),
        ("a'b%20c d.e", "a_b_20c_d_e", "a_b_20c_d_e"),
        ("a\u{202e}piz\u{200b}\u{feff}", "a_piz__", "a_piz__"),
        (&"x".repeat(101), &"x".repeat(100), &"x".repeat(100)),
    ] {
        let expected = format!("attachment; filename=\"{ascii}.zip\"; filename*=UTF-8''{encoded}.zip");
        assert_eq!(attachment(name), expected, "{name:?}");
    }
}
