//! The facts of an error, each in one place: its code, whether to try again, its fields and what to do next.

use super::code::Code;
use super::protocol::PlatformError;
use super::{Error, Limit, Mismatch};

/// The facts of one error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The stable code.
    pub code: Code,
    /// Whether the same call may succeed later, unchanged.
    pub retryable: bool,
    /// Whether another attempt, seconds later, may succeed: narrower than `retryable`, which covers any later time.
    pub again: bool,
    /// What to do next.
    pub advice: &'a str,
    /// The HTTP status, where it is the reason.
    pub status: Option<u16>,
    /// What the platform replied, where it is the reason.
    pub platform: Option<&'a PlatformError>,
    /// What arrived in a package's place.
    pub mismatch: Option<&'a Mismatch>,
}

impl<'a> Facts<'a> {
    /// A failure that stays, with the advice of its code.
    fn lasting(code: Code) -> Facts<'a> {
        Facts {
            code,
            retryable: false,
            again: false,
            advice: code.advice(),
            status: None,
            platform: None,
            mismatch: None,
        }
    }

    /// A failure that may pass: another attempt is worth it.
    fn passing(code: Code) -> Facts<'a> {
        Facts::lasting(code).retried(true)
    }

    fn retried(self, retryable: bool) -> Facts<'a> {
        Facts { retryable, again: retryable, ..self }
    }

    fn advised(self, advice: &'a str) -> Facts<'a> {
        Facts { advice, ..self }
    }

    fn of_status(self, status: impl Into<Option<u16>>) -> Facts<'a> {
        Facts { status: status.into(), ..self }
    }
}

impl Error {
    /// Its facts.
    pub fn facts(&self) -> Facts<'_> {
        match self {
            Error::InvalidArgument(_) => Facts::lasting(Code::InvalidArgument),
            Error::ServerSideOnly => Facts::lasting(Code::ServerSideOnly),
            Error::Platform(platform) => {
                let known = platform.explanation();
                let code = known.code.unwrap_or(Code::Protocol);
                let facts = Facts::lasting(code).advised(known.advice);
                Facts { retryable: known.retryable, again: code == Code::Busy, platform: Some(platform), ..facts }
            }
            Error::Network(fault) => {
                Facts::lasting(Code::Network).retried(fault.retryable()).advised(fault.advice())
            }
            Error::HttpStatus(status) => {
                let passes = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
                Facts::lasting(Code::HttpStatus).retried(passes).of_status(*status)
            }
            Error::Timeout(limit, _) => Facts { again: *limit != Limit::Call, ..Facts::passing(Code::Timeout) },
            Error::Protocol(fault) => Facts::lasting(Code::Protocol).retried(fault.retryable()),
            // 0 stands for a redirect whose status is hidden.
            Error::RedirectRefused(status) => {
                Facts::lasting(Code::RedirectRefused).of_status(Some(*status).filter(|status| *status != 0))
            }
            Error::HostRefused(_) => Facts::lasting(Code::HostRefused),
            Error::LinkExpired => Facts { again: false, ..Facts::passing(Code::LinkExpired).of_status(403) },
            Error::Truncated => Facts::passing(Code::Truncated),
            Error::RelayBrokeOff => Facts::passing(Code::Truncated).advised(
                "Try again. A relay breaks off a package that does not match its checksum or that it could not get whole: its audit \
                 log tells which. Look for a proxy in between that limits sizes or times, too.",
            ),
            Error::ContentEncoded => Facts::lasting(Code::ContentEncoded),
            Error::Empty => Facts::passing(Code::Empty),
            Error::ChecksumMismatch(mismatch) => {
                let facts = Facts::passing(Code::ChecksumMismatch);
                Facts { again: false, mismatch: Some(mismatch), ..facts }
            }
            Error::TooLarge(_) => Facts::lasting(Code::TooLarge),
            Error::WriteFailed(why) if why.is_empty() => Facts::lasting(Code::WriteFailed)
                .advised("Look at cause: it is what your own stream threw or rejected with."),
            Error::WriteFailed(_) => Facts::lasting(Code::WriteFailed),
            Error::CallbackFailed(_) => Facts::lasting(Code::CallbackFailed),
            Error::Relay(refusal) => {
                let facts = Facts::lasting(Code::RelayRefused).advised(refusal.advice()).of_status(refusal.status());
                Facts { retryable: refusal.retryable(), ..facts }
            }
            Error::Relayed(relayed) => {
                let refused = relayed.code == Code::RelayRefused;
                let facts = Facts::lasting(relayed.code).advised(&relayed.advice);
                Facts {
                    retryable: relayed.retryable,
                    // A relay has retried the platform's errors itself; its own limits pass with time.
                    again: refused && relayed.retryable,
                    // Any other status of a relay says only that there is an error.
                    status: Some(relayed.status).filter(|_| refused),
                    platform: relayed.platform.as_ref(),
                    mismatch: relayed.mismatch.as_ref(),
                    ..facts
                }
            }
            Error::Intermediary(what) => {
                Facts::lasting(Code::RelayRefused).advised(what.advice()).of_status(what.status())
            }
            Error::TokenProvider => Facts::lasting(Code::TokenRejected)
                .advised("Look at the token service's own log: it did not give an authorizer_access_token."),
        }
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.facts().code
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn retryable(&self) -> bool {
        self.facts().retryable
    }
}
