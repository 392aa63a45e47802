//! Every error of the core, as one closed type, with its message.

pub mod advice;
pub mod code;
pub mod errcode;
pub mod facts;
pub mod filled;
pub mod javascript;
pub mod messages;
pub mod mismatch;
pub mod network;
pub mod peer;
pub mod protocol;
pub mod redact;
pub mod refusal;
pub mod report;
pub mod storage;
pub mod text;
pub mod words;

pub use self::mismatch::Mismatch;
pub use self::protocol::PlatformError;

use self::network::NetworkFault;
use self::protocol::ProtocolFault;
use self::refusal::{HostFault, Intermediary, RedirectFault, Refusal, RelayedError};
use self::storage::StorageError;

/// The time limit that ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `timeoutMs`: the whole call.
    Call,
    /// `attemptTimeoutMs`: one attempt of the call.
    Attempt,
    /// `idleTimeoutMs`: no byte arrived for this time.
    Idle,
}

/// An error. No variant holds a token or a URL's query, so its `Display` shows none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A missing or malformed argument. Nothing was sent.
    InvalidArgument(String),
    /// A token in a browser. Nothing was sent.
    ServerSideOnly,
    /// An API reply with an errcode other than 0.
    Platform(Box<PlatformError>),
    /// No response arrived. Holds the kind of failure, where the runtime shows it.
    Network(NetworkFault),
    /// An HTTP status other than 2xx.
    HttpStatus(u16),
    /// A time limit, in milliseconds, ran out.
    Timeout(Limit, u32),
    /// An API reply or a response that differs from the documented one.
    Protocol(ProtocolFault),
    /// A redirect that is not followed.
    RedirectRefused(RedirectFault),
    /// A download address that is not allowed.
    HostRefused(Box<HostFault>),
    /// An error response of the storage host.
    Storage(Box<StorageError>),
    /// A body that broke off before its end.
    Truncated,
    /// A body through a relay that broke off before its end.
    RelayBrokeOff,
    /// A `Content-Encoding` that the request did not allow.
    ContentEncoded,
    /// An empty body instead of a package.
    Empty,
    /// Bytes that do not match the checksum.
    ChecksumMismatch(Box<Mismatch>),
    /// A package of more than `maxBytes`. Holds `maxBytes`.
    TooLarge(u64),
    /// The destination refused the bytes. Holds the reason of a file's failure.
    WriteFailed(String),
    /// This relay refuses the request.
    Relay(Refusal),
    /// An error response of a relay.
    Relayed(Box<RelayedError>),
    /// A response of an intermediary instead of the relay.
    Intermediary(Intermediary),
    /// A callback threw or rejected. Holds its name.
    CallbackFailed(String),
    /// The token provider failed, or returned anything but a non-empty string.
    TokenProvider,
}

impl Error {
    /// Creates `INVALID_ARGUMENT` with a text that names the argument.
    pub fn argument(what: impl Into<String>) -> Error {
        Error::InvalidArgument(what.into())
    }
}

impl std::error::Error for Error {}
