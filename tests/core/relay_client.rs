//! The relay client: a relay's responses, and those of an intermediary.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support::{CHECKSUM, URL, parts};
use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::relay_client::{
    RelayAddress, intermediary, read_package_head, read_response, write_digest, write_link_url,
};
use wechat_function_link::call::relay_request::{Action, read_body, request_body};
use wechat_function_link::call::response::ResponseHead;
use wechat_function_link::checksum::Checksum;
use wechat_function_link::error::Error;
use wechat_function_link::error::refusal::Intermediary;
use wechat_function_link::link::signed_url::FunctionLink;
use wechat_function_link::link::subject::Subject;
use wechat_function_link::parse::url::UrlParts;

const DIGEST: &str = "sha-256=:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:";

/// Reads a relay's response to a request for a link.
fn read_link(status: u16, body: &[u8], date: impl Fn(&str) -> f64) -> Result<FunctionLink, Error> {
    let response = read_response(status, body)?;
    Subject::read_relayed(&response, &date).map_or_else(|| intermediary(status, false), Ok)
}

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
    let (env, function_name) = ("test-777bb9", "查询 \"订单\"");
    for appid in [None, Some("wx01")] {
        for (action, id) in [(Action::Download, None), (Action::Outcome, Some("id"))] {
            let wish = read_body(request_body(env, function_name, appid, id).as_bytes(), action).unwrap();
            let named = (wish.env.as_deref(), wish.function_name.as_deref(), wish.authorizer_appid.as_deref());
            assert_eq!(named, (Some(env), Some(function_name), appid));
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
