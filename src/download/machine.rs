//! A download as a state machine without I/O: the link, the requests, resume and restart, what a stream was given already, and
//! the verdict. It composes the link's machine ([`crate::link::call`]).
//!
//! Bytes are untrusted until [`Step::Commit`].

use super::allowed_hosts::AllowedHosts;
use super::arrival::{Arrival, RangeRequest, ResumeDecision};
use super::redirects::{Redirects, is_redirect};
use crate::checksum::Checksum;
use crate::error::protocol::ProtocolFault;
use crate::error::{Error, Limit};
use crate::link::call::{Call, Post, admit_relay, retry};
use crate::link::relay_client::{read_error, read_package_head};
use crate::link::response::{Body, Outcome, ResponseHead};
use crate::link::retry::{Attempts, RetryDecision};
use crate::link::signed_url::FunctionLink;
use crate::link::surroundings::Surroundings;

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Drive [`Download::call`] to its end.
    Link,
    /// Send this, and leave the response's body open.
    Get(Get),
    /// Send this to a relay, and leave the response's body open.
    Post(Post),
    /// Read the body of the response that is open, up to 1 MiB.
    ReadBody,
    /// Take chunks from the response that is open.
    Pump(Pump),
    /// Compare the digest so far with the one that was kept.
    Compare,
    /// The digest of everything.
    Digest,
    /// Wait so many milliseconds.
    Wait(f64),
    /// The bytes match the checksum: close the destination.
    Commit,
    /// It is done.
    Done,
    /// It failed.
    Failed(Error),
}

/// A GET of a package, or of its rest.
#[derive(Clone, PartialEq, Eq)]
pub struct Get {
    /// Where from: a credential, which goes to `fetch` and nowhere else.
    pub url: String,
    /// Which part.
    pub range: Option<RangeRequest>,
    /// Whether it follows a redirect within the attempt that is under way.
    pub is_redirected: bool,
}

impl std::fmt::Debug for Get {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Get")
            .field("range", &self.range)
            .field("is_redirected", &self.is_redirected)
            .finish_non_exhaustive()
    }
}

/// Chunks to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pump {
    /// Where the bytes start over: a new digest and an empty destination.
    pub begins: Option<Begins>,
    /// How many bytes are there.
    pub from: u64,
    /// How many there will be, where that is known.
    pub total: Option<u64>,
    /// Stop after so many bytes; the rest of a chunk stays for the next pump.
    pub up_to: Option<u64>,
    /// Stop as soon as there are more than so many bytes.
    pub most: u64,
    /// Whether to hand the bytes on: a stream was given those before already.
    pub writes: bool,
}

/// The bytes start over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begins {
    /// Whether to keep the digest so far: it is that of what a stream was given and cannot give back.
    pub keeps_digest: bool,
}

/// How a pump ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The body came to its own end.
    Whole,
    /// `up_to` was reached.
    Reached,
    /// `most` was passed.
    TooMuch,
    /// The body broke off.
    BrokeOff,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The download begins.
    Begin,
    /// The link is there.
    Linked(FunctionLink),
    /// A request was sent.
    Sent(Outcome<()>),
    /// A body was read.
    Body(Body),
    /// So many bytes arrived, and how it ended.
    Pumped(u64, End),
    /// Whether both digests are the same.
    Compared(bool),
    /// The digest of everything.
    Digest(Checksum),
    /// A time ran out, after so many bytes.
    Late(Limit, u32, u64),
    /// The wait is over.
    Waited,
    /// The destination is closed.
    Committed,
}

/// A download.
#[derive(Debug, Clone)]
pub struct Download {
    /// The call for its link.
    pub call: Call,
    allowed_hosts: AllowedHosts,
    max_bytes: u64,
    /// Whether the destination can begin again: a stream cannot.
    can_begin_again: bool,
    link: Option<FunctionLink>,
    attempts: Attempts,
    redirects: Redirects,
    arrival: Arrival,
    /// The head of the response that is open.
    head: ResponseHead,
    /// What a stream was given before a restart and has not come again since.
    written: Option<u64>,
    keeps_digest: bool,
    /// The furthest that any request came: getting there again is no progress.
    furthest: u64,
    renewed: bool,
    afresh: bool,
}

impl Download {
    /// Nothing was asked yet.
    pub fn new(call: Call, allowed_hosts: AllowedHosts, max_bytes: u64, can_begin_again: bool) -> Download {
        let attempts = Attempts::new(call.max_attempts());
        Download {
            call,
            allowed_hosts,
            max_bytes,
            can_begin_again,
            link: None,
            attempts,
            redirects: Redirects::default(),
            arrival: Arrival::new(max_bytes),
            head: ResponseHead::default(),
            written: None,
            keeps_digest: false,
            furthest: 0,
            renewed: false,
            afresh: false,
        }
    }

    /// How many requests were sent, in the step that it is in.
    pub fn sent(&self) -> Option<u32> {
        self.attempts.sent().or_else(|| self.call.sent())
    }

    /// The link that the bytes come from.
    pub fn link(&self) -> Option<&FunctionLink> {
        self.link.as_ref()
    }

    /// How many bytes are there.
    pub fn size(&self) -> u64 {
        self.arrival.position()
    }

    /// What to do after this event.
    pub fn next(&mut self, event: Event, surroundings: &dyn Surroundings) -> Step {
        match event {
            Event::Begin if self.is_relayed() => self.request(surroundings),
            Event::Begin => Step::Link,
            Event::Linked(link) => {
                if self.link.as_ref().is_some_and(|before| before.checksum != link.checksum) {
                    // The function was uploaded again in the meantime: nothing of the old package counts.
                    self.start_over();
                    self.furthest = 0;
                }
                self.link = Some(link);
                self.request(surroundings)
            }
            Event::Waited => self.request(surroundings),
            Event::Sent(outcome) => match self.open(outcome, surroundings) {
                Ok(step) => step,
                Err(error) => self.failed(error, surroundings),
            },
            Event::Body(body) => {
                let read = body.bytes().and_then(|bytes| read_error(self.head.status, &bytes));
                self.verdict(read, surroundings)
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
            Event::Late(limit, milliseconds, bytes) => {
                let counted = self.count(bytes);
                self.verdict(counted.and(Err(Error::Timeout(limit, milliseconds))), surroundings)
            }
            Event::Committed => Step::Done,
        }
    }

    fn is_relayed(&self) -> bool {
        self.call.relay_download().is_some()
    }

    /// Asks for the package, or for the rest that is missing.
    fn request(&mut self, surroundings: &dyn Surroundings) -> Step {
        // What an earlier response said of a wait is over.
        self.head = ResponseHead::default();
        if let Some(post) = self.call.relay_download() {
            self.attempts.begin();
            return Step::Post(post);
        }
        // The platform always tells it.
        let url = self.link.as_ref().and_then(|link| link.url.clone()).unwrap_or_default();
        if let Err(error) = self.allowed_hosts.admit_text(&url, surroundings) {
            return Step::Failed(error);
        }
        self.attempts.begin();
        self.redirects = Redirects::default();
        Step::Get(Get { url, range: self.arrival.range(), is_redirected: false })
    }

    /// Judges the head of a response.
    fn open(&mut self, outcome: Outcome<()>, surroundings: &dyn Surroundings) -> Result<Step, Error> {
        self.head = match outcome {
            Outcome::Response(head, ()) => *head,
            Outcome::Unreachable { fault, stale_connection } => {
                return Ok(self.retried(Error::Network(fault), stale_connection, surroundings));
            }
            Outcome::NotAResponse => return Err(Error::Protocol(ProtocolFault::NotAResponse)),
        };
        if self.is_relayed() {
            admit_relay(&self.head)?;
            if !(200..=299).contains(&self.head.status) {
                return Ok(Step::ReadBody);
            }
            self.link = Some(read_package_head(&self.head, |text| surroundings.date_ms(text))?);
            self.head = without_encoding(std::mem::take(&mut self.head));
        } else if is_redirect(self.head.status) {
            let head = std::mem::take(&mut self.head);
            let url = self.redirects.follow(&head, &self.allowed_hosts, surroundings)?;
            return Ok(Step::Get(Get { url, range: self.arrival.range(), is_redirected: true }));
        }
        let before = self.arrival.position();
        match self.arrival.judge(&self.head)? {
            ResumeDecision::Continues => Ok(self.pump(None)),
            ResumeDecision::AskAgain => {
                self.start_over();
                Ok(self.request(surroundings))
            }
            ResumeDecision::StartsOver => {
                self.keep(before);
                let keeps_digest = std::mem::take(&mut self.keeps_digest);
                Ok(self.pump(Some(Begins { keeps_digest })))
            }
        }
    }

    /// Takes the chunks: first those that a stream was given before, which are only hashed.
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
            // More than there may be was refused by the count.
            End::TooMuch => Err(Error::TooLarge(self.max_bytes)),
            End::BrokeOff => Err(self.broken_off()),
            End::Whole if self.arrival.is_short() => Err(self.broken_off()),
            // A stream holds more than what arrived: it is another package.
            End::Whole if self.written.is_some() => Err(self.mismatch(None)),
            End::Whole => Ok(Step::Digest),
        });
        self.verdict(judged, surroundings)
    }

    /// Counts bytes, and that the download moved on.
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

    /// A new link, the package afresh, another attempt after a wait, or the end.
    fn failed(&mut self, error: Error, surroundings: &dyn Surroundings) -> Step {
        match error {
            Error::LinkExpired if !self.renewed => {
                self.renewed = true;
                self.call = self.call.again();
                Step::Link
            }
            Error::ChecksumMismatch(_) if !self.afresh && self.can_begin_again => {
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

    /// Forgets what arrived; what a stream was given of it is remembered.
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

/// A relay's own encoding is the runtime's to undo: its length is of use without one alone.
fn without_encoding(head: ResponseHead) -> ResponseHead {
    let content_length = if head.content_encoding.is_none() { head.content_length } else { None };
    ResponseHead { status: head.status, redirected: head.redirected, content_length, ..ResponseHead::default() }
}
