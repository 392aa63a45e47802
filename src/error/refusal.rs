//! Refusals: of a request by a relay or an intermediary, and of a download address by this package.

use std::fmt;

use super::code::Code;
use super::filled::Filled;
use super::mismatch::Mismatch;
use super::peer::Peer;
use super::protocol::PlatformError;
use super::text::Text;
use super::{advice, messages};

/// The rule that a refused address breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostRule {
    /// The runtime's parser refuses it.
    Unparsable,
    /// Not https (nor http on an allowed loopback host).
    Scheme,
    /// It contains a user name or a password.
    Credentials,
    /// Its port is not the default one.
    Port,
    /// No pattern allows the host.
    Host,
    /// The relay withholds the rule.
    Withheld,
}

/// A refused address. Holds only the host's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFault {
    /// The rule that the address breaks.
    pub rule: HostRule,
    /// The host's name; empty where the address has none.
    pub host: String,
}

impl HostFault {
    /// The advice for this refusal.
    pub fn advice(&self) -> &'static str {
        match self.rule {
            HostRule::Host => Code::HostRefused.advice().en,
            HostRule::Withheld => advice::WITHHELD.en,
            HostRule::Unparsable | HostRule::Scheme | HostRule::Credentials | HostRule::Port => advice::ADDRESS.en,
        }
    }

    /// The message's text for this rule, which follows the address.
    pub fn as_str(&self) -> &'static str {
        match self.rule {
            HostRule::Unparsable => messages::UNPARSABLE.en,
            HostRule::Scheme if self.host.is_empty() => messages::SCHEME.en,
            HostRule::Scheme => messages::SCHEME_OF.en,
            HostRule::Credentials => messages::CREDENTIALS.en,
            HostRule::Port => messages::PORT.en,
            HostRule::Host => messages::HOST.en,
            HostRule::Withheld => messages::WITHHELD.en,
        }
    }
}

/// The reason why a redirect is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectFault {
    /// A caller's `fetch` followed it already.
    Followed,
    /// No redirect of this status is followed here.
    Status(u16),
    /// The attempt has followed the largest number of redirects.
    TooMany(u16),
    /// The target is not allowed.
    Target(u16, Box<HostFault>),
}

impl RedirectFault {
    /// The HTTP status; `None` where the runtime hides it.
    pub fn status(&self) -> Option<u16> {
        match self {
            RedirectFault::Followed => None,
            RedirectFault::Status(status) | RedirectFault::TooMany(status) | RedirectFault::Target(status, _) => {
                Some(*status)
            }
        }
    }
}

/// The reason why a relay refuses a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `authorize` did not name a caller.
    Unauthorized,
    /// `authorize` refused the caller.
    Forbidden,
    /// The request does not come from a page of the relay's origin.
    CrossSite,
    /// The path is not a route of the relay.
    NotFound,
    /// The method is not POST.
    Method,
    /// The body is longer than 4 KiB.
    TooLarge,
    /// The media type is not `application/json`.
    MediaType,
    /// The caller sends too often. The next request is allowed after this many seconds.
    TooOften(u32),
    /// The caller has too many requests under way.
    TooManyAtOnce,
    /// The relay itself failed during the request.
    Broken,
    /// The operator's store of limits failed.
    Store,
    /// The download's outcome is unknown.
    NoOutcome,
}

impl Refusal {
    /// The refusal of a request that comes `early_ms` milliseconds too early: `Retry-After` takes whole seconds, at least 1.
    pub fn too_often(early_ms: f64) -> Refusal {
        Refusal::TooOften((early_ms / 1000.0).ceil().max(1.0) as u32)
    }

    /// The HTTP status of the response.
    pub fn status(self) -> u16 {
        match self {
            Refusal::Unauthorized => 401,
            Refusal::Forbidden | Refusal::CrossSite => 403,
            Refusal::NotFound | Refusal::NoOutcome => 404,
            Refusal::Method => 405,
            Refusal::TooLarge => 413,
            Refusal::MediaType => 415,
            Refusal::TooOften(_) | Refusal::TooManyAtOnce => 429,
            Refusal::Broken | Refusal::Store => 503,
        }
    }

    /// The value of `Retry-After`, in seconds, for 429.
    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Refusal::TooOften(seconds) => Some(seconds),
            Refusal::TooManyAtOnce => Some(1),
            Refusal::Unauthorized
            | Refusal::Forbidden
            | Refusal::CrossSite
            | Refusal::NotFound
            | Refusal::Method
            | Refusal::TooLarge
            | Refusal::MediaType
            | Refusal::Broken
            | Refusal::Store
            | Refusal::NoOutcome => None,
        }
    }

    /// Whether the same request may succeed later.
    pub fn retryable(self) -> bool {
        self.retry_after_s().is_some() || matches!(self, Refusal::Broken | Refusal::Store)
    }

    /// The advice for this refusal.
    pub fn advice(self) -> Text {
        match self {
            Refusal::Unauthorized => advice::UNAUTHORIZED,
            Refusal::Forbidden => advice::FORBIDDEN,
            Refusal::CrossSite => advice::CROSS_SITE,
            Refusal::NotFound => advice::NO_ROUTE,
            Refusal::Method => advice::METHOD,
            Refusal::TooLarge => advice::BODY_TOO_LARGE,
            Refusal::MediaType => advice::MEDIA_TYPE,
            Refusal::TooOften(_) => advice::TOO_OFTEN,
            Refusal::TooManyAtOnce => advice::TOO_MANY,
            Refusal::Broken => advice::BROKEN,
            Refusal::Store => advice::STORE,
            Refusal::NoOutcome => advice::NO_OUTCOME,
        }
    }
}

impl Refusal {
    /// The message's text for this refusal.
    pub fn words(self) -> Text {
        match self {
            Refusal::Unauthorized => messages::UNAUTHORIZED,
            Refusal::Forbidden => messages::FORBIDDEN,
            Refusal::CrossSite => messages::CROSS_SITE,
            Refusal::NotFound => messages::NO_ROUTE,
            Refusal::Method => messages::METHOD,
            Refusal::TooLarge => messages::BODY_TOO_LARGE,
            Refusal::MediaType => messages::MEDIA_TYPE,
            Refusal::TooOften(_) => messages::TOO_OFTEN,
            Refusal::TooManyAtOnce => messages::TOO_MANY,
            Refusal::Broken => messages::BROKEN,
            Refusal::Store => messages::STORE,
            Refusal::NoOutcome => messages::NO_OUTCOME,
        }
    }
}

/// An error with the relay's own message and advice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayedError {
    /// The code that the relay's response names: it becomes `FunctionLinkError.code`.
    pub code: Code,
    /// What happened, and to which environment and function.
    pub message: String,
    /// The advice of the relay.
    pub advice: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// The platform's error, where it is the reason.
    pub platform: Option<PlatformError>,
    /// The checksums and the size, for a mismatch.
    pub mismatch: Option<Mismatch>,
    /// The status of the relay's response.
    pub status: u16,
    /// The peer of the relay's call, where the relay sends it.
    pub peer: Option<Peer>,
}

/// A response of an intermediary instead of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intermediary {
    /// A redirect. The status is 0 where a browser hides it.
    Redirect(u16),
    /// A sign-in: 401, 403 or 407 with a body that is not a relay's.
    SignIn(u16),
    /// 2xx with a body that is not a relay's: most often a sign-in page.
    Page(u16),
    /// 404, 405 or 410: there is no relay at this address.
    NoRelay(u16),
    /// Any other status with a body that is not a relay's.
    Other(u16),
}

impl Intermediary {
    /// The HTTP status; `None` where the runtime hides it.
    pub fn status(self) -> Option<u16> {
        match self {
            Intermediary::Redirect(status)
            | Intermediary::SignIn(status)
            | Intermediary::Page(status)
            | Intermediary::NoRelay(status)
            | Intermediary::Other(status) => Some(status).filter(|status| *status != 0),
        }
    }

    /// The advice for this refusal.
    pub fn advice(self) -> &'static str {
        match self {
            Intermediary::Redirect(_) | Intermediary::SignIn(_) => advice::SIGN_IN.en,
            Intermediary::Page(_) => advice::PAGE.en,
            Intermediary::NoRelay(_) => advice::NO_RELAY.en,
            Intermediary::Other(_) => advice::IN_FRONT.en,
        }
    }
}

impl fmt::Display for Intermediary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Intermediary::Redirect(0) => messages::HIDDEN_REDIRECT.en,
            Intermediary::Redirect(_) => messages::REDIRECT.en,
            Intermediary::SignIn(_) | Intermediary::NoRelay(_) | Intermediary::Other(_) => messages::IN_FRONT.en,
            Intermediary::Page(_) => messages::PAGE.en,
        };
        let number = u64::from(self.status().unwrap_or_default());
        Filled { text, peer: None, number, host: "" }.fmt(f)
    }
}
