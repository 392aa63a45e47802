//! The facts of an error: its code, whether a retry may help, its fields and its advice.

use super::code::Code;
use super::peer::Peer;
use super::protocol::{PlatformError, ProtocolFault};
use super::refusal::{HostFault, RedirectFault};
use super::storage::StorageError;
use super::{Error, Limit, Mismatch, advice};

/// What depends on the kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The error's stable name, in JavaScript `FunctionLinkError.code`.
    pub code: Code,
    /// Whether the same call may succeed later, unchanged.
    pub retryable: bool,
    /// Whether a retry within seconds may succeed. Narrower than `retryable`, which covers any later time.
    pub again: bool,
    /// The advice, with places for the peer and the host ([`super::filled::Filled`]).
    pub advice: &'a str,
    /// The peer that the error concerns.
    pub whom: Whom,
    /// The HTTP status, where it is the reason.
    pub status: Option<u16>,
    /// The platform's error, where it is the reason.
    pub platform: Option<&'a PlatformError>,
    /// The storage host's error, where it is the reason.
    pub storage: Option<&'a StorageError>,
    /// The refused address, where it is the reason.
    pub host: Option<&'a HostFault>,
    /// The checksums and the size, for a mismatch.
    pub mismatch: Option<&'a Mismatch>,
}

/// The peer that a kind of error concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The peer of the call's current request.
    Asked,
    /// Always this peer; `None` for the caller itself.
    Always(Option<Peer>),
}

/// Whether an HTTP status may pass by itself.
fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

impl Error {
    /// The facts of this error.
    pub fn facts(&self) -> Facts<'_> {
        let code = self.code();
        // Errors that may pass, and errors that stay.
        let (again, whom) = match code {
            Code::Busy | Code::Timeout | Code::Truncated | Code::Empty => (true, Whom::Asked),
            Code::Network
            | Code::HttpStatus
            | Code::Protocol
            | Code::RedirectRefused
            | Code::ContentEncoded
            | Code::ChecksumMismatch
            | Code::TooLarge => (false, Whom::Asked),
            Code::HostRefused | Code::LinkExpired => (false, Whom::Always(Some(Peer::Storage))),
            _ => (false, Whom::Always(None)),
        };
        let mut facts = Facts {
            code,
            retryable: again || matches!(code, Code::LinkExpired | Code::ChecksumMismatch),
            again,
            advice: code.advice().en,
            whom,
            status: None,
            platform: None,
            storage: None,
            host: None,
            mismatch: None,
        };
        match self {
            Error::Platform(platform) => {
                let known = platform.explanation();
                // A known errcode decides. For an unknown one, the HTTP status does.
                let passes = !platform.is_known() && platform.status.is_some_and(passes);
                facts.advice = known.advice.en;
                facts.retryable = known.retryable() || passes;
                facts.again |= passes;
                facts.status = platform.status;
                facts.platform = Some(platform);
                facts.whom = Whom::Always(Some(Peer::Platform));
            }
            Error::Network(fault) => {
                facts.again = fault.retryable();
                facts.retryable = facts.again;
                facts.advice = fault.advice();
            }
            Error::HttpStatus(status) => facts.judge(*status),
            Error::Storage(refused) => {
                if code == Code::HttpStatus {
                    facts.judge(refused.status);
                    facts.advice = refused.advice().unwrap_or(facts.advice);
                }
                facts.status = Some(refused.status);
                facts.storage = Some(refused);
                facts.whom = Whom::Always(Some(Peer::Storage));
            }
            Error::Timeout(Limit::Call, _) => facts.again = false,
            Error::Timeout(Limit::Idle, _) => facts.advice = advice::SILENCE.en,
            Error::Protocol(fault) => {
                facts.again = fault.retryable();
                facts.retryable = facts.again;
                if *fault == ProtocolFault::NotAResponse {
                    facts.advice = advice::FETCH.en;
                }
            }
            Error::RedirectRefused(fault) => {
                facts.status = fault.status();
                facts.advice = match fault {
                    RedirectFault::Followed => advice::MANUAL.en,
                    RedirectFault::Target(_, fault) => {
                        facts.host = Some(fault);
                        fault.advice()
                    }
                    RedirectFault::Status(_) | RedirectFault::TooMany(_) => facts.advice,
                };
            }
            Error::HostRefused(fault) => {
                facts.host = Some(fault);
                facts.advice = fault.advice();
            }
            Error::RelayBrokeOff => facts.advice = advice::RELAY_BROKE_OFF.en,
            Error::ChecksumMismatch(mismatch) => facts.mismatch = Some(mismatch),
            Error::Relay(refusal) => {
                facts.retryable = refusal.retryable();
                facts.advice = refusal.advice().en;
                facts.status = Some(refusal.status());
                facts.whom = Whom::Always(Some(Peer::Relay));
            }
            Error::Relayed(relayed) => {
                let refused = code == Code::RelayRefused;
                facts.retryable = relayed.retryable;
                // A relay has retried the platform's errors itself. Its own limits pass with time.
                facts.again = refused && relayed.retryable;
                facts.advice = &relayed.advice;
                // Any other status of a relay carries no information.
                facts.status = Some(relayed.status).filter(|_| refused);
                facts.platform = relayed.platform.as_ref();
                facts.mismatch = relayed.mismatch.as_ref();
                facts.whom = Whom::Always(relayed.peer);
            }
            Error::Intermediary(what) => {
                facts.advice = what.advice();
                facts.status = what.status();
                facts.whom = Whom::Always(Some(Peer::Relay));
            }
            // A file's failure has the system's reason in the message, a stream's only in `cause`.
            Error::WriteFailed(why) if why.is_empty() => {
                facts.advice = advice::OWN_STREAM.en;
            }
            Error::TokenProvider => facts.advice = advice::TOKEN_SERVICE.en,
            Error::InvalidArgument(_)
            | Error::ServerSideOnly
            | Error::Timeout(Limit::Attempt, _)
            | Error::Truncated
            | Error::ContentEncoded
            | Error::Empty
            | Error::TooLarge(_)
            | Error::WriteFailed(_)
            | Error::CallbackFailed(_) => {}
        }
        facts
    }

    /// The error's stable name, in JavaScript `FunctionLinkError.code`. A relay's error keeps the relay's.
    pub fn code(&self) -> Code {
        match self {
            Error::InvalidArgument(_) => Code::InvalidArgument,
            Error::ServerSideOnly => Code::ServerSideOnly,
            Error::Platform(platform) => platform.explanation().code.unwrap_or(Code::Protocol),
            Error::Network(_) => Code::Network,
            Error::HttpStatus(_) => Code::HttpStatus,
            Error::Storage(refused) => refused.class(),
            Error::Timeout(..) => Code::Timeout,
            Error::Protocol(_) => Code::Protocol,
            Error::RedirectRefused(_) => Code::RedirectRefused,
            Error::HostRefused(_) => Code::HostRefused,
            Error::Truncated | Error::RelayBrokeOff => Code::Truncated,
            Error::ContentEncoded => Code::ContentEncoded,
            Error::Empty => Code::Empty,
            Error::ChecksumMismatch(_) => Code::ChecksumMismatch,
            Error::TooLarge(_) => Code::TooLarge,
            Error::WriteFailed(_) => Code::WriteFailed,
            Error::CallbackFailed(_) => Code::CallbackFailed,
            Error::Relay(_) | Error::Intermediary(_) => Code::RelayRefused,
            Error::Relayed(relayed) => relayed.code,
            Error::TokenProvider => Code::TokenRejected,
        }
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn retryable(&self) -> bool {
        self.facts().retryable
    }
}

impl Facts<'_> {
    fn judge(&mut self, status: u16) {
        self.status = Some(status);
        self.again = passes(status);
        self.retryable = self.again;
    }

    /// The peer that the error concerns. `asked` is the peer of the call's current request.
    pub fn peer(&self, asked: Option<Peer>) -> Option<Peer> {
        match self.whom {
            Whom::Asked => asked,
            Whom::Always(peer) => peer,
        }
    }
}
