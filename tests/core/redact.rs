//! Redaction of tokens and URL queries.

use crate::support::{ENCODED_TOKEN, SIGNATURE, TOKEN};
use wechat_function_link::error::redact::{one_line, redact};

/// Secrets: a result that contains one is a leak.
const CANARIES: [&str; 3] = ["canary", "CANARY", SIGNATURE];

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let redacted = redact(text, TOKEN);
        assert_eq!(redacted, *expected, "{text}");
        assert!(!CANARIES.iter().any(|canary| redacted.contains(canary)), "{redacted}");
    }
}

#[test]
fn the_token_is_taken_out_wherever_it_stands() {
    check(&[
        (TOKEN, "[redacted]"),
        (&format!("token {TOKEN} is bad"), "token [redacted] is bad"),
        (&format!("{TOKEN}{TOKEN}"), "[redacted][redacted]"),
        (&format!("a{TOKEN}b, '{TOKEN}'"), "a[redacted]b, '[redacted]'"),
        (ENCODED_TOKEN, "[redacted]"),
        (&format!("{ENCODED_TOKEN} and {TOKEN}"), "[redacted] and [redacted]"),
        (&ENCODED_TOKEN.replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d"), "[redacted]"),
    ]);
}

#[test]
fn the_query_of_any_url_is_taken_out() {
    for (text, expected) in [
        ("see https://h.example/p?x=canary", "see https://h.example/p?[redacted]"),
        ("https://h.example/p?a=1&b=canary&c=canary", "https://h.example/p?[redacted]"),
        ("https://h.example/p#canary", "https://h.example/p#[redacted]"),
        (
            "http://a.example/?canary http://b.example/?canary end",
            "http://a.example/?[redacted] http://b.example/?[redacted] end",
        ),
        ("\"https://h.example/p?canary\", next", "\"https://h.example/p?[redacted]\", next"),
        ("<a href='https://h.example/?canary'>", "<a href='https://h.example/?[redacted]'>"),
        ("https://h.example/?canary\nrid: 1", "https://h.example/?[redacted]\nrid: 1"),
        ("COS://h.example/?canary", "COS://h.example/?[redacted]"),
        ("https://h.example/?一=canary 二", "https://h.example/?[redacted] 二"),
        // Brackets are legal inside a query.
        ("https://h.example/?a[0]=canary&b=(canary)&c={canary}", "https://h.example/?[redacted]"),
    ] {
        check(&[(text, expected)]);
    }
}

#[test]
fn a_redacted_token_does_not_end_the_url_that_holds_it() {
    for url in [
        format!("https://h.example/p?access_token={TOKEN}&key=canary"),
        format!("https://h.example/p?access_token={ENCODED_TOKEN}&key=canary"),
    ] {
        check(&[(&url, "https://h.example/p?[redacted]")]);
    }
    check(&[(&format!("https://h.example/{TOKEN}/p?key=canary"), "https://h.example/[redacted]/p?[redacted]")]);
}

#[test]
fn credential_parameters_are_taken_out_without_a_url_around_them() {
    for (text, expected) in [
        ("access_token=canary", "access_token=[redacted]"),
        (
            "POST /tcb/downloadfunction?access_token=canary HTTP/1.1",
            "POST /tcb/downloadfunction?access_token=[redacted] HTTP/1.1",
        ),
        ("sign=canary&x=1", "sign=[redacted]&x=1"),
        ("bad sign=canary, try again", "bad sign=[redacted], try again"),
        ("q-signature=canary;q-ak=1", "q-signature=[redacted];q-ak=1"),
        ("refresh_token=canary", "refresh_token=[redacted]"),
        ("sign=canary sign=canary", "sign=[redacted] sign=[redacted]"),
        ("access_token=", "access_token=[redacted]"),
    ] {
        check(&[(text, expected)]);
    }
    check(&[(&format!("access_token={TOKEN} is bad"), "access_token=[redacted] is bad")]);
}

#[test]
fn other_text_stays_as_it_is() {
    for text in [
        "",
        "invalid access_token rid: 5f9a1b2c-0d1e2f3a-4b5c6d7e",
        "missing parameter, hint: [env]",
        "see https://developers.weixin.qq.com/doc (the page)",
        "a ? b # c :// d",
        "系统繁忙，请稍候再试 😀",
    ] {
        assert_eq!(redact(text, TOKEN), text);
        assert_eq!(redact(text, ""), text);
    }
}

#[test]
fn one_line_is_one_line_of_300_characters() {
    assert_eq!(one_line("a\nb\r\nc\td\u{0}e\u{7f}f\u{85}g"), "a b  c d e f g");
    let exactly = "字".repeat(300);
    assert_eq!(one_line(&exactly), exactly);
    assert_eq!(one_line(&(exactly.clone() + "x")), exactly + "…");
    assert_eq!(one_line(""), "");
}

#[test]
fn a_secret_of_a_few_letters_is_redacted_only_as_a_parameter_s_value() {
    for secret in ["a", "er", "invalid", "1234567"] {
        let text = "invalid credential 1234567 at the server";
        assert_eq!(redact(text, secret), text, "{secret}");
        let sent = format!("POST /tcb/downloadfunction?access_token={secret} failed");
        assert_eq!(redact(&sent, secret), "POST /tcb/downloadfunction?access_token=[redacted] failed");
    }
    assert_eq!(redact("bad 12345678.", "12345678"), "bad [redacted].");
}
