//! JSON: repeated names, and sizes.

use wechat_function_link::parse::json::{Json, parse, parse_once_each};

#[test]
fn names_that_are_repeated_at_any_depth_are_found() {
    for text in [
        "{}",
        r#"{"a":1}"#,
        r#"{"a":{"a":{"a":1}},"b":{"a":1}}"#,
        r#"{"a":[{"a":1},{"a":1}]}"#,
        r#"{"a":[[],[[{"b":1}],{"b":1}]],"b":null}"#,
        r#"{"a":"a","A":"a"," a":"a","":true}"#,
    ] {
        assert!(parse_once_each(text.as_bytes()).is_some(), "{text}");
    }
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"b":1,"a":1,"c":1,"b":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"":1,"":1}"#,
        r#"{"a":{"b":1,"b":1}}"#,
        r#"{"x":1,"a":{"b":{"c":1,"d":1,"c":1}}}"#,
        r#"{"a":[{"b":1,"b":1}]}"#,
        r#"{"a":[1,[[2,{"b":{"c":1,"c":1}}]]]}"#,
        r#"{"a":[{},{"b":1},{"b":1,"c":1,"b":1}]}"#,
    ] {
        assert_eq!(parse_once_each(text.as_bytes()), None, "{text}");
        assert!(parse(text).is_ok(), "{text}");
    }
}

#[test]
fn only_an_object_is_read_once_each() {
    for bytes in [&b""[..], b"null", b"[]", b"[{}]", b"1", b"\"a\"", b"{", b"{}{}", b"{\"a\":\"\xff\"}"] {
        assert_eq!(parse_once_each(bytes), None, "{bytes:?}");
    }
}

#[test]
fn the_last_of_a_repeated_name_counts() {
    let Ok(Json::Object(object)) = parse(r#"{"a":1,"b":2,"a":3}"#) else { panic!("an object") };
    assert_eq!((object.integer("a"), object.integer("b"), object.integer("c")), (Some(3), Some(2), None));
}

#[test]
fn two_hundred_thousand_names_are_parsed_and_no_response() {
    // Quadratic work would take minutes here.
    let names: String = (0..200_000).map(|name| format!("\"{name}\":0,")).collect();
    let text = format!("{{\"deep\":[{{{names}\"last\":1}}],{names}\"errcode\":0}}");
    let Ok(Json::Object(object)) = parse(&text) else { panic!("an object") };
    assert_eq!((object.integer("errcode"), object.integer("199999")), (Some(0), Some(0)));
    assert_eq!(parse_once_each(text.as_bytes()), None);
}

#[test]
fn a_response_has_at_most_64_members() {
    for (count, is_read) in [(1, true), (64, true), (65, false)] {
        let members: Vec<String> = (0..count).map(|name| format!("\"{name}\":0")).collect();
        let members = members.join(",");
        assert_eq!(parse_once_each(format!("{{{members}}}").as_bytes()).is_some(), is_read, "{count}");
        assert_eq!(
            parse_once_each(format!("{{\"a\":[{{{members}}}]}}").as_bytes()).is_some(),
            is_read,
            "{count} below"
        );
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{{\"a\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(parse_once_each(nested(100).as_bytes()).is_some());
    for depth in [128, 100_000] {
        assert_eq!(parse_once_each(nested(depth).as_bytes()), None, "{depth}");
    }
}
