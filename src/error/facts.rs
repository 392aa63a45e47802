//! The facts of an error, each in one place: its code, whether to try again, its fields and what to do next.

use super::code::Code;
use super::peer::Peer;
use super::protocol::{PlatformError, ProtocolFault};
use super::refusal::{HostFault, RedirectFault};
use super::storage::StorageError;
use super::{Error, Limit, Mismatch, advice};

/// The facts of one error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The stable code.
    pub code: Code,
    /// Whether the same call may succeed later, unchanged.
    pub retryable: bool,
    /// Whether another attempt, seconds later, may succeed: narrower than `retryable`, which covers any later time.
    pub again: bool,
    /// What to do next, with places for the peer and the host ([`super::peer::Filled`]).
    pub advice: &'a str,
    /// Whom it concerns.
    pub whom: Whom,
    /// The HTTP status, where it is the reason.
    pub status: Option<u16>,
    /// What the platform replied, where it is the reason.
    pub platform: Option<&'a PlatformError>,
    /// What the storage host answered, where it is the reason.
    pub storage: Option<&'a StorageError>,
    /// The address that was refused.
    pub host: Option<&'a HostFault>,
    /// What arrived in a package's place.
    pub mismatch: Option<&'a Mismatch>,
}

/// Whom an error concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// The peer that the call was asking.
    Asked,
    /// This one; the caller itself where there is none.
    Always(Option<Peer>),
}

/// Whether a status passes by itself.
fn passes(status: u16) -> bool {
    matches!(status, 408 | 429 | 500 | 502 | 503 | 504)
}

impl Error {
    /// Its facts.
    pub fn facts(&self) -> Facts<'_> {
        let code = self.code();
        // What passes, and what stays.
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
                // An errcode that is known decides; of another one, the status.
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
                // A relay has retried the platform's errors itself; its own limits pass with time.
                facts.again = refused && relayed.retryable;
                facts.advice = &relayed.advice;
                // Any other status of a relay says only that there is an error.
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
            // A file's failure says what the system refused; a stream's is in `cause` alone.
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

    /// The stable code.
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

    /// Whom it concerns, where the call was asking `asked`.
    pub fn peer(&self, asked: Option<Peer>) -> Option<Peer> {
        match self.whom {
            Whom::Asked => asked,
            Whom::Always(peer) => peer,
        }
    }
}
