//! Refusals: a relay's of a request, an intermediary's in its place, and this package's of a download address.

use std::fmt;

use super::code::Code;
use super::peer::{Filled, Peer};
use super::protocol::PlatformError;
use super::text::Text;
use super::{Mismatch, advice, messages};

/// Why an address was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostRule {
    /// The runtime's parser could not read it.
    Unparsable,
    /// Not https (nor http on an allowed loopback host).
    Scheme,
    /// It holds a user name or a password.
    Credentials,
    /// Not the default port.
    Port,
    /// No pattern allows the host.
    Host,
    /// A relay withholds which.
    Withheld,
}

/// An address that was refused. Holds at most the host's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFault {
    /// Why.
    pub rule: HostRule,
    /// The host, where the address has one.
    pub host: String,
}

impl HostFault {
    /// What to do next.
    pub fn advice(&self) -> &'static str {
        match self.rule {
            HostRule::Host => Code::HostRefused.advice().en,
            HostRule::Withheld => advice::WITHHELD.en,
            HostRule::Unparsable | HostRule::Scheme | HostRule::Credentials | HostRule::Port => advice::ADDRESS.en,
        }
    }

    /// It in words, which follow the address.
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

/// Why a redirect was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectFault {
    /// An injected fetch had followed it already.
    Followed,
    /// None is followed here, or not by this status.
    Status(u16),
    /// One more than are followed.
    TooMany(u16),
    /// To an address that may not be fetched.
    Target(u16, Box<HostFault>),
}

impl RedirectFault {
    /// The status; `None` where it is hidden.
    pub fn status(&self) -> Option<u16> {
        match self {
            RedirectFault::Followed => None,
            RedirectFault::Status(status) | RedirectFault::TooMany(status) | RedirectFault::Target(status, _) => {
                Some(*status)
            }
        }
    }
}

/// Why a relay refuses a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `authorize` did not name a caller.
    Unauthorized,
    /// The caller may not do this.
    Forbidden,
    /// Not sent by a page of the relay's own origin.
    CrossSite,
    /// No such route.
    NotFound,
    /// Not POST.
    Method,
    /// More than 4 KiB.
    TooLarge,
    /// Not `application/json`.
    MediaType,
    /// More requests than the caller may send in a minute: the next is allowed after so many seconds.
    TooOften(u32),
    /// More requests at once than the caller may have under way.
    TooManyAtOnce,
    /// The relay itself broke down in the middle of the request.
    Broken,
    /// Nothing is known of the download whose outcome is asked for.
    NoOutcome,
}

impl Refusal {
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
            Refusal::Broken => 503,
        }
    }

    /// `Retry-After`, in seconds.
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
            | Refusal::NoOutcome => None,
        }
    }

    /// Whether the same request may be allowed later.
    pub fn retryable(self) -> bool {
        self.retry_after_s().is_some() || self == Refusal::Broken
    }

    /// What to do next.
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
            Refusal::NoOutcome => advice::NO_OUTCOME,
        }
    }
}

impl Refusal {
    /// It in words.
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
            Refusal::NoOutcome => messages::NO_OUTCOME,
        }
    }
}

/// An error in the relay's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayedError {
    /// The stable code.
    pub code: Code,
    /// What happened, and to which environment and function.
    pub message: String,
    /// What to do next.
    pub advice: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// The platform's error, where it is the reason.
    pub platform: Option<PlatformError>,
    /// What arrived at the relay in a package's place.
    pub mismatch: Option<Mismatch>,
    /// The status of the relay's response.
    pub status: u16,
    /// Whom it concerns, where the relay says so.
    pub peer: Option<Peer>,
}

/// An intermediary that responded in a relay's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intermediary {
    /// A redirect; the status is 0 where a browser hides it.
    Redirect(u16),
    /// A sign-in page, or a demand for one: a 401, 403 or 407 whose body is not a relay's.
    SignIn(u16),
    /// A 2xx that is not a relay's: most often a sign-in page too.
    Page(u16),
    /// There is no relay at this address.
    NoRelay(u16),
    /// Any other status that is not a relay's.
    Other(u16),
}

impl Intermediary {
    /// The status; `None` where it is hidden.
    pub fn status(self) -> Option<u16> {
        match self {
            Intermediary::Redirect(status)
            | Intermediary::SignIn(status)
            | Intermediary::Page(status)
            | Intermediary::NoRelay(status)
            | Intermediary::Other(status) => Some(status).filter(|status| *status != 0),
        }
    }

    /// What to do next.
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
