//! Every error, as one closed type, with its message.

pub mod advice;
pub mod code;
pub mod errcode;
pub mod facts;
pub mod javascript;
pub mod messages;
pub mod network;
pub mod peer;
pub mod protocol;
pub mod redact;
pub mod refusal;
pub mod report;
pub mod storage;
pub mod text;
mod words;

use std::fmt;

pub use self::protocol::PlatformError;

use self::network::NetworkFault;
use self::protocol::ProtocolFault;
use self::refusal::{HostFault, Intermediary, RedirectFault, Refusal, RelayedError};
use self::storage::StorageError;
pub use self::words::Words;

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
    /// A redirect.
    RedirectRefused(RedirectFault),
    /// The download's address may not be fetched.
    HostRefused(Box<HostFault>),
    /// The storage host answered with an error.
    Storage(Box<StorageError>),
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
        self.words(None).fmt(f)
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
