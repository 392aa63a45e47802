//! Refusals: a relay's of a request, an intermediary's in its place, and this package's of a download address.

use std::fmt;

use super::Mismatch;
use super::code::Code;
use super::peer::{Peer, host};
use super::protocol::PlatformError;

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
            HostRule::Host => Code::HostRefused.advice(),
            HostRule::Withheld => {
                "Ask the relay's operator whether the storage host belongs in the relay's allowedHosts."
            }
            HostRule::Unparsable | HostRule::Scheme | HostRule::Credentials | HostRule::Port => {
                "Do not fetch it: only a loopback host in allowedHosts is asked otherwise than by https on the default port. Look for a \
                 proxy that changes answers."
            }
        }
    }

    /// It in words, which follow the address.
    pub fn as_str(&self) -> &'static str {
        match self.rule {
            HostRule::Unparsable => ": it is not a URL",
            HostRule::Scheme if self.host.is_empty() => ": it is not https",
            HostRule::Scheme => concat!(": it is not https (host ", host!(), ")"),
            HostRule::Credentials => concat!(": it holds a user name or a password (host ", host!(), ")"),
            HostRule::Port => concat!(": it names a port that is not https's own (host ", host!(), ")"),
            HostRule::Host => concat!(": its host ", host!(), " is not in allowedHosts"),
            HostRule::Withheld => ": the relay's allowedHosts do not allow it",
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
    pub fn advice(self) -> &'static str {
        match self {
            Refusal::Unauthorized => "Sign in, and check what the relay's authorize function expects.",
            Refusal::Forbidden => "Ask the relay's operator for the right to this environment and function.",
            Refusal::CrossSite => {
                "Call the relay from a page of its own origin; behind a TLS proxy tell it the public origin by its origin option."
            }
            Refusal::NotFound => "Ask for link, download or outcome below the relay's base path.",
            Refusal::Method => "Use POST.",
            Refusal::TooLarge => "Send env, functionName and authorizerAppid alone: at most 4 KiB.",
            Refusal::MediaType => "Send Content-Type: application/json.",
            Refusal::TooOften(_) => {
                "Wait as long as Retry-After says: the relay's limits.requestsPerMinute is reached."
            }
            Refusal::Broken => "Try again; where it repeats, look at the relay's own log.",
            Refusal::NoOutcome => "Download the package again: a relay tells its own caller the outcome, for a minute.",
            Refusal::TooManyAtOnce => {
                "Wait until one of your requests has ended: the relay's limits.inFlight is reached."
            }
        }
    }
}

impl Refusal {
    /// It in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::Unauthorized => "the caller is not known",
            Refusal::Forbidden => "the caller may not do this",
            Refusal::CrossSite => "it does not come from a page of the relay's own origin",
            Refusal::NotFound => "there is no such route",
            Refusal::Method => "only POST is allowed",
            Refusal::TooLarge => "the body is larger than 4 KiB",
            Refusal::MediaType => "the content type is not application/json",
            Refusal::TooOften(_) => "the caller has sent too many requests in the last minute",
            Refusal::TooManyAtOnce => "the caller has too many requests under way",
            Refusal::Broken => "it broke down in the middle of the request",
            Refusal::NoOutcome => "nothing is known of such a download",
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
            Intermediary::Redirect(_) | Intermediary::SignIn(_) => {
                "Something in front of the relay wants you to sign in: reload the page, sign in, and try again."
            }
            Intermediary::Page(_) => {
                "Look for a sign-in page or a proxy in front of the relay: reload the page, sign in, and try again."
            }
            Intermediary::NoRelay(_) => {
                "Check options.relay and the relay's basePath: no relay answers at this address."
            }
            Intermediary::Other(_) => "Look for a proxy between this page and the relay that answers in its place.",
        }
    }
}

impl fmt::Display for Intermediary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Intermediary::Redirect(0) => f.write_str("the call was redirected by something in front of the relay"),
            Intermediary::Redirect(status) => {
                write!(f, "the call was redirected (HTTP status {status}) by something in front of the relay")
            }
            Intermediary::SignIn(status) | Intermediary::NoRelay(status) | Intermediary::Other(status) => {
                write!(f, "the answer (HTTP status {status}) is not the relay's but of something in front of it")
            }
            Intermediary::Page(_) => f.write_str("the answer is not the relay's but of something in front of it"),
        }
    }
}
