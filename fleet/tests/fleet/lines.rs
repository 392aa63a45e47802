//! The lines of a snapshot's file.

use serde_json::{Value, json};

use crate::support::{digits, read};

const HEAD: &str = r#"{"snapshot":{"version":1,"id":"s-2","startedAt":"2026-01-31T23:59:59.123Z","previous":"s-1"}}"#;
const ROW: &str = r#"{"authorizerAppid":"wx1","env":"e1","functionName":"f"}"#;
const FAILED: &str =
    r#"{"authorizerAppid":"wx2","error":{"code":"BUSY","message":"m","advice":"a","retryable":true,"errcode":-1}}"#;

fn summary() -> Value {
    json!({
        "id": "s-2", "startedAt": "2026-01-31T23:59:59.123Z", "endedAt": "2026-02-01T00:00:00Z", "previous": "s-1",
        "partial": true, "targets": 2, "merchants": 2, "functions": 1, "failures": 1, "reused": 0,
        "packages": { "stored": 1, "bytes": 352 },
        "drift": { "unchanged": 1, "repackaged": 0, "changed": 0, "added": 0, "removed": 0, "unknown": 1 }
    })
}

fn file(lines: &[&str]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"]).collect::<Vec<_>>().concat()
}

fn refused(line: &str) -> String {
    let (lines, refused) = read(&file(&[ROW, line]), usize::MAX);
    assert_eq!(lines.len(), 1, "{line}");
    let (number, what) = refused.unwrap_or_else(|| panic!("it passed: {line}"));
    assert_eq!(number, 2);
    what
}

#[test]
fn a_whole_file_in_chunks_of_any_size() {
    let summary = json!({ "summary": summary() }).to_string();
    let text = file(&[HEAD, ROW, FAILED, &summary]);
    let all = read(&text, usize::MAX);
    assert_eq!(all.1, None);
    let kinds: Vec<_> = all.0.iter().flat_map(|line| line.as_object().unwrap().keys().cloned()).collect();
    assert_eq!(kinds, ["head", "row", "row", "summary"]);
    assert_eq!(all.0[3]["summary"], self::summary());
    assert_eq!(all.0[2]["row"]["error"]["errcode"], -1);
    for chunk in [1, 2, 7, 100] {
        assert_eq!(read(&text, chunk), all, "{chunk}");
    }
    // The last line may lack its line feed.
    assert_eq!(read(&text[..text.len() - 1], 5), all);
}

#[test]
fn a_part_has_rows_alone_and_may_be_empty() {
    assert_eq!(read(b"", 1), (vec![], None));
    assert_eq!(read(&file(&[ROW, ROW]), 3).0.len(), 2);
}

#[test]
fn unknown_fields_are_left_out_at_every_level_and_known_ones_get_their_order() {
    let line = r#" { "extra" : [1e5, {"a":null}], "functionName":"f","error":{"x":1,"advice":"a","code":"BUSY","retryable":false,"message":"m"},
        "env":"e","statusReason":[{"errmsg":"m","y":[],"errcode":7},{}],"authorizerAppid":"wx","__proto__":{"size":1}} "#;
    let line = line.replace('\n', " ");
    let mut reader = wechat_function_fleet::ManifestReader::default();
    let items = reader.push(format!("{line}\n").as_bytes());
    let expected = r#"[{"row":{"authorizerAppid":"wx","env":"e","functionName":"f","statusReason":[{"errcode":7,"errmsg":"m"},{}],"error":{"code":"BUSY","message":"m","advice":"a","retryable":false}}}]"#;
    assert_eq!((items.as_str(), reader.refused()), (expected, None));
}

#[test]
fn a_name_may_be_written_with_escapes() {
    let (lines, refused) = read(
        &file(&[r#"{"\u0061uthorizerAppid":"wx","error":{"code":"c","message":"m","advice":"a","retryable":true}}"#]),
        9,
    );
    assert_eq!((lines[0]["row"]["authorizerAppid"].as_str(), refused), (Some("wx"), None));
}

#[test]
fn wrong_types_are_refused_by_the_name_of_the_field() {
    let row = |field: &str| format!(r#"{{"authorizerAppid":"wx","env":"e","functionName":"f",{field}}}"#);
    let table = [
        (r#""env":"twice""#, "env is there twice"),
        (r#""runtime":7"#, "runtime must be a text"),
        (r#""runtime":null"#, "runtime must be a text"),
        (r#""size":-1"#, "size must be a whole number of at least 0"),
        (r#""size":1.0"#, "size must be a whole number of at least 0"),
        (r#""size":1e3"#, "size must be a whole number of at least 0"),
        (r#""size":9007199254740992"#, "size must be a whole number of at least 0"),
        (r#""size":99999999999999999999999"#, "size must be a whole number of at least 0"),
        (r#""size":"1""#, "size must be a whole number of at least 0"),
        (r#""checksum":"SECRET""#, "checksum must be 64 lower-case hexadecimal digits"),
        (r#""contentDigest":"tree2:SECRET""#, "contentDigest must be tree1: and 64 lower-case hexadecimal digits"),
        (r#""statusReason":{}"#, "statusReason must be an array of records"),
        (r#""statusReason":[7]"#, "statusReason must be an array of records"),
        (r#""statusReason":[{"errcode":"SECRET"}]"#, "statusReason must be an array of records"),
        (r#""error":"SECRET""#, "error must be a record"),
        (r#""error":{"code":"SECRET"}"#, "error.message is missing"),
        (r#""error":{"code":"c","message":"m","advice":"a","retryable":1}"#, "error.retryable must be true or false"),
        (
            r#""error":{"code":"c","message":"m","advice":"a","retryable":true,"errcode":1.5}"#,
            "error.errcode must be a whole number",
        ),
    ];
    for (field, expected) in table {
        assert_eq!(refused(&row(field)), expected, "{field}");
    }
    let sizes = [0, 9_007_199_254_740_991_u64].map(|size| row(&format!(r#""size":{size},"checksum":"{}""#, digits(7))));
    assert_eq!(read(&file(&sizes.each_ref().map(String::as_str)), 10).1, None);
}

#[test]
fn malformed_lines_are_refused_without_their_contents() {
    let table = [
        ("", "is not a record"),
        ("SECRET", "is not a record"),
        (r#"{"authorizerAppid":"wx","env":"e","functionName":"f""#, "is not a record"),
        (r#"{"authorizerAppid":"wx","env":"e","functionName":"f"} SECRET"#, "is not a record"),
        (r#"["SECRET"]"#, "is not a record"),
        (r#"{"summary":"SECRET"}"#, "authorizerAppid is missing"),
        (r#"{"env":"SECRET"}"#, "authorizerAppid is missing"),
        (r#"{"authorizerAppid":"SECRET"}"#, "has neither a functionName nor an error"),
        (r#"{"authorizerAppid":"SECRET","functionName":"f"}"#, "has a functionName without an env"),
        (HEAD, "is a head, which is the first line"),
    ];
    for (line, expected) in table {
        assert_eq!(refused(line), expected, "{line}");
    }
    let (_, refused) = read(b"{\"authorizerAppid\":\"\xff\"}\n", 4);
    assert_eq!(refused, Some((1, "is not UTF-8".to_owned())));
}

#[test]
fn heads_and_summaries_are_checked() {
    let head = |from: &str, to: &str| read(&file(&[&HEAD.replace(from, to)]), 50).1;
    let table = [
        (r#""version":1"#, r#""version":2"#, "version must be 1: later versions of this package may read it"),
        (r#""version":1,"#, "", "version is missing"),
        ("s-2", "../s", "id must be the name of a snapshot"),
        ("s-2", "-s", "id must be the name of a snapshot"),
        ("s-1", "", "previous must be the name of a snapshot"),
        ("T23:59:59.123Z", " 23:59:59", "startedAt must be a time in UTC as ISO 8601 writes it"),
    ];
    for (from, to, expected) in table {
        assert_eq!(head(from, to), Some((1, expected.to_owned())));
    }
    assert_eq!(head("s-2", &"x".repeat(64)), None);
    assert!(head("s-2", &"x".repeat(65)).is_some());

    for name in summary().as_object().unwrap().keys() {
        let mut lacking = summary();
        lacking.as_object_mut().unwrap().remove(name);
        let found = read(&file(&[&json!({ "summary": lacking }).to_string()]), 50).1;
        let is_optional = ["previous", "drift"].contains(&name.as_str());
        assert_eq!(found, (!is_optional).then(|| (1, format!("{name} is missing"))));
    }
}

#[test]
fn nothing_is_behind_the_summary() {
    let summary = json!({ "summary": summary() }).to_string();
    for line in [ROW, &summary] {
        let (lines, refused) = read(&file(&[HEAD, &summary, line]), 100);
        assert_eq!((lines.len(), refused), (2, Some((3, "is behind the summary".to_owned()))));
    }
}

#[test]
fn after_a_malformed_line_there_are_no_more() {
    let (lines, refused) = read(&file(&[ROW, "x", ROW, "y"]), 3);
    assert_eq!((lines.len(), refused), (1, Some((2, "is not a record".to_owned()))));
}

#[test]
fn a_line_of_1_mib_is_the_longest() {
    let line = |length: usize| {
        let (start, end) = (r#"{"authorizerAppid":"wx","env":"e","functionName":"f","runtime":""#, r#""}"#);
        format!("{start}{}{end}", "x".repeat(length - start.len() - end.len()))
    };
    for chunk in [usize::MAX, 1000] {
        assert_eq!(read(&file(&[ROW, &line(1 << 20)]), chunk).1, None);
        let too_long = Some((2, "is longer than 1 MiB".to_owned()));
        assert_eq!(read(&file(&[ROW, &line((1 << 20) + 1), ROW]), chunk).1, too_long);
        // It is refused before its end arrives.
        assert_eq!(read(&[file(&[ROW]), vec![b' '; (1 << 20) + 1]].concat(), chunk).1, too_long);
    }
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    let nested = |depth: usize| format!(r#"{{"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert_eq!(refused(&nested(100_000)), "is not a record");
    assert_eq!(refused(&nested(60)), "authorizerAppid is missing");
}
