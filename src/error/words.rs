//! The message of an error: what happened, and at whom.

use std::fmt;

use super::code::Code;
use super::errcode::Explanation;
use super::peer::{Filled, Peer, host, number, who};
use super::protocol::PlatformError;
use super::redact::{find, one_line};
use super::refusal::RedirectFault;
use super::{Error, Limit};

const ANSWERED: &str = concat!(who!(), " answered with HTTP status ", number!());
const REDIRECTED: &str = concat!("a redirect of ", who!(), " (HTTP status ", number!(), ") was refused");

/// An error's message, about a peer.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a>(&'a Error, Option<Peer>);

impl Error {
    /// Its message. `peer` is whom the call was asking.
    pub fn words(&self, peer: Option<Peer>) -> Words<'_> {
        Words(self, peer)
    }
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Words(error, peer) = *self;
        let (mut number, mut host, mut end) = (0, "", "");
        let text = match error {
            Error::InvalidArgument(what) => return f.write_str(what),
            Error::ServerSideOnly => "an access token may not be used in a browser page or worker",
            Error::Platform(platform) => return platform_words(platform, f),
            Error::Network(fault) => {
                end = fault.as_str();
                concat!("no answer arrived from ", who!(), ": ")
            }
            Error::HttpStatus(status) => {
                number = u64::from(*status);
                ANSWERED
            }
            Error::Timeout(limit, ms) => {
                number = u64::from(*ms);
                // The token provider is no peer.
                if peer.is_some() {
                    end = concat!(", waiting for ", who!());
                }
                match limit {
                    Limit::Call => concat!("the call was not done within timeoutMs, ", number!(), " ms"),
                    Limit::Attempt => concat!("the attempt was not done within attemptTimeoutMs, ", number!(), " ms"),
                    Limit::Idle => concat!("nothing arrived for idleTimeoutMs, ", number!(), " ms"),
                }
            }
            Error::Protocol(fault) => {
                end = fault.as_str();
                if peer == Some(Peer::Storage) {
                    concat!("the answer of ", who!(), " is not a package: ")
                } else {
                    concat!("the answer of ", who!(), " is not the documented reply: ")
                }
            }
            Error::RedirectRefused(fault) => {
                number = u64::from(fault.status().unwrap_or(0));
                match fault {
                    RedirectFault::Followed => {
                        concat!("a redirect of ", who!(), " was followed by options.fetch, which must not follow any")
                    }
                    RedirectFault::Status(_) => REDIRECTED,
                    RedirectFault::TooMany(_) => {
                        end = ": it is one too many in a row";
                        REDIRECTED
                    }
                    RedirectFault::Target(_, fault) => {
                        (host, end) = (fault.host.as_str(), fault.as_str());
                        REDIRECTED
                    }
                }
            }
            Error::HostRefused(fault) => {
                (host, end) = (fault.host.as_str(), fault.as_str());
                "the download's address was refused"
            }
            Error::Storage(refused) => {
                number = u64::from(refused.status);
                host = refused.code.as_deref().unwrap_or_default();
                if !host.is_empty() {
                    end = concat!(" (", host!(), ")");
                }
                if refused.class() == Code::LinkExpired {
                    concat!(who!(), " refused the link by HTTP status ", number!())
                } else {
                    ANSWERED
                }
            }
            Error::Truncated => concat!("the body of ", who!(), "'s answer broke off before its end"),
            Error::RelayBrokeOff => "the package broke off before its end, on its way through the relay",
            Error::ContentEncoded => concat!(who!(), " answered with a Content-Encoding"),
            Error::Empty => concat!(who!(), " answered without a body"),
            Error::ChecksumMismatch(mismatch) => return mismatch.fmt(f),
            Error::TooLarge(max) => {
                number = *max;
                concat!("the package is larger than maxBytes, ", number!(), " bytes")
            }
            Error::WriteFailed(why) if why.is_empty() => "the destination refused the bytes",
            Error::WriteFailed(why) => return f.write_str(why),
            Error::Relay(refusal) => {
                end = refusal.as_str();
                "the relay refused the request: "
            }
            Error::Relayed(relayed) => return f.write_str(&relayed.message),
            Error::Intermediary(what) => return what.fmt(f),
            Error::CallbackFailed(name) => {
                end = " failed";
                name
            }
            Error::TokenProvider => "the token provider did not give a token",
        };
        Filled { text, peer, number, host }.fmt(f)?;
        Filled { text: end, peer, number, host }.fmt(f)
    }
}

fn platform_words(platform: &PlatformError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Explanation { name, .. } = platform.explanation();
    let errmsg = one_line(with_one_rid(&platform.errmsg, platform.rid.as_deref().unwrap_or_default()));
    // The platform's own words mostly begin with the name.
    let words = if errmsg.starts_with(name) { errmsg } else { format!("{name}: {errmsg}") };
    write!(f, "the platform answered errcode {}, {}", platform.errcode, words.trim_end_matches([' ', ':']))
}

/// The errmsg, up to its rid where that is repeated.
fn with_one_rid<'a>(errmsg: &'a str, rid: &str) -> &'a str {
    let end = find(errmsg, rid).map_or(errmsg.len(), |at| at + rid.len());
    let (first, rest) = errmsg.split_at_checked(end).unwrap_or((errmsg, ""));
    if find(rest, rid).is_some() { first } else { errmsg }
}
