//! JSON as the platform writes it: repaired and refused texts.

use wechat_function_link::error::protocol::ProtocolFault::{self, CutOff, EmptyBody, Html, NotAnObject, NotJson};
use wechat_function_link::parse::json::{Json, parse};
use wechat_function_link::parse::lenient_json::parse_object;

fn value(text: &str) -> Json {
    Json::Object(parse_object(text.as_bytes()).unwrap_or_else(|fault| unreachable!("{text:?}: {fault:?}")))
}

macro_rules! json {
    ($($value:tt)+) => {{
        let text = serde_json::json!($($value)+).to_string();
        parse(&text).unwrap_or_else(|error| unreachable!("{text:?}: {error}"))
    }};
}

fn check_faults(expected: ProtocolFault, texts: &[&str]) {
    for text in texts {
        assert_eq!(parse_object(text.as_bytes()), Err(expected), "{text:?}");
    }
}

#[test]
fn objects_are_read() {
    assert_eq!(value("{}"), json!({}));
    assert_eq!(value(" \r\n\t{ \"a\" : [1, null, {\"b\": \"\\u4e2d\\/\"}] }\n"), json!({"a": [1, null, {"b": "中/"}]}));
}

#[test]
fn one_byte_order_mark_is_skipped() {
    assert_eq!(value("\u{feff}{\"a\":1}"), json!({"a": 1}));
    assert_eq!(value("\u{feff}\r\n{\"a\":1}"), json!({"a": 1}));
    check_faults(NotJson, &["\u{feff}\u{feff}{}", "{}\u{feff}", "{\u{feff}}"]);
    check_faults(EmptyBody, &["\u{feff}", "\u{feff} \n"]);
}

#[test]
fn every_raw_control_character_is_read_inside_strings() {
    for c in '\u{0}'..'\u{20}' {
        assert_eq!(
            value(&format!("{{\"a\":\"x{c}y\",\"k{c}\":\"{c}\"}}")),
            json!({"a": format!("x{c}y"), format!("k{c}"): c})
        );
    }
}

#[test]
fn escapes_keep_their_meaning_beside_raw_control_characters() {
    for (text, expected) in [
        (r#"{"a":"\/\\\"\b\f\n\r\t\u0041"}"#, json!({"a": "/\\\"\u{8}\u{c}\n\r\tA"})),
        ("{\"a\":\"https:\\/\\/h\\/p\",\"b\":\"\n\"}", json!({"a": "https://h/p", "b": "\n"})),
        ("{\"a\":\"\\\\\",\"b\":\"\n\"}", json!({"a": "\\", "b": "\n"})),
        ("{\"a\":\"\\\"\n\\\"\"}", json!({"a": "\"\n\""})),
        ("{\"a\":\"\\\\\n\"}", json!({"a": "\\\n"})),
        ("{\"a\":\"\\\\\\\"\n\"}", json!({"a": "\\\"\n"})),
        ("{\"a\":\"\\u0001\u{1}\"}", json!({"a": "\u{1}\u{1}"})),
        ("{\"a\":\"中\u{1}😀\"}", json!({"a": "中\u{1}😀"})),
        ("{\n\"a\":\n\"\n\"\n}", json!({"a": "\n"})),
    ] {
        assert_eq!(value(text), expected, "{text:?}");
    }
}

#[test]
fn control_characters_outside_strings_are_refused() {
    for c in ('\u{0}'..'\u{20}').filter(|c| !matches!(c, '\t' | '\n' | '\r')) {
        for text in [format!("{c}{{}}"), format!("{{{c}}}"), format!("{{\"a\"{c}:\"\"}}"), format!("{{\"a\":\"\"}}{c}")]
        {
            check_faults(NotJson, &[&text]);
        }
    }
}

#[test]
fn illegal_escapes_are_refused() {
    check_faults(NotJson, &[r#"{"a":"\x"}"#, r#"{"a":"\x41"}"#, r#"{"a":"\'"}"#, r#"{"a":"\u12g4"}"#]);
    // A raw control character after a backslash is an illegal escape, which is not repaired.
    for c in '\u{0}'..'\u{20}' {
        check_faults(NotJson, &[&format!("{{\"a\":\"\\{c}\"}}"), &format!("{{\"a\":\"{c}\\x\"}}")]);
    }
}

#[test]
fn bodies_that_are_not_json_have_different_faults() {
    check_faults(EmptyBody, &["", " ", "\r\n\t "]);
    check_faults(NotAnObject, &["[]", r#"[{"errcode":0}]"#, "0", "\"ok\"", "null", "true", "\"a\nb\""]);
    check_faults(
        Html,
        &[
            "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
            "\u{feff}<html>",
            " \n<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
            "<",
        ],
    );
    check_faults(
        NotJson,
        &["ok", "errcode=0", "{'a':1}", "{a:1}", r#"{"a":1,}"#, r#"{"a":01}"#, r#"{"a":NaN}"#, "{} {}", "{}x"],
    );
    check_faults(NotJson, &["//c\n{}", r#"callback({"a":1})"#, "}"]);
}

#[test]
fn every_cut_of_an_object_is_cut_off() {
    let whole =
        "{\"errcode\":-1,\"n\":1.5e3,\"t\":[true,false,null],\"s\":\"\\u4e2d\\\\ \\\"x\\\" 中\",\"raw\":\"\n\"}";
    assert!(parse_object(whole.as_bytes()).is_ok());
    for (at, _) in whole.char_indices().skip(1) {
        assert_eq!(parse_object(&whole.as_bytes()[..at]), Err(CutOff), "{}", &whole[..at]);
    }
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    const DEEP: usize = 200_000;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        check_faults(NotJson, &[&open.repeat(DEEP), &format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP))]);
        let inside = format!("{{\"ok\":1,\"deep\":{}1{}}}", open.repeat(DEEP), close.repeat(DEEP));
        check_faults(NotJson, &[&inside]);
        let shallow = format!("{{\"deep\":{}1{}}}", open.repeat(100), close.repeat(100));
        assert!(parse_object(shallow.as_bytes()).is_ok(), "{open}");
    }
}

#[test]
fn lone_surrogates_are_replaced_and_pairs_stay() {
    for (text, expected) in [
        (r#"{"a":"x \ud83d"}"#, "x \u{fffd}"),
        (r#"{"a":"\udf06 y"}"#, "\u{fffd} y"),
        (r#"{"a":"\uD83D\uD83D\uDE00"}"#, "\u{fffd}\u{1f600}"),
        (r#"{"a":"\uDE00\uD83D\n"}"#, "\u{fffd}\u{fffd}\n"),
        (r#"{"a":"\ud83d\ude00 \ud83dabc"}"#, "\u{1f600} \u{fffd}abc"),
        (r#"{"a":"\\ud83d \ud83d"}"#, "\\ud83d \u{fffd}"),
        (r#"{"a":"\ud83d","\ud83d":1}"#, "\u{fffd}"),
    ] {
        assert_eq!(
            parse_object(text.as_bytes()).ok().and_then(|object| object.text("a").map(str::to_owned)).as_deref(),
            Some(expected),
            "{text}"
        );
    }
    check_faults(NotJson, &[r#"{"a":"\ud83d\x"}"#, r#"{"a":"\u12g4 \ud83d"}"#, r#"{"a":\ud83d}"#]);
}

#[test]
fn numbers_beyond_f64_are_read_and_are_no_errcode() {
    let long = "9".repeat(400);
    for number in ["1e400", "-1E+400", "12.5e999", long.as_str(), &format!("-{long}.5e10"), &format!("0.{long}e9999")] {
        let text = format!(r#"{{"n":{number},"errcode":40097,"e":[1e2,true,false],"s":"1e400"}}"#);
        let object = parse_object(text.as_bytes()).unwrap_or_else(|fault| unreachable!("{text}: {fault:?}"));
        assert_eq!((object.integer("errcode"), object.text("s")), (Some(40097), Some("1e400")), "{text}");
        let alone = parse_object(format!(r#"{{"errcode":{number}}}"#).as_bytes()).unwrap_or_default();
        assert_eq!((alone.integer("errcode"), alone.get("errcode").is_some()), (None, true), "{number}");
    }
    check_faults(NotJson, &[r#"{"a":1e400x}"#, r#"{"a":--1e400}"#, r#"{"a":01e400}"#]);
}

#[test]
fn gbk_text_does_not_hide_what_stands_beside_it() {
    // 誠 (d55c), 梊 (9778 is none): the second byte is a backslash, or a quote follows.
    for words in [
        &b"\xd5\x5c x"[..],
        b"\xd5\x5c",
        b"\xb2\xce\xca\xfd\xb4\xed\xce\xf3",
        b"\x81\x5c\x81\x5c\x5cn",
        b"\xd5\x5c\x5c\x22 \xd5\x5c",
        b"\xff",
        b"\x81",
    ] {
        let body = [b"{\"errmsg\":\"", words, b" rid: 1\",\"errcode\":40097}"].concat();
        let object = parse_object(&body).unwrap_or_else(|fault| unreachable!("{words:x?}: {fault:?}"));
        assert_eq!(object.integer("errcode"), Some(40097), "{words:x?}");
        assert!(object.text("errmsg").is_some_and(|errmsg| errmsg.ends_with(" rid: 1")), "{words:x?}");
    }
    // Cut-off UTF-8 is not read as GBK.
    let cut = [b"{\"errmsg\":\"\xe4\xb8\xad\xe4\xb8\\n\",\"errcode\":1}".as_slice()].concat();
    assert_eq!(parse_object(&cut).ok().and_then(|object| object.integer("errcode")), Some(1));
    assert_eq!(parse_object(b"\xd5\x5c"), Err(NotJson));
}
