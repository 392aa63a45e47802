//! Everything that can go wrong, as one closed type, and what a user is told about it.

pub mod code;
pub mod errcode;
pub mod network;
pub mod redact;
pub mod report;

use std::fmt;

use crate::checksum::Checksum;
use crate::download::allowed_hosts::HostFault;
use crate::error::code::Code;
use crate::error::errcode::{Explanation, explain};
use crate::error::network::NetworkFault;
use crate::error::redact::one_line;
use crate::link::reply::ProtocolFault;
use crate::relay::client::{Intermediary, RelayedError};
use crate::relay::policy::Refusal;

/// Which time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `timeoutMs`: the whole call.
    Call,
    /// `attemptTimeoutMs`: one attempt.
    Attempt,
    /// `idleTimeoutMs`: nothing arrived for so long.
    Idle,
}

/// What arrived in a package's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch {
    /// The platform's checksum.
    pub expected: Checksum,
    /// The checksum of what arrived; `None` where only its beginning could be compared.
    pub actual: Option<Checksum>,
    /// How many bytes arrived.
    pub size: u64,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { expected, actual, size } = self;
        match actual {
            Some(actual) => write!(f, "the {size} bytes that arrived have the checksum {actual}, not {expected}"),
            None => {
                write!(
                    f,
                    "the bytes that arrived differ from those that were written already, of the checksum {expected}"
                )
            }
        }
    }
}

/// An errcode that is not 0, as the platform answered it. `errmsg` was redacted by [`crate::error::redact`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError {
    /// The platform's number.
    pub errcode: i64,
    /// The platform's words, without any token or URL query.
    pub errmsg: String,
    /// The request's identity that WeChat's support asks for.
    pub rid: Option<String>,
}

impl PlatformError {
    fn explanation(&self) -> Explanation {
        explain(self.errcode)
    }
}

/// What went wrong. No variant holds a token or a URL's query, so neither can its `Display`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// An argument is missing or malformed; nothing was sent.
    InvalidArgument(String),
    /// A token in a browser; nothing was sent.
    ServerSideOnly,
    /// The platform answered an errcode that is not 0.
    Platform(Box<PlatformError>),
    /// Nothing came back.
    Network(NetworkFault),
    /// A status that is not 2xx.
    HttpStatus(u16),
    /// The time ran out, after so many milliseconds.
    Timeout(Limit, u32),
    /// Not the documented reply.
    Protocol(ProtocolFault),
    /// A redirect; the status is 0 where an injected fetch had followed it already.
    RedirectRefused(u16),
    /// The download's address may not be fetched.
    HostRefused(HostFault),
    /// The storage host refused the link.
    LinkExpired,
    /// The body broke off.
    Truncated,
    /// The body broke off that came through a relay.
    RelayBrokeOff,
    /// A `Content-Encoding` that was not asked for.
    ContentEncoded,
    /// No body where a package was expected.
    Empty,
    /// The bytes are not the checksum's.
    ChecksumMismatch(Box<Mismatch>),
    /// More than `maxBytes`, which is this.
    TooLarge(u64),
    /// The destination refused the bytes.
    WriteFailed,
    /// This relay does not let the request in.
    Relay(Refusal),
    /// A relay answered an error.
    Relayed(Box<RelayedError>),
    /// Something in front of a relay answered in its place.
    Intermediary(Intermediary),
    /// The token provider failed, or returned anything but a non-empty string.
    TokenProvider,
}

impl Error {
    /// A refused argument, in words that name it.
    pub fn argument(what: impl Into<String>) -> Error {
        Error::InvalidArgument(what.into())
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        match self {
            Error::InvalidArgument(_) => Code::InvalidArgument,
            Error::ServerSideOnly => Code::ServerSideOnly,
            Error::Platform(platform) => platform.explanation().code.unwrap_or(Code::Protocol),
            Error::Network(_) => Code::Network,
            Error::HttpStatus(_) => Code::HttpStatus,
            Error::Timeout(..) => Code::Timeout,
            Error::Protocol(_) => Code::Protocol,
            Error::RedirectRefused(_) => Code::RedirectRefused,
            Error::HostRefused(_) => Code::HostRefused,
            Error::LinkExpired => Code::LinkExpired,
            Error::Truncated | Error::RelayBrokeOff => Code::Truncated,
            Error::ContentEncoded => Code::ContentEncoded,
            Error::Empty => Code::Empty,
            Error::ChecksumMismatch(_) => Code::ChecksumMismatch,
            Error::TooLarge(_) => Code::TooLarge,
            Error::WriteFailed => Code::WriteFailed,
            Error::Relay(_) | Error::Intermediary(_) => Code::RelayRefused,
            Error::Relayed(relayed) => relayed.code,
            Error::TokenProvider => Code::TokenRejected,
        }
    }

    /// What the platform answered, where it is the reason.
    pub fn platform(&self) -> Option<&PlatformError> {
        if let Error::Relayed(relayed) = self {
            relayed.platform.as_ref()
        } else if let Error::Platform(platform) = self {
            Some(platform)
        } else {
            None
        }
    }

    /// The HTTP status, where it is the reason.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::HttpStatus(status) | Error::RedirectRefused(status) => Some(*status).filter(|status| *status != 0),
            Error::LinkExpired => Some(403),
            Error::Relay(refusal) => Some(refusal.status()),
            // Any other status of a relay is only its way to say that there is an error.
            Error::Relayed(relayed) => Some(relayed.status).filter(|_| relayed.code == Code::RelayRefused),
            Error::Intermediary(what) => what.status(),
            Error::InvalidArgument(_)
            | Error::ServerSideOnly
            | Error::Platform(_)
            | Error::Network(_)
            | Error::Timeout(..)
            | Error::Protocol(_)
            | Error::HostRefused(_)
            | Error::Truncated
            | Error::RelayBrokeOff
            | Error::ContentEncoded
            | Error::Empty
            | Error::ChecksumMismatch(_)
            | Error::TooLarge(_)
            | Error::WriteFailed
            | Error::TokenProvider => None,
        }
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn retryable(&self) -> bool {
        match self {
            Error::Platform(platform) => platform.explanation().retryable,
            Error::Network(fault) => fault.retryable(),
            Error::HttpStatus(status) => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
            Error::Protocol(fault) => fault.retryable(),
            Error::Timeout(..)
            | Error::Truncated
            | Error::RelayBrokeOff
            | Error::Empty
            | Error::LinkExpired
            | Error::ChecksumMismatch(_) => true,
            Error::Relay(refusal) => refusal.retryable(),
            Error::Relayed(relayed) => relayed.retryable,
            Error::Intermediary(_) => false,
            Error::InvalidArgument(_)
            | Error::ServerSideOnly
            | Error::RedirectRefused(_)
            | Error::HostRefused(_)
            | Error::ContentEncoded
            | Error::TooLarge(_)
            | Error::WriteFailed
            | Error::TokenProvider => false,
        }
    }

    /// What to do next.
    pub fn advice(&self) -> &str {
        match self {
            Error::Platform(platform) => platform.explanation().advice,
            Error::Network(fault) => fault.advice(),
            Error::Relay(refusal) => refusal.advice(),
            Error::Relayed(relayed) => &relayed.advice,
            Error::Intermediary(what) => what.advice(),
            Error::RelayBrokeOff => {
                "Try again. A relay breaks off a package that does not match its checksum or that it could not get whole: its audit log \
                 tells which. Look for a proxy in between that limits sizes or times, too."
            }
            Error::TokenProvider => "Look at the token service's own log: it did not give an authorizer_access_token.",
            Error::InvalidArgument(_)
            | Error::ServerSideOnly
            | Error::HttpStatus(_)
            | Error::Timeout(..)
            | Error::Protocol(_)
            | Error::RedirectRefused(_)
            | Error::HostRefused(_)
            | Error::LinkExpired
            | Error::Truncated
            | Error::ContentEncoded
            | Error::Empty
            | Error::ChecksumMismatch(_)
            | Error::TooLarge(_)
            | Error::WriteFailed => self.code().advice(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::InvalidArgument(what) => f.write_str(what),
            Error::ServerSideOnly => f.write_str("an access token may not be used in a browser page or worker"),
            Error::Platform(platform) => {
                let Explanation { name, .. } = platform.explanation();
                let errmsg = one_line(&platform.errmsg);
                // The platform's own words begin with the name more often than not.
                let words = if errmsg.starts_with(name) { errmsg } else { format!("{name}: {errmsg}") };
                write!(f, "the platform answered errcode {}, {}", platform.errcode, words.trim_end_matches([' ', ':']))
            }
            Error::Network(fault) => write!(f, "no answer arrived: {fault}"),
            Error::HttpStatus(status) => write!(f, "the answer has HTTP status {status}"),
            Error::Timeout(Limit::Call, ms) => write!(f, "the call was not done within timeoutMs, {ms} ms"),
            Error::Timeout(Limit::Attempt, ms) => {
                write!(f, "the attempt was not done within attemptTimeoutMs, {ms} ms")
            }
            Error::Timeout(Limit::Idle, ms) => write!(f, "nothing arrived for idleTimeoutMs, {ms} ms"),
            Error::Protocol(fault) => write!(f, "the answer is not the documented reply: {fault}"),
            Error::RedirectRefused(0) => {
                f.write_str("a redirect was followed by options.fetch, which must not follow any")
            }
            Error::RedirectRefused(status) => write!(f, "a redirect (HTTP status {status}) was refused"),
            Error::HostRefused(fault) => write!(f, "the download's address was refused: {fault}"),
            Error::LinkExpired => f.write_str("the storage host refused the link (HTTP status 403)"),
            Error::Truncated => f.write_str("the answer's body broke off before its end"),
            Error::RelayBrokeOff => f.write_str("the package broke off before its end, on its way through the relay"),
            Error::ContentEncoded => f.write_str("the storage host answered with a Content-Encoding"),
            Error::Empty => f.write_str("the storage host answered without a body"),
            Error::ChecksumMismatch(mismatch) => write!(f, "{mismatch}"),
            Error::TooLarge(max) => write!(f, "the package is larger than maxBytes, {max} bytes"),
            Error::WriteFailed => f.write_str("the destination refused the bytes"),
            Error::Relay(refusal) => write!(f, "the relay refused the request: {refusal}"),
            Error::Relayed(relayed) => f.write_str(&relayed.message),
            Error::Intermediary(what) => write!(f, "{what}"),
            Error::TokenProvider => f.write_str("the token provider did not give a token"),
        }
    }
}

impl std::error::Error for Error {}

/// Which function a call was about, as a message names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The environment id.
    pub env: String,
    /// The cloud function's name.
    pub function_name: String,
}
