//! Rows that cannot be compared: malformed ones, and ones out of order.

use serde_json::{Value, json};
use wechat_function_fleet::{DriftStatus, Side};

use crate::support::{compare, digits, failed, function, statuses};

fn refusal(before: &[Value], after: &[Value]) -> (Side, u64, String) {
    let found: Vec<_> = [1, 2, 100].into_iter().map(|batch| compare(before, after, batch).unwrap_err()).collect();
    assert!(found.iter().all(|refused| *refused == found[0]), "{found:?}");
    let (side, refused) = found.into_iter().next().unwrap();
    (side, refused.row, refused.malformed.0.into_owned())
}

#[test]
fn rows_are_sorted_by_the_utf_8_bytes_of_their_names() {
    // In UTF-16, which JavaScript sorts by, U+1F600 comes before U+FF21.
    let names = ["A", "a", "a-b", "a.b", "ä", "\u{ff21}", "\u{1f600}"];
    let sorted: Vec<_> = names.iter().map(|name| function(["wx1", "e1", name], 1, None)).collect();
    assert_eq!(statuses(&sorted, &sorted).len(), names.len());
    for at in 1..sorted.len() {
        let mut turned = sorted.clone();
        turned.swap(at - 1, at);
        let (side, row, what) = refusal(&sorted, &turned);
        assert_eq!((side, row), (Side::After, at as u64 + 1));
        assert!(what.starts_with("is out of order: "), "{what}");
        assert_eq!(refusal(&turned, &sorted).0, Side::Before);
    }
}

#[test]
fn an_absent_name_comes_first() {
    let rows =
        [failed(&["wx1"]), failed(&["wx1", "e1"]), function(["wx1", "e1", "f"], 1, None), failed(&["wx1", "e2"])];
    assert!(compare(&rows, &[], 1).is_ok());
    for at in 1..rows.len() {
        let mut turned = rows.to_vec();
        turned.swap(at - 1, at);
        assert_eq!(refusal(&turned, &[]).1, at as u64 + 1);
    }
}

#[test]
fn a_function_has_one_row() {
    let row = function(["wx1", "e1", "f"], 1, None);
    let (side, number, what) = refusal(&[row.clone(), row.clone()], &[row]);
    assert_eq!((side, number, what.as_str()), (Side::Before, 2, "is of the same function as the one before"));
}

#[test]
fn malformed_rows_are_named_and_not_quoted() {
    let sound = function(["wx1", "e1", "f"], 1, None);
    let with = |name: &str, value: Value| {
        let mut row = sound.clone();
        row[name] = value;
        row
    };
    let table = [
        (json!(7), "is not a record"),
        (json!([]), "is not a record"),
        (json!(null), "is not a record"),
        (json!({ "hasError": true }), "authorizerAppid is missing"),
        (with("authorizerAppid", json!("")), "authorizerAppid must be a well-formed text that is not empty"),
        (with("env", json!(false)), "env must be a well-formed text that is not empty"),
        (with("functionName", json!(7)), "functionName must be a well-formed text that is not empty"),
        (with("checksum", json!("SECRET")), "checksum must be 64 lower-case hexadecimal digits"),
        (with("checksum", json!(digits(0xab).to_uppercase())), "checksum must be 64 lower-case hexadecimal digits"),
        (with("contentDigest", json!(digits(1))), "contentDigest must be tree1: and 64 lower-case hexadecimal digits"),
        (
            json!({ "authorizerAppid": "wx1", "functionName": "f", "hasError": true }),
            "has a functionName without an env",
        ),
        (json!({ "authorizerAppid": "wx1", "hasError": false }), "has neither a functionName nor an error"),
        (json!({ "authorizerAppid": "wx1", "env": "e", "hasError": false }), "has neither a functionName nor an error"),
    ];
    for (row, expected) in table {
        let first = function(["wx0", "e1", "f"], 1, None);
        let found = refusal(std::slice::from_ref(&first), &[first.clone(), row]);
        assert_eq!(found, (Side::After, 2, expected.to_owned()));
    }
}

#[test]
fn half_a_surrogate_pair_is_no_name() {
    let mut merge = wechat_function_fleet::Merge::default();
    merge.push(Side::Before, r#"[{"authorizerAppid":"wx\ud83d","hasError":true}]"#);
    merge.end(Side::After);
    let wechat_function_fleet::Step::Refused(Side::Before, refused) = merge.step() else { panic!("it passed") };
    assert_eq!(refused.malformed.0, "authorizerAppid must be a well-formed text that is not empty");
}

#[test]
fn names_are_compared_as_they_read_not_as_they_are_escaped() {
    let row = |name: &str| {
        format!(
            r#"[{{"authorizerAppid":"wx1","env":"e","functionName":"{name}","checksum":"{}","hasError":false}}]"#,
            digits(1)
        )
    };
    let mut merge = wechat_function_fleet::Merge::default();
    merge.push(Side::Before, &row(r"\u4e91\ud83d\ude00\/\u0041"));
    merge.push(Side::After, &row("云😀/A"));
    let wechat_function_fleet::Step::Take(verdict) = merge.step() else { panic!("it stopped") };
    assert_eq!((verdict.before, verdict.after, verdict.status), (true, true, Some(DriftStatus::Unchanged)));
}

#[test]
fn nothing_on_both_sides_is_nothing() {
    assert_eq!(compare(&[], &[], 1), Ok(vec![]));
}
