//! The documented request, byte by byte.
#![allow(clippy::unwrap_used)]

use crate::support::parts;
use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::request::{AccessToken, BaseUrl};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::link::subject::Subject;
use wechat_function_link::parse::url::UrlParts;

fn call(base: &UrlParts, token: &str) -> String {
    BaseUrl::new(base).unwrap().call("/tcb/downloadfunction", &AccessToken::new(token).unwrap())
}

fn refused(result: Result<impl Sized, Error>) -> String {
    let Some(error) = result.err() else { return "it was not refused".to_owned() };
    assert_eq!((error.code(), error.retryable()), (Code::InvalidArgument, false));
    error.to_string()
}

#[test]
fn the_body_is_the_documented_json() {
    for (env, function_name, body) in [
        ("test-777bb9", "login", r#"{"env":"test-777bb9","function_name":"login"}"#),
        (" e ", "two words", r#"{"env":" e ","function_name":"two words"}"#),
        (r#"a"b"#, r"c\d", r#"{"env":"a\"b","function_name":"c\\d"}"#),
        ("a&b=c", "d/e?f#g", r#"{"env":"a&b=c","function_name":"d/e?f#g"}"#),
        ("环境", "登录😀", r#"{"env":"环境","function_name":"登录😀"}"#),
        ("<b>", "a'b`${c}", r#"{"env":"<b>","function_name":"a'b`${c}"}"#),
        ("a\u{2028}b", "a\u{ad}b", "{\"env\":\"a\u{2028}b\",\"function_name\":\"a\u{ad}b\"}"),
    ] {
        assert_eq!(Subject::new(env, function_name).unwrap().body(), body);
    }
}

#[test]
fn names_that_are_empty_or_hold_control_characters_are_refused() {
    for c in ['\u{0}', '\u{1}', '\t', '\n', '\r', '\u{1f}', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}'] {
        for name in [format!("{c}login"), format!("lo{c}gin"), format!("login{c}")] {
            let (env, function_name) = (Subject::new(&name, "login"), Subject::new("test-777bb9", &name));
            assert_eq!(refused(env), "env must not hold control characters", "{name:?}");
            assert_eq!(refused(function_name), "functionName must not hold control characters", "{name:?}");
        }
    }
    assert_eq!(refused(Subject::new("", "login")), "env must be a non-empty string");
    assert_eq!(refused(Subject::new("test-777bb9", "")), "functionName must be a non-empty string");
    // The platform checks the rest of its grammar.
    for name in [" ", "\u{a0}", "-", "..", "a/b", &"x".repeat(10_000)] {
        assert!(Subject::new(name, name).is_ok(), "{name:?}");
    }
}

#[test]
fn the_address_is_the_documented_one() {
    let base = parts("https:", "api.weixin.qq.com");
    assert_eq!(call(&base, "TOKEN"), "https://api.weixin.qq.com/tcb/downloadfunction?access_token=TOKEN");
    assert_eq!(BaseUrl::platform(), BaseUrl::new(&base).unwrap());
}

#[test]
fn a_token_is_encoded_as_a_component() {
    for (token, encoded) in [
        ("15_Ab-9.~", "15_Ab-9.~"),
        ("a+b", "a%2Bb"),
        ("a/b", "a%2Fb"),
        ("a=b==", "a%3Db%3D%3D"),
        ("a&env=b", "a%26env%3Db"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2B", "%252B"),
        ("中", "%E4%B8%AD"),
        ("é?#", "%C3%A9%3F%23"),
        ("!*'()", "!*'()"),
        (r#"";@:,$[]{}|\^`<>"#, "%22%3B%40%3A%2C%24%5B%5D%7B%7D%7C%5C%5E%60%3C%3E"),
        (crate::support::TOKEN, crate::support::ENCODED_TOKEN),
    ] {
        let address = format!("https://api.weixin.qq.com/tcb/downloadfunction?access_token={encoded}");
        assert_eq!(call(&parts("https:", "api.weixin.qq.com"), token), address);
    }
}

#[test]
fn a_token_is_refused_without_being_repeated_and_never_shown() {
    assert_eq!(refused(AccessToken::new("")), "accessToken must be a non-empty string");
    for token in ["canary\n", "\u{0}canary", "can\u{7f}ary", "canary\u{85}"] {
        assert_eq!(refused(AccessToken::new(token)), "accessToken must not hold control characters");
    }
    let token = AccessToken::new("canary").unwrap();
    assert_eq!((format!("{token:?}").as_str(), token.reveal()), ("AccessToken([redacted])", "canary"));
}

#[test]
fn a_base_url_is_https_or_http_on_this_machine() {
    for (protocol, host) in [
        ("https:", "api.weixin.qq.com"),
        ("https:", "gateway.example"),
        ("https:", "localhost"),
        ("http:", "localhost"),
        ("http:", "127.0.0.1"),
        ("http:", "127.9.8.7"),
        ("http:", "[::1]"),
    ] {
        let expected = format!("{protocol}//{host}/tcb/downloadfunction?access_token=T");
        assert_eq!(call(&parts(protocol, host), "T"), expected);
    }
    for (protocol, host) in [
        ("http:", "api.weixin.qq.com"),
        ("http:", "10.0.0.1"),
        ("http:", "128.0.0.1"),
        ("http:", "localhost.example"),
        ("http:", "127.0.0.1.example"),
        ("http:", "[::2]"),
        ("ws:", "localhost"),
        ("wss:", "api.weixin.qq.com"),
        ("ftp:", "localhost"),
        ("file:", ""),
        ("data:", ""),
        ("httpsx:", "api.weixin.qq.com"),
    ] {
        let must = BaseUrl::new(&parts(protocol, host)).unwrap_err();
        assert_eq!(must, "be https, or http on a loopback host", "{protocol}//{host}");
    }
}

#[test]
fn a_base_url_holds_no_credentials_query_or_fragment() {
    for (protocol, host) in [("https:", "gateway.example"), ("http:", "localhost")] {
        let base = parts(protocol, host);
        for refused_parts in [
            UrlParts { has_credentials: true, ..base.clone() },
            UrlParts { has_query_or_fragment: true, ..base.clone() },
        ] {
            let must = BaseUrl::new(&refused_parts).unwrap_err();
            assert_eq!(must, "not hold a user name, a password, a query or a fragment");
        }
    }
}

#[test]
fn a_base_url_keeps_its_port_and_path() {
    for (port, pathname, expected) in [
        ("", "/", "https://gateway.example"),
        ("8443", "/", "https://gateway.example:8443"),
        ("", "/wechat", "https://gateway.example/wechat"),
        ("", "/wechat/", "https://gateway.example/wechat"),
        ("8443", "/a/b//", "https://gateway.example:8443/a/b"),
        ("", "/a%20b/", "https://gateway.example/a%20b"),
    ] {
        let base =
            UrlParts { port: port.to_owned(), pathname: pathname.to_owned(), ..parts("https:", "gateway.example") };
        assert_eq!(call(&base, "T"), format!("{expected}/tcb/downloadfunction?access_token=T"));
    }
}
