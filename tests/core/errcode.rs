//! The platform's errcodes: each one's code, meaning and advice.

use std::collections::HashSet;

use crate::support::{parse, platform_error};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::{CATALOGUE, Remedy, explain};
use wechat_function_link::error::report::Report;

/// The promised table, written out: errcode, code, whether the same call may succeed later.
const PROMISED: &[(i64, &str, bool)] = &[
    (40001, "TOKEN_REJECTED", false),
    (40014, "TOKEN_REJECTED", false),
    (42001, "TOKEN_REJECTED", false),
    (41001, "TOKEN_REJECTED", false),
    (42007, "TOKEN_REJECTED", false),
    (48001, "PERMISSION_DENIED", false),
    (61003, "PERMISSION_DENIED", false),
    (61004, "PERMISSION_DENIED", false),
    (61007, "PERMISSION_DENIED", false),
    (61023, "PERMISSION_DENIED", false),
    (40164, "PERMISSION_DENIED", false),
    (85088, "PERMISSION_DENIED", false),
    (-501019, "PERMISSION_DENIED", false),
    (45009, "QUOTA_EXCEEDED", false),
    (45011, "QUOTA_EXCEEDED", true),
    (-1, "BUSY", true),
    (-1000, "BUSY", true),
    (-501001, "BUSY", true),
    (-501002, "BUSY", true),
    (-501004, "BUSY", true),
    (-601001, "BUSY", true),
    (-601003, "BUSY", true),
    (-604102, "BUSY", true),
    (40101, "REJECTED", false),
    (43002, "REJECTED", false),
    (40097, "REJECTED", false),
    (44002, "REJECTED", false),
    (47001, "REJECTED", false),
    (-501005, "REJECTED", false),
    (-501007, "REJECTED", false),
    (-501009, "REJECTED", false),
];

fn reply(errcode: i64) -> String {
    format!(r#"{{"errcode":{errcode},"errmsg":"the platform's words rid: 5f9a1b2c-0d1e2f3a-4b5c6d7e"}}"#)
}

#[test]
fn every_documented_errcode_has_its_promised_class() {
    for (errcode, code, retryable) in PROMISED {
        let error = Error::Platform(Box::new(platform_error(reply(*errcode))));
        let report = Report::new(&error, "", None, None);
        assert_eq!((report.code, report.retryable), (*code, *retryable), "{errcode}");
        assert_eq!(report.errcode, Some(*errcode));
        assert_eq!(error.code().as_str(), *code);
        assert_eq!(report.advice, explain(*errcode).advice.en, "{errcode}");
    }
}

#[test]
fn the_catalogue_holds_these_once_each() {
    let listed: Vec<i64> = CATALOGUE.iter().map(|known| known.errcode).collect();
    let distinct: HashSet<i64> = listed.iter().copied().collect();
    assert_eq!(listed.len(), distinct.len());
    for (errcode, ..) in PROMISED {
        assert!(distinct.contains(errcode), "{errcode}");
    }
}

#[test]
fn another_token_helps_where_the_token_is_stale() {
    let stale: Vec<i64> =
        CATALOGUE.iter().filter(|known| known.remedy == Remedy::NewToken).map(|known| known.errcode).collect();
    assert_eq!(stale, [40001, 40014, 42001]);
}

#[test]
fn any_other_errcode_is_rejected_and_kept_with_its_words() {
    for errcode in [1, -2, 40002, 40003, 42002, 50001, -501003, -504002, 9_007_199_254_740_991, -9_007_199_254_740_991]
    {
        let error = parse(reply(errcode)).err().map(|error| Report::new(&error, "", None, None));
        let report = error.unwrap_or_else(|| unreachable!("{errcode} is not success"));
        assert_eq!((report.code, report.retryable, report.errcode), ("REJECTED", false, Some(errcode)));
        assert_eq!(report.errmsg.as_deref(), Some("the platform's words rid: 5f9a1b2c-0d1e2f3a-4b5c6d7e"));
        assert_eq!(report.rid.as_deref(), Some("5f9a1b2c-0d1e2f3a-4b5c6d7e"));
        assert!(report.message.contains(&errcode.to_string()), "{}", report.message);
        assert!(report.message.contains("the platform's words"), "{}", report.message);
        assert_eq!(explain(errcode).name, "unknown errcode");
    }
}

#[test]
fn zero_is_the_only_success() {
    for known in CATALOGUE {
        assert_eq!(known.code.is_none(), known.errcode == 0, "{}", known.errcode);
    }
    let ok = explain(0);
    assert_eq!((ok.name, ok.code, ok.retryable()), ("ok", None, false));
}

#[test]
fn the_interface_s_own_page_names_its_errcodes() {
    for (errcode, name) in [
        (-1, "system error"),
        (-1000, "system error"),
        (40014, "invalid access_token"),
        (40101, "missing parameter"),
        (41001, "access_token missing"),
        (42001, "access_token expired"),
        (43002, "require POST method"),
    ] {
        assert_eq!(explain(errcode).name, name, "{errcode}");
    }
}

#[test]
fn every_explanation_is_a_sentence_on_one_line() {
    for known in CATALOGUE.iter().copied().chain([explain(424_242)]) {
        for sentence in [known.meaning.en, known.advice.en] {
            assert!(sentence.len() > 10 && sentence.ends_with(['.', ')']), "{}: {sentence:?}", known.errcode);
            assert!(!sentence.contains("  ") && !sentence.contains('\n'), "{}: {sentence:?}", known.errcode);
        }
        assert!(!known.name.is_empty() && known.name.trim() == known.name, "{}", known.errcode);
    }
}

#[test]
fn advice_uses_the_platform_s_terms() {
    for (errcode, term) in [
        (40001, "authorizer_access_token"),
        (40014, "belongs to the account being called"),
        (42001, "authorizer_access_token"),
        (41001, "authorizer_access_token"),
        (42007, "authorise this platform again"),
        (48001, "permission set 49 or 64"),
        (61003, "permission set 49 or 64"),
        (61007, "permission set 49 or 64"),
        (61023, "authorizer_refresh_token"),
        (61004, "allowlist"),
        (40164, "allowlist"),
        (85088, "cloud development"),
        (-501019, "upload the function again from this platform"),
        (45009, "quota interface"),
        (43002, "POST"),
        (-501005, "env"),
        (-501009, "functionName"),
        (424_242, "rid"),
    ] {
        let advice = explain(errcode).advice.en;
        assert!(advice.contains(term), "{errcode}: {advice}");
    }
}

#[test]
fn no_platform_error_is_of_a_class_that_a_call_makes_by_itself() {
    let platform = [Code::TokenRejected, Code::PermissionDenied, Code::QuotaExceeded, Code::Busy, Code::Rejected];
    for code in CATALOGUE.iter().filter_map(|known| known.code) {
        assert!(platform.contains(&code), "{code:?}");
    }
}
