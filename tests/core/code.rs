//! The stable codes that the package promises.

use std::collections::HashSet;

use wechat_function_link::error::code::Code;

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
fn every_code_says_when_and_what_to_do_in_words_of_its_own() {
    let sentences = |of: fn(Code) -> &'static str| Code::ALL.iter().map(|code| of(*code)).collect::<HashSet<_>>();
    for of in [Code::when, Code::advice] {
        let sentences = sentences(of);
        assert_eq!(sentences.len(), Code::ALL.len(), "no sentence serves two codes");
        for sentence in sentences {
            assert!(sentence.len() > 20 && sentence.ends_with('.'), "{sentence:?}");
            assert!(!sentence.contains("  ") && !sentence.contains('\n'), "{sentence:?}");
        }
    }
}
