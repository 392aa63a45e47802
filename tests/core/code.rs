//! The package's stable codes.

use std::collections::HashSet;

use wechat_function_link::error::code::Code;
use wechat_function_link::error::text::Text;

#[test]
fn the_codes_are_the_promised_ones() {
    let promised = [
        "INVALID_ARGUMENT",
        "SERVER_SIDE_ONLY",
        "TOKEN_REJECTED",
        "PERMISSION_DENIED",
        "QUOTA_EXCEEDED",
        "BUSY",
        "REJECTED",
        "NETWORK",
        "HTTP_STATUS",
        "TIMEOUT",
        "PROTOCOL",
        "REDIRECT_REFUSED",
        "HOST_REFUSED",
        "LINK_EXPIRED",
        "TRUNCATED",
        "CHECKSUM_MISMATCH",
        "CONTENT_ENCODED",
        "TOO_LARGE",
        "EMPTY",
        "WRITE_FAILED",
        "CALLBACK_FAILED",
        "UNSUPPORTED_RUNTIME",
        "BAD_PACKAGE",
        "RELAY_REFUSED",
    ];
    let listed: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(listed, promised);
}

#[test]
fn every_code_has_its_own_when_and_advice() {
    for of in [Code::when, Code::advice] {
        let texts: Vec<Text> = Code::ALL.iter().map(|code| of(*code)).collect();
        let distinct = |language: fn(&Text) -> &'static str| texts.iter().map(language).collect::<HashSet<_>>().len();
        assert_eq!((distinct(|text| text.en), distinct(|text| text.zh)), (Code::ALL.len(), Code::ALL.len()));
        for Text { en, zh } in texts {
            assert!(en.len() > 20 && en.ends_with('.'), "{en:?}");
            assert!(zh.ends_with('。'), "{zh:?}");
            assert!(!en.contains("  ") && !en.contains('\n'), "{en:?}");
        }
    }
}

#[test]
fn a_code_lists_its_errcodes_where_the_platform_gives_it() {
    for code in Code::ALL {
        let named = [code.when().en, code.when().zh].map(|text| text.contains("{errcodes}"));
        assert_eq!(named, [code.errcodes().next().is_some(); 2], "{code:?}");
    }
    assert_eq!(Code::QuotaExceeded.errcodes().collect::<Vec<_>>(), [45009, 45011]);
}
