//! The message of an error: what happened, and at which peer.

use std::fmt;

use super::code::Code;
use super::errcode::Explanation;
use super::filled::Filled;
use super::peer::Peer;
use super::protocol::PlatformError;
use super::redact::{find, one_line};
use super::refusal::RedirectFault;
use super::{Error, Limit, messages};

/// An error's message, with its peer.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a>(&'a Error, Option<Peer>);

impl Error {
    /// The message. `peer` is the peer of the call's current request.
    pub fn words(&self, peer: Option<Peer>) -> Words<'_> {
        Words(self, peer)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words(None).fmt(f)
    }
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Words(error, peer) = *self;
        let (mut number, mut host, mut end) = (0, "", "");
        let text = match error {
            Error::InvalidArgument(what) => return f.write_str(what),
            Error::ServerSideOnly => messages::SERVER_SIDE_ONLY.en,
            Error::Platform(platform) => return platform_words(platform, f),
            Error::Network(fault) => {
                end = fault.as_str();
                messages::NO_ANSWER.en
            }
            Error::HttpStatus(status) => {
                number = u64::from(*status);
                messages::STATUS.en
            }
            Error::Timeout(limit, ms) => {
                number = u64::from(*ms);
                // The token provider is not a peer.
                if peer.is_some() {
                    end = messages::WAITING.en;
                }
                match limit {
                    Limit::Call => messages::CALL_TIME.en,
                    Limit::Attempt => messages::ATTEMPT_TIME.en,
                    Limit::Idle => messages::IDLE_TIME.en,
                }
            }
            Error::Protocol(fault) => {
                end = fault.as_str();
                if peer == Some(Peer::Storage) { messages::NOT_A_PACKAGE.en } else { messages::NOT_THE_REPLY.en }
            }
            Error::RedirectRefused(fault) => {
                number = u64::from(fault.status().unwrap_or(0));
                match fault {
                    RedirectFault::Followed => messages::FOLLOWED.en,
                    RedirectFault::Status(_) => messages::REDIRECTED.en,
                    RedirectFault::TooMany(_) => {
                        end = messages::ONE_TOO_MANY.en;
                        messages::REDIRECTED.en
                    }
                    RedirectFault::Target(_, fault) => {
                        (host, end) = (fault.host.as_str(), fault.as_str());
                        messages::REDIRECTED.en
                    }
                }
            }
            Error::HostRefused(fault) => {
                (host, end) = (fault.host.as_str(), fault.as_str());
                messages::ADDRESS_REFUSED.en
            }
            Error::Storage(refused) => {
                number = u64::from(refused.status);
                host = refused.code.as_deref().unwrap_or_default();
                if !host.is_empty() {
                    end = messages::STORAGE_CODE.en;
                }
                if refused.class() == Code::LinkExpired { messages::REFUSED_LINK.en } else { messages::STATUS.en }
            }
            Error::Truncated => messages::BROKE_OFF.en,
            Error::RelayBrokeOff => messages::RELAY_BROKE_OFF.en,
            Error::ContentEncoded => messages::ENCODED.en,
            Error::Empty => messages::NO_BODY.en,
            Error::ChecksumMismatch(mismatch) => return mismatch.fmt(f),
            Error::TooLarge(max) => {
                number = *max;
                messages::TOO_LARGE.en
            }
            Error::WriteFailed(why) if why.is_empty() => messages::DESTINATION.en,
            Error::WriteFailed(why) => return f.write_str(why),
            Error::Relay(refusal) => {
                end = refusal.words().en;
                messages::RELAY_REFUSED.en
            }
            Error::Relayed(relayed) => return f.write_str(&relayed.message),
            Error::Intermediary(what) => return what.fmt(f),
            Error::CallbackFailed(name) => {
                end = messages::CALLBACK.en;
                name
            }
            Error::TokenProvider => messages::TOKEN_PROVIDER.en,
        };
        Filled { text, peer, number, host }.fmt(f)?;
        Filled { text: end, peer, number, host }.fmt(f)
    }
}

fn platform_words(platform: &PlatformError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Explanation { name, .. } = platform.explanation();
    let errmsg = one_line(with_one_rid(&platform.errmsg, platform.rid.as_deref().unwrap_or_default()));
    // The platform's errmsg mostly begins with the name.
    let words = if errmsg.starts_with(name) { errmsg } else { format!("{name}: {errmsg}") };
    write!(f, "the platform answered errcode {}, {}", platform.errcode, words.trim_end_matches([' ', ':']))
}

/// The errmsg, cut after its first rid where the rid is repeated.
fn with_one_rid<'a>(errmsg: &'a str, rid: &str) -> &'a str {
    let end = find(errmsg, rid).map_or(errmsg.len(), |at| at + rid.len());
    let (first, rest) = errmsg.split_at_checked(end).unwrap_or((errmsg, ""));
    if find(rest, rid).is_some() { first } else { errmsg }
}
