//! The choice of a call's token.

use crate::call::token;
use wechat_function_link::call::tokens::{Remembered, TokenStep, next_token};

/// Compares the steps where calls may share a request to the provider, and where they must not.
type Case = (Option<&'static str>, Option<&'static str>, bool, Option<&'static str>, &'static str, &'static str);

fn summary(step: TokenStep) -> String {
    let of = |rejected: Option<_>| rejected.map_or(String::new(), |token| format!(" without {}", text(&token)));
    match step {
        TokenStep::Use(token) => format!("use {}", text(&token)),
        TokenStep::Join(rejected) => format!("join{}", of(rejected)),
        TokenStep::Ask(rejected) => format!("ask{}", of(rejected)),
    }
}

fn text(token: &wechat_function_link::call::request::AccessToken) -> String {
    token.reveal().to_owned()
}

#[test]
fn the_next_token() {
    let cases: [Case; 14] = [
        // token, rejected, is asked, refused: shared, not shared.
        (None, None, false, None, "ask", "ask"),
        (None, None, true, None, "join", "ask"),
        (Some("a"), None, false, None, "use a", "use a"),
        (Some("a"), None, true, None, "use a", "use a"),
        // The token that the platform refused to this call is not used again. The provider gets it as `rejectedToken`.
        (Some("a"), None, false, Some("a"), "ask without a", "ask without a"),
        (Some("a"), None, true, Some("a"), "join without a", "ask without a"),
        // Another call has got a newer token.
        (Some("b"), None, false, Some("a"), "use b", "use b"),
        (Some("b"), Some("a"), true, Some("a"), "use b", "use b"),
        // The token was forgotten in the meantime.
        (None, None, false, Some("a"), "ask without a", "ask without a"),
        (None, None, true, Some("a"), "join without a", "ask without a"),
        // No token was refused to this call: `rejectedToken` is the last one that was refused to another.
        (None, Some("a"), false, None, "ask without a", "ask without a"),
        (None, Some("a"), true, None, "join without a", "ask without a"),
        (None, Some("a"), false, Some("b"), "ask without b", "ask without b"),
        (Some("a"), Some("a"), false, None, "use a", "use a"),
    ];
    for (remembered, rejected, is_asked, refused, shared, apart) in cases {
        let remembered = Remembered { token: remembered.map(token), rejected: rejected.map(token), is_asked };
        let refused = refused.map(token);
        for (may_share, expected) in [(true, shared), (false, apart)] {
            let step = next_token(remembered.clone(), refused.as_ref(), may_share);
            assert_eq!(summary(step), expected, "{remembered:?}, {refused:?}, {may_share}");
        }
    }
}
