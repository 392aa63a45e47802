//! The platform's error codes: name, meaning, what to do, and the class each belongs to.
//!
//! The seed page's table comes first in authority, then CloudBase's official table and the platform's global return
//! codes. Pages: the interface's own ("Get Cloud Function Download Address", getFunctionLink) and WeChat's global return codes.

use super::code::Code;

/// One errcode of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The platform's number.
    pub errcode: i64,
    /// The platform's own short words for it.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// What to do next, in the platform's own terms.
    pub advice: &'static str,
    /// Its class; `None` for 0 alone.
    pub code: Option<Code>,
    /// Whether the same call may succeed later, unchanged.
    pub retryable: bool,
}

const fn entry(
    errcode: i64,
    code: Code,
    retryable: bool,
    name: &'static str,
    meaning: &'static str,
    advice: &'static str,
) -> Explanation {
    Explanation { errcode, name, meaning, advice, code: Some(code), retryable }
}

macro_rules! code_protection {
    () => {
        "Only code that this third-party platform uploaded can be downloaded: if the mini program is also authorised to another \
         platform that submitted protected code, upload the function again from this platform to cover the other's."
    };
}

const RETRY: &str = "The system is busy: try again in a few seconds.";
const NEW_TOKEN: &str = "Check that the access_token has not expired and that it belongs to the account being called, then \
                         fetch a new authorizer_access_token for this merchant and call again.";

/// Every errcode that is known for this interface, in the order in which the documentation shows them.
pub const CATALOGUE: &[Explanation] = &[
    Explanation {
        errcode: 0,
        name: "ok",
        meaning: "The call succeeded.",
        advice: "Nothing to do.",
        code: None,
        retryable: false,
    },
    entry(-1, Code::Busy, true, "system error", "The system is busy.", RETRY),
    entry(-1000, Code::Busy, true, "system error", "The system failed inside.", RETRY),
    entry(
        40001,
        Code::TokenRejected,
        false,
        "invalid credential",
        "The access_token is invalid or no longer the newest.",
        NEW_TOKEN,
    ),
    entry(40014, Code::TokenRejected, false, "invalid access_token", "The access_token is not a valid one.", NEW_TOKEN),
    entry(
        42001,
        Code::TokenRejected,
        false,
        "access_token expired",
        "The access_token has expired: it lives for two hours.",
        NEW_TOKEN,
    ),
    entry(
        41001,
        Code::TokenRejected,
        false,
        "access_token missing",
        "The access_token parameter did not arrive.",
        "Pass the merchant's authorizer_access_token, and look for a proxy that strips the query from the address.",
    ),
    entry(
        42007,
        Code::TokenRejected,
        false,
        "authorization expired",
        "The merchant's authorisation itself expired, for example because the merchant changed its password.",
        "Ask the merchant to authorise this platform again: a new token alone does not help.",
    ),
    entry(
        48001,
        Code::PermissionDenied,
        false,
        "api unauthorized",
        "The account does not have this interface, or the token is of the wrong kind.",
        concat!(
            "Pass the merchant's authorizer_access_token, and have the merchant grant permission set 49 or 64 to this platform. ",
            code_protection!()
        ),
    ),
    entry(
        61003,
        Code::PermissionDenied,
        false,
        "component is not authorized by this account",
        "The merchant has not authorised this third-party platform.",
        "Have the merchant authorise this platform with permission set 49 or 64.",
    ),
    entry(
        61007,
        Code::PermissionDenied,
        false,
        "api is unauthorized to component",
        "The merchant has not granted the permission set that this interface belongs to.",
        concat!("Have the merchant grant permission set 49 or 64 to this platform. ", code_protection!()),
    ),
    entry(
        61023,
        Code::PermissionDenied,
        false,
        "refresh_token is invalid",
        "The authorizer_refresh_token behind the token is not valid any more.",
        "Ask the merchant to authorise this platform again, and keep the newest authorizer_refresh_token.",
    ),
    entry(
        61004,
        Code::PermissionDenied,
        false,
        "access clientip is not registered",
        "The caller's IP address is not on the third-party platform's allowlist; errmsg names it as requestIP.",
        "Add that address to the platform's IP allowlist, or send the call through an outbound proxy whose address is on it.",
    ),
    entry(
        40164,
        Code::PermissionDenied,
        false,
        "invalid ip, not in whitelist",
        "The caller's IP address is not on the account's allowlist.",
        "Add the address to the account's IP allowlist, or send the call through an outbound proxy whose address is on it.",
    ),
    entry(
        85088,
        Code::PermissionDenied,
        false,
        "no qbase privilege",
        "Cloud development is not enabled for this mini program.",
        "Have the merchant enable cloud development, then upload the function from this platform.",
    ),
    entry(
        -501019,
        Code::PermissionDenied,
        false,
        "unauthorized operation",
        "CloudBase refuses the operation for this caller.",
        concat!("Check that permission set 49 or 64 is granted. ", code_protection!()),
    ),
    entry(
        45009,
        Code::QuotaExceeded,
        false,
        "reach max api daily quota limit",
        "The interface's quota for the day is used up.",
        "Do not retry for now: the platform's quota interface tells what is left. Spread calls, or clear the quota by the platform's own interface.",
    ),
    entry(
        45011,
        Code::QuotaExceeded,
        true,
        "api minute-quota reach limit",
        "The interface's quota for the minute is used up.",
        "Wait a minute and call again, with fewer calls at once.",
    ),
    entry(
        40097,
        Code::Rejected,
        false,
        "invalid args",
        "A parameter has a value that the platform does not accept.",
        "Check env and functionName against the merchant's cloud development console.",
    ),
    entry(
        40101,
        Code::Rejected,
        false,
        "missing parameter",
        "A required parameter is missing.",
        "Check that env and functionName are the merchant's, and look for a proxy that drops the request's body.",
    ),
    entry(
        43002,
        Code::Rejected,
        false,
        "require POST method",
        "The interface wants POST.",
        "Look for a proxy or an options.fetch that turns the POST into a GET.",
    ),
    entry(
        44002,
        Code::Rejected,
        false,
        "empty post data",
        "The request's body did not arrive.",
        "Look for a proxy or an options.fetch that drops the request's body.",
    ),
    entry(
        47001,
        Code::Rejected,
        false,
        "data format error",
        "The request's body is not the JSON that the platform expects.",
        "Look for a proxy or an options.fetch that changes the request's body.",
    ),
    entry(-501001, Code::Busy, true, "resource system error", "CloudBase failed inside.", RETRY),
    entry(-501002, Code::Busy, true, "resource server timeout", "CloudBase took too long.", RETRY),
    entry(
        -501004,
        Code::Busy,
        true,
        "resource limit exceeded",
        "Too many operations on this environment at once.",
        "Try again in a few seconds, with fewer calls at once for this environment.",
    ),
    entry(-601001, Code::Busy, true, "system error", "CloudBase failed inside.", RETRY),
    entry(
        -601003,
        Code::Busy,
        true,
        "system network error",
        "CloudBase could not reach one of its own services.",
        RETRY,
    ),
    entry(
        -604102,
        Code::Busy,
        true,
        "fetch timeout",
        "CloudBase's call to one of its own services took too long.",
        RETRY,
    ),
    entry(
        -501005,
        Code::Rejected,
        false,
        "invalid environment",
        "The environment does not exist or is not this mini program's.",
        "Check env: the environment id of the merchant's cloud development console, for example test-777bb9.",
    ),
    entry(
        -501007,
        Code::Rejected,
        false,
        "invalid parameter",
        "CloudBase does not accept a parameter.",
        "Check env and functionName against the merchant's cloud development console.",
    ),
    entry(
        -501009,
        Code::Rejected,
        false,
        "function not found",
        "The function does not exist in this environment.",
        "Check functionName, upper and lower case included, and that the function was uploaded to this environment.",
    ),
];

/// The advice for an errcode that the catalogue does not hold.
const UNKNOWN_ADVICE: &str = concat!(
    "Look the errcode up in WeChat's global return codes, and give the rid to WeChat's support. ",
    code_protection!()
);

/// Explains an errcode; one that the catalogue does not hold is `REJECTED`, never swallowed.
pub fn explain(errcode: i64) -> Explanation {
    CATALOGUE.iter().find(|known| known.errcode == errcode).copied().unwrap_or(entry(
        errcode,
        Code::Rejected,
        false,
        "unknown errcode",
        "An errcode that the interface's documentation does not list.",
        UNKNOWN_ADVICE,
    ))
}
