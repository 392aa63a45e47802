//! Where a package's bytes come from: the storage host that a link names, or a relay.

use super::attempt::Attempt;
use super::error::Failure;
use super::fetch::{Answer, Hints};
use super::guard::Guard;
use super::link::{Call, Route};
use super::open::open;
use super::relayed::Relay;
use crate::download::allowed_hosts::AllowedHosts;
use crate::download::arrival::{Arrival, ResponseHead};
use crate::error::Error;
use crate::link::retry::Attempts;
use crate::relay::client::ToldLink;

/// A package that can be asked for.
pub enum Package<'a> {
    /// The storage host's, by its link.
    Stored(ToldLink),
    /// A relay's, which tells the link with each answer.
    Relayed(&'a Relay, Option<ToldLink>),
}

impl<'a> Package<'a> {
    /// Finds it: from the platform by its link; a relay is asked for link and package at once.
    pub async fn find(call: &'a Call, guard: &Guard, attempts: &mut Attempts) -> Result<Package<'a>, Failure> {
        match &call.route {
            Route::Platform(platform) => {
                platform.link(call, guard, attempts).await.map(|link| Package::Stored(link.into()))
            }
            Route::Relay(relay) => Ok(Package::Relayed(relay, None)),
        }
    }

    /// One request for it, or for the rest that `pull` lacks.
    pub async fn open(
        &mut self,
        call: &Call,
        rule: &AllowedHosts,
        pull: &Arrival,
        attempt: &Attempt<'_>,
        hints: &mut Hints,
    ) -> Result<Answer, Failure> {
        match self {
            Package::Stored(link) => {
                // The platform always tells it.
                let url = link.url.as_deref().unwrap_or_default();
                open(&call.options.transport, rule, url, pull.range().as_ref(), attempt, hints).await
            }
            Package::Relayed(relay, known) => {
                let (answer, link) = relay.package(call, attempt, hints).await?;
                *known = Some(link);
                Ok(answer)
            }
        }
    }

    /// The head of its answer. A relay's own encoding is the runtime's to undo; its length is of use without one alone.
    pub fn head(&self, answer: &Answer) -> ResponseHead {
        let header = |name| answer.header(name);
        let encoding = header("content-encoding");
        let (status, redirected) = (answer.status, answer.redirected);
        match self {
            Package::Stored(_) => ResponseHead {
                status,
                redirected,
                content_encoding: encoding,
                content_length: header("content-length"),
                content_range: header("content-range"),
                etag: header("etag"),
            },
            Package::Relayed(..) => {
                let content_length = if encoding.is_none() { header("content-length") } else { None };
                ResponseHead { status, redirected, content_length, ..ResponseHead::default() }
            }
        }
    }

    /// Its body broke off.
    pub fn broken_off(&self) -> Error {
        match self {
            Package::Stored(_) => Error::Truncated,
            Package::Relayed(..) => Error::RelayBrokeOff,
        }
    }

    /// Its link, as a caller is told of it.
    pub fn link(&self) -> Result<&ToldLink, Error> {
        match self {
            Package::Stored(link) => Ok(link),
            Package::Relayed(_, link) => link.as_ref().ok_or(Error::RelayBrokeOff),
        }
    }
}
