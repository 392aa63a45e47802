//! A relay's policy: admitted requests, and the status of responses.
#![allow(clippy::unwrap_used)]

use wechat_function_link::call::relay_request::Action;
use wechat_function_link::defaults::RELAY_BODY_BYTES;
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;
use wechat_function_link::relay::policy::{Head, Policy, attachment, status};

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
