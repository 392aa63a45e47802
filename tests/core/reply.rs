//! Parsing an API reply to a link or an error, by its body only.
#![allow(clippy::expect_used)]

use crate::support::{
    CHECKSUM, SIGNATURE, TOKEN, URL, fault, link, parse, platform_error, reply_with_errcode, reply_with_link,
};
use wechat_function_link::call::reply::{admit_length, refuse_redirect};
use wechat_function_link::defaults::MAX_REPLY_BYTES;
use wechat_function_link::error::Error;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::RedirectFault;

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

#[test]
fn the_documented_reply_is_a_link() {
    let link = link(reply_with_errcode("0"));
    assert_eq!((link.errmsg.as_str(), link.url.as_deref(), link.expires_at_ms), ("ok", Some(URL), None));
    assert_eq!(link.checksum.to_string(), CHECKSUM);
}

#[test]
fn a_missing_errcode_is_success_only_with_a_complete_link() {
    let reply = link(format!(r#"{{"errmsg":"ok","url":"{URL}","checksum":"{CHECKSUM}"}}"#));
    assert_eq!((reply.url.as_deref(), reply.checksum.to_string().as_str()), (Some(URL), CHECKSUM));
    // The download checks hosts.
    link(format!(r#"{{"url":"http://anything.example/","checksum":"{CHECKSUM}"}}"#));

    for incomplete in [
        "{}".to_owned(),
        r#"{"errmsg":"ok"}"#.to_owned(),
        format!(r#"{{"errmsg":"ok","url":"{URL}"}}"#),
        format!(r#"{{"errmsg":"ok","checksum":"{CHECKSUM}"}}"#),
        format!(r#"{{"url":"/relative.zip","checksum":"{CHECKSUM}"}}"#),
        format!(r#"{{"url":"{URL}","checksum":"{}"}}"#, &CHECKSUM[1..]),
        format!(r#"{{"url":null,"checksum":"{CHECKSUM}"}}"#),
        format!(r#"{{"ErrCode":0,"Url":"{URL}","checksum":"{CHECKSUM}"}}"#),
    ] {
        assert_eq!(fault(&incomplete), ProtocolFault::NoErrcode, "{incomplete}");
    }
}

#[test]
fn an_errcode_of_zero_in_any_notation_is_success() {
    for zero in ["0", "0.0", "-0", "-0.0", "0e0", "0E+5"] {
        assert_eq!(link(reply_with_errcode(zero)).url.as_deref(), Some(URL), "{zero}");
    }
}

#[test]
fn an_errcode_that_is_no_safe_integer_is_never_success() {
    for errcode in [
        "\"0\"",
        "\"\"",
        "\"40014\"",
        "null",
        "false",
        "true",
        "[]",
        "[0]",
        "{}",
        "0.5",
        "-0.001",
        "1e-300",
        "40014.5",
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "18446744073709551616",
        "1e300",
        "1e400",
        "-1e400",
    ] {
        assert_eq!(fault(reply_with_errcode(errcode)), ProtocolFault::Errcode, "{errcode}");
    }
}

#[test]
fn an_errcode_that_is_another_integer_is_the_platform_s_error() {
    for (written, errcode) in [
        ("1", 1),
        ("-1", -1),
        ("40014", 40014),
        ("40014.0", 40014),
        ("4.0014e4", 40014),
        ("-501001", -501_001),
        ("9007199254740991", 9_007_199_254_740_991),
        ("-9007199254740991", -9_007_199_254_740_991),
    ] {
        // Even beside a complete link.
        assert_eq!(platform_error(reply_with_errcode(written)).errcode, errcode, "{written}");
    }
}

#[test]
fn the_errmsg_is_kept_and_ok_where_there_is_none() {
    let with = |errmsg: &str| format!(r#"{{"errcode":0,{errmsg}"url":"{URL}","checksum":"{CHECKSUM}"}}"#);
    for (errmsg, expected) in [("", "ok"), (r#""errmsg":"","#, ""), (r#""errmsg":"成功 rid: 1","#, "成功 rid: 1")] {
        assert_eq!(link(with(errmsg)).errmsg, expected);
    }
    let echo = with(&format!(r#""errmsg":"ok {TOKEN} {URL}?sign={SIGNATURE}","#));
    assert_eq!(link(echo).errmsg, format!("ok [redacted] {URL}?[redacted]"));
    assert_eq!(platform_error(r#"{"errcode":1}"#).errmsg, "");
    assert_eq!(platform_error(r#"{"errcode":1,"errmsg":null}"#).errmsg, "");
}

#[test]
fn a_url_is_absolute_and_kept_as_it_was_written() {
    for (written, url) in [
        (URL.replace('/', r"\/"), URL),
        ("http://h/p?sign=q%26a%3Db%2F&x=%E4%B8%AD".to_owned(), "http://h/p?sign=q%26a%3Db%2F&x=%E4%B8%AD"),
        ("https://h/中?a=b|c".to_owned(), "https://h/中?a=b|c"),
        ("ftp://h/p".to_owned(), "ftp://h/p"),
    ] {
        assert_eq!(link(reply_with_link(&quoted(&written), &quoted(CHECKSUM))).url.as_deref(), Some(url));
    }
    for url in [
        "null",
        "7",
        "true",
        "{}",
        "[\"https://h/p\"]",
        "\"\"",
        "\"login.zip\"",
        "\"/login.zip\"",
        "\"//h/login.zip\"",
        "\"h.example/login.zip\"",
        "\"?sign=a:b\"",
        "\"https\"",
        "\"https:\"",
        "\"https://\"",
        "\"://h/p\"",
        "\"1https://h/p\"",
        "\"ht tps://h/p\"",
        "\" https://h/p\"",
        "\"https://h/p \"",
        "\"https://h/a b\"",
        "\"https://h/a\\nb\"",
        "\"https://h/a\tb\"",
        "\"https://h/a\\u0000b\"",
        "\"https://h/a\\u0085b\"",
        "\"https://h/a\\u00a0b\"",
        "\"https://h/a\\u3000b\"",
    ] {
        assert_eq!(fault(reply_with_link(url, &quoted(CHECKSUM))), ProtocolFault::Url, "{url}");
    }
    assert_eq!(fault(format!(r#"{{"errcode":0,"checksum":"{CHECKSUM}"}}"#)), ProtocolFault::Url);
}

#[test]
fn a_url_with_bytes_that_are_not_utf_8_is_refused() {
    let mut body = reply_with_errcode("0").into_bytes();
    let inside_url = reply_with_errcode("0").find("login").expect("the address holds it");
    body[inside_url] = 0xff;
    assert_eq!(fault(body), ProtocolFault::Url);
}

#[test]
fn a_checksum_in_upper_case_is_lowered() {
    let reply = reply_with_link(&quoted(URL), &quoted(&CHECKSUM.to_uppercase()));
    assert_eq!(link(reply).checksum.to_string(), CHECKSUM);
}

#[test]
fn a_checksum_of_any_other_shape_is_a_protocol_fault() {
    for checksum in [
        "null".to_owned(),
        "7".to_owned(),
        "[]".to_owned(),
        quoted(""),
        quoted(&CHECKSUM[1..]),
        quoted(&format!("{CHECKSUM}0")),
        quoted(&format!("{}g", &CHECKSUM[1..])),
        quoted(&format!("{CHECKSUM} ")),
        quoted("bf657f327e477652d137b45bxxxxxxxxxxxxxa4582b46"),
    ] {
        assert_eq!(fault(reply_with_link(&quoted(URL), &checksum)), ProtocolFault::Checksum, "{checksum}");
    }
    assert_eq!(fault(format!(r#"{{"errcode":0,"url":"{URL}"}}"#)), ProtocolFault::Checksum);
}

#[test]
fn the_body_s_quirks_are_forgiven_and_its_faults_are_not() {
    assert_eq!(link(format!("\u{feff}{}", reply_with_errcode("0"))).url.as_deref(), Some(URL));
    assert_eq!(link(reply_with_errcode("0").replace(r#""ok""#, "\"o\u{1}\nk\"")).errmsg, "o\u{1}\nk");
    for (body, expected) in [
        (reply_with_errcode("0").replace("ok", r"\x"), ProtocolFault::NotJson),
        (reply_with_errcode("0").replacen(',', ",\u{1}", 1), ProtocolFault::NotJson),
        (format!("[{}]", reply_with_errcode("0")), ProtocolFault::NotAnObject),
        ("<html><body>502</body></html>".to_owned(), ProtocolFault::Html),
        (String::new(), ProtocolFault::EmptyBody),
        (reply_with_errcode("0").replace('}', ""), ProtocolFault::CutOff),
    ] {
        assert_eq!(fault(&body), expected, "{body}");
    }
}

#[test]
fn every_cut_of_a_reply_may_be_retried_and_no_other_fault() {
    let whole = reply_with_errcode("0").replace("ok", "系统");
    for at in 0..whole.len() {
        let error = parse(&whole.as_bytes()[..at]).err();
        let expected = Error::Protocol(if at == 0 { ProtocolFault::EmptyBody } else { ProtocolFault::CutOff });
        assert!(expected.retryable());
        assert_eq!(error, Some(expected), "cut at {at}");
    }
    for fault in [
        ProtocolFault::NotAResponse,
        ProtocolFault::TooLarge,
        ProtocolFault::Html,
        ProtocolFault::NotJson,
        ProtocolFault::NotAnObject,
        ProtocolFault::Errcode,
        ProtocolFault::NoErrcode,
        ProtocolFault::Url,
        ProtocolFault::Checksum,
        ProtocolFault::UnaskedPart,
    ] {
        assert!(!Error::Protocol(fault).retryable(), "{fault:?}");
    }
}

#[test]
fn deep_nesting_is_a_fault_even_in_an_unread_key() {
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(fault(&deep), ProtocolFault::NotJson);
    assert_eq!(fault("[".repeat(200_000)), ProtocolFault::NotJson);
    assert_eq!(fault(reply_with_errcode(&format!("0,\"more\":{deep}"))), ProtocolFault::NotJson);
}

#[test]
fn a_reply_may_have_1_mib_and_not_a_byte_more() {
    let mut whole = reply_with_errcode("0").into_bytes();
    whole.resize(1_048_576, b' ');
    assert_eq!(link(&whole).url.as_deref(), Some(URL));
    whole.push(b' ');
    assert_eq!(fault(&whole), ProtocolFault::TooLarge);
}

#[test]
fn a_declared_length_beyond_the_limit_is_refused_before_anything_is_read() {
    let limit = MAX_REPLY_BYTES;
    for (declared, refused) in [(0, false), (limit, false), (limit + 1, true), (u64::MAX, true)] {
        let expected = if refused { Err(Error::Protocol(ProtocolFault::TooLarge)) } else { Ok(()) };
        assert_eq!(admit_length(declared), expected, "{declared}");
    }
}

#[test]
fn a_redirect_is_refused_before_the_body() {
    for status in [200, 201, 204, 206, 299] {
        assert_eq!(refuse_redirect(status, false), Ok(()));
        assert_eq!(refuse_redirect(status, true), Err(Error::RedirectRefused(RedirectFault::Followed)));
    }
    for status in [300, 301, 302, 303, 304, 307, 308, 399] {
        assert_eq!(refuse_redirect(status, false), Err(Error::RedirectRefused(RedirectFault::Status(status))));
    }
    for status in [100, 199, 400, 401, 403, 404, 412, 429, 500, 502, 503, 504, 599] {
        assert_eq!(refuse_redirect(status, false), Ok(()));
    }
}
