//! Every error, as one closed type, with its message.

pub mod code;
pub mod errcode;
pub mod facts;
pub mod network;
pub mod protocol;
pub mod redact;
pub mod refusal;
pub mod report;

use std::fmt;

pub use self::protocol::PlatformError;

use self::errcode::Explanation;
use self::network::NetworkFault;
use self::protocol::ProtocolFault;
use self::redact::one_line;
use self::refusal::{HostFault, Intermediary, Refusal, RelayedError};

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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The platform's checksum: 64 lower-case digits.
    pub expected: String,
    /// The checksum of what arrived; `None` where only its beginning could be compared.
    pub actual: Option<String>,
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

/// What went wrong. No variant holds a token or a URL's query, so neither can its `Display`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// An argument is missing or malformed; nothing was sent.
    InvalidArgument(String),
    /// A token in a browser; nothing was sent.
    ServerSideOnly,
    /// The platform's reply has an errcode that is not 0.
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
    /// A body that came through a relay broke off.
    RelayBrokeOff,
    /// A `Content-Encoding` that was not asked for.
    ContentEncoded,
    /// No body where a package was expected.
    Empty,
    /// The bytes do not match the checksum.
    ChecksumMismatch(Box<Mismatch>),
    /// More than `maxBytes`, which is this.
    TooLarge(u64),
    /// The destination refused the bytes: why, where it is a file.
    WriteFailed(String),
    /// This relay does not let the request in.
    Relay(Refusal),
    /// A relay responded with an error.
    Relayed(Box<RelayedError>),
    /// An intermediary responded in a relay's place.
    Intermediary(Intermediary),
    /// A callback of the caller's threw or rejected; this is its name.
    CallbackFailed(String),
    /// The token provider failed, or returned anything but a non-empty string.
    TokenProvider,
}

impl Error {
    /// A refused argument, in words that name it.
    pub fn argument(what: impl Into<String>) -> Error {
        Error::InvalidArgument(what.into())
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
                // The platform's own words mostly begin with the name.
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
            Error::WriteFailed(why) if why.is_empty() => f.write_str("the destination refused the bytes"),
            Error::WriteFailed(why) => f.write_str(why),
            Error::Relay(refusal) => write!(f, "the relay refused the request: {refusal}"),
            Error::Relayed(relayed) => f.write_str(&relayed.message),
            Error::Intermediary(what) => write!(f, "{what}"),
            Error::CallbackFailed(name) => write!(f, "{name} failed"),
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
