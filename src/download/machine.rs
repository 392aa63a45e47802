//! A download as a state machine without I/O: link, requests, resume, restart, the bytes that a stream has received, and
//! the verdict. It contains the link's machine ([`crate::call::machine`]).
//!
//! Bytes are untrusted until [`Step::Commit`].

mod opening;

use std::convert::Infallible;

use super::allowed_hosts::AllowedHosts;
use super::arrival::Arrival;
use super::inquiry::Inquiry;
use super::redirects::Redirects;
use super::step::{Begins, End, Event, Pump, Step};
use crate::call::machine::{Call, Post, retry};
use crate::call::relay_request::{Action, request_body};
use crate::call::response::{Body, ResponseHead};
use crate::call::retry::{Attempts, RetryDecision};
use crate::call::surroundings::Surroundings;
use crate::checksum::Checksum;
use crate::defaults::MAX_REPLY_BYTES;
use crate::error::code::Code;
use crate::error::peer::Peer;
use crate::error::storage::StorageError;
use crate::error::{Error, Limit};
use crate::link::signed_url::FunctionLink;
use crate::link::subject::Subject;

/// One download: its link, its attempts and the bytes so far.
#[derive(Debug, Clone)]
pub struct Download {
    /// The call for the link.
    pub call: Call,
    subject: Subject,
    allowed_hosts: AllowedHosts,
    max_bytes: u64,
    /// Whether the destination can take the package from the start again. A stream cannot.
    can_begin_again: bool,
    link: Option<FunctionLink>,
    asks_link: bool,
    attempts: Attempts,
    redirects: Redirects,
    arrival: Arrival,
    /// The head of the open response.
    head: ResponseHead,
    /// The number of bytes that a stream received before a restart, until they have arrived again.
    written: Option<u64>,
    keeps_digest: bool,
    /// The high-water mark, in bytes: repeated bytes do not reset the attempt count.
    furthest: u64,
    renewed: bool,
    afresh: bool,
    inquiry: Inquiry,
}

impl Download {
    /// Creates a download that has sent nothing. `call` is the one for the subject's link, `max_bytes` is `maxBytes`;
    /// `can_begin_again` is false for a stream.
    pub fn new(
        subject: Subject,
        call: Call,
        allowed_hosts: AllowedHosts,
        max_bytes: u64,
        can_begin_again: bool,
    ) -> Download {
        let attempts = Attempts::new(call.max_attempts());
        Download {
            call,
            subject,
            allowed_hosts,
            max_bytes,
            can_begin_again,
            link: None,
            asks_link: false,
            attempts,
            redirects: Redirects::default(),
            arrival: Arrival::new(max_bytes),
            head: ResponseHead::default(),
            written: None,
            keeps_digest: false,
            furthest: 0,
            renewed: false,
            afresh: false,
            inquiry: Inquiry::default(),
        }
    }

    /// The number of requests sent for the package; before the first, for the link.
    pub fn sent(&self) -> Option<u32> {
        self.attempts.sent().or_else(|| self.call.sent())
    }

    /// The peer of the current request; `None` while the call has no token.
    pub fn peer(&self) -> Option<Peer> {
        if self.asks_link || self.is_relayed() { self.call.peer() } else { Some(Peer::Storage) }
    }

    /// The link of the current package; `None` before it is known.
    pub fn link(&self) -> Option<&FunctionLink> {
        self.link.as_ref()
    }

    /// The number of bytes that have arrived.
    pub fn size(&self) -> u64 {
        self.arrival.position()
    }

    /// Takes an event and returns the next step.
    pub fn next(&mut self, event: Event, surroundings: &dyn Surroundings) -> Step {
        match event {
            Event::Begin if self.is_relayed() => self.request(surroundings),
            Event::Begin => self.ask_link(),
            Event::Linked(link) => {
                self.asks_link = false;
                if self.link.as_ref().is_some_and(|before| before.checksum != link.checksum) {
                    // The function was uploaded again in the meantime: drop the old package's bytes.
                    self.start_over();
                    self.furthest = 0;
                }
                self.link = Some(link);
                self.request(surroundings)
            }
            Event::Waited => self.request(surroundings),
            Event::Sent(outcome) => {
                let opened = match self.inquiry.give_up() {
                    None => self.open(outcome, surroundings),
                    Some(broken) => self.inquiry.head(broken, outcome).map(|head| {
                        self.head = head;
                        Step::ReadBody(MAX_REPLY_BYTES as u32)
                    }),
                };
                self.verdict(opened, surroundings)
            }
            Event::Body(body) => {
                let refused = self.refusal(body);
                self.failed(refused, surroundings)
            }
            Event::Pumped(bytes, end) => self.pumped(bytes, end, surroundings),
            Event::Compared(true) => {
                self.written = None;
                self.pump(None)
            }
            Event::Compared(false) => Step::Failed(self.mismatch(None)),
            Event::Digest(actual) => {
                let verdict = match self.link.as_ref().map(|link| link.checksum) {
                    Some(expected) => self.arrival.finish(&expected, &actual),
                    None => Err(self.broken_off()),
                };
                self.verdict(verdict.map(|()| Step::Commit), surroundings)
            }
            Event::TimedOut(limit, milliseconds, bytes) => {
                let counted = self.count(bytes);
                let timed_out = match self.inquiry.give_up() {
                    Some(broken) if limit != Limit::Call => broken,
                    _ => Error::Timeout(limit, milliseconds),
                };
                self.verdict(counted.and(Err(timed_out)), surroundings)
            }
            Event::Committed => Step::Done,
        }
    }

    fn ask_link(&mut self) -> Step {
        self.asks_link = true;
        Step::Link
    }

    /// The request that asks a relay why it broke off this download; `None` where there is no relay.
    fn ask_outcome(&self, download_id: &str) -> Option<Post> {
        let Subject { env, function_name } = &self.subject;
        let body = |appid: Option<&str>| request_body(env, function_name, appid, Some(download_id));
        self.call.to_relay(Action::Outcome, body)
    }

    /// Reads the error from an error response's body.
    fn refusal(&mut self, body: Body) -> Error {
        if self.is_relayed() {
            let Err(error) = self.inquiry.read::<Infallible>(self.head.status, body);
            return error;
        }
        let bytes = if let Body::Whole(bytes) = body { bytes } else { Vec::new() };
        let link = self.link.as_ref().and_then(|link| link.url.as_deref()).unwrap_or_default();
        Error::Storage(Box::new(StorageError::read(self.head.status, self.head.request_id.as_deref(), &bytes, link)))
    }

    fn is_relayed(&self) -> bool {
        self.call.is_relayed()
    }

    /// Takes chunks. Those that a stream received before a restart come first, and are hashed but not written.
    fn pump(&self, begins: Option<Begins>) -> Step {
        let from = self.arrival.position();
        let up_to = self.written.map(|written| written.saturating_sub(from));
        let most = self.max_bytes.saturating_sub(from);
        Step::Pump(Pump { begins, from, total: self.arrival.total(), up_to, most, writes: up_to.is_none() })
    }

    fn pumped(&mut self, bytes: u64, end: End, surroundings: &dyn Surroundings) -> Step {
        let counted = self.count(bytes);
        let judged = counted.and(match end {
            End::Reached => Ok(Step::Compare),
            // The count has refused bytes beyond `maxBytes` already.
            End::TooMuch => Err(Error::TooLarge(self.max_bytes)),
            End::BrokeOff => Err(self.broken_off()),
            End::Whole if self.arrival.is_short() => Err(self.broken_off()),
            // A stream has received more bytes than this package has: it was another one.
            End::Whole if self.written.is_some() => Err(self.mismatch(None)),
            End::Whole => Ok(Step::Digest),
        });
        self.verdict(judged, surroundings)
    }

    /// Counts bytes. New ones start the count of attempts anew.
    fn count(&mut self, bytes: u64) -> Result<(), Error> {
        let counted = self.arrival.push(bytes);
        if self.arrival.position() > self.furthest {
            self.furthest = self.arrival.position();
            self.attempts.progressed();
        }
        counted
    }

    fn verdict(&mut self, verdict: Result<Step, Error>, surroundings: &dyn Surroundings) -> Step {
        verdict.unwrap_or_else(|error| self.failed(error, surroundings))
    }

    /// Chooses what follows a failure: a request for the relay's reason, a new link, the package from its start, another
    /// attempt after a wait, or the end of the download.
    fn failed(&mut self, error: Error, surroundings: &dyn Surroundings) -> Step {
        let error = match self.inquiry.begin(error) {
            Ok(download_id) => match self.ask_outcome(&download_id) {
                Some(post) => return Step::Post(post),
                None => self.broken_off(),
            },
            Err(error) => error,
        };
        match error {
            Error::Storage(refused) if refused.class() == Code::LinkExpired && !self.renewed => {
                self.renewed = true;
                self.call = self.call.again();
                self.ask_link()
            }
            // A mismatch that the relay found, too: the relay streams, and cannot start over itself.
            error if error.code() == Code::ChecksumMismatch && !self.afresh && self.may_begin_again() => {
                self.afresh = true;
                self.start_over();
                self.furthest = 0;
                self.request(surroundings)
            }
            error => self.retried(error, false, surroundings),
        }
    }

    fn retried(&mut self, error: Error, stale_connection: bool, surroundings: &dyn Surroundings) -> Step {
        let retry_after = self.head.retry_after.take();
        match retry(&mut self.attempts, &error, retry_after, stale_connection, surroundings) {
            RetryDecision::Stop => Step::Failed(error),
            RetryDecision::After(0.0) => self.request(surroundings),
            RetryDecision::After(milliseconds) => Step::Wait(milliseconds),
        }
    }

    /// Whether the package may come from its start again: no stream has received a byte of it.
    fn may_begin_again(&self) -> bool {
        self.can_begin_again || (self.written.is_none() && self.arrival.position() == 0)
    }

    /// Forgets the bytes that arrived, and keeps the number of those that a stream has received.
    fn start_over(&mut self) {
        self.keep(self.arrival.position());
        self.arrival.start_over();
    }

    fn keep(&mut self, position: u64) {
        if !self.can_begin_again && self.written.is_none() && position > 0 {
            self.written = Some(position);
            self.keeps_digest = true;
        }
    }

    fn mismatch(&self, actual: Option<&Checksum>) -> Error {
        match &self.link {
            Some(link) => self.arrival.mismatch(&link.checksum, actual),
            None => self.broken_off(),
        }
    }

    fn broken_off(&self) -> Error {
        if self.is_relayed() { Error::RelayBrokeOff } else { Error::Truncated }
    }
}
