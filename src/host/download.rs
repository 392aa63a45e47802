//! A package on its way: link, requests, pieces, verdict. What each means is the core's to say ([`crate::download::arrival`]).

use js_sys::{Function, Object};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::digest::Hasher;
use super::engine::Engine;
use super::error::{Failure, object};
use super::fetch::Hints;
use super::guard::Guard;
use super::link::{Call, encode_link, pause};
use super::names::set;
use super::options::{Fields, host_rule};
use super::package::Package;
use super::progress::{Progress, tell};
use super::sink::{Prefix, Sink};
use super::source::Source;
use crate::checksum::Checksum;
use crate::download::allowed_hosts::AllowedHosts;
use crate::download::arrival::{Arrival, DEFAULT_MAX_BYTES, ResumeDecision};
use crate::error::{Error, Subject};
use crate::link::retry::Attempts;
use crate::relay::client::ToldLink;

/// One download, decoded.
pub struct Download {
    call: Call,
    rule: AllowedHosts,
    max_bytes: u64,
    idle_timeout_ms: u32,
    on_start: Option<Function>,
    engine: Engine,
    on_progress: Option<Function>,
    link_attempts: Attempts,
    attempts: Attempts,
}

/// How far it is.
struct Transfer {
    pull: Arrival,
    hasher: Hasher,
    /// The furthest that any request came.
    furthest: u64,
    progress: Progress,
}

impl Download {
    /// Reads what a download takes beside its call.
    pub fn decode(call: Call, options: &Fields) -> Result<Download, Error> {
        let attempts = Attempts::new(call.options.max_attempts);
        Ok(Download {
            rule: host_rule(options)?,
            max_bytes: options.bytes("maxBytes", DEFAULT_MAX_BYTES)?,
            idle_timeout_ms: options.milliseconds("idleTimeoutMs", 15_000)?,
            on_start: options.function("onStart")?,
            engine: Engine::decode(options)?.admit_pieces()?,
            on_progress: options.function("onProgress")?,
            link_attempts: attempts.clone(),
            attempts,
            call,
        })
    }

    /// What it is about.
    pub fn subject(&self) -> &Subject {
        &self.call.subject
    }

    /// How many requests were sent, in the step that it is in.
    pub fn sent(&self) -> Option<u32> {
        self.attempts.sent().or_else(|| self.link_attempts.sent())
    }

    /// Runs it to the end: `{ link, size, checksum, bytes? }`.
    pub async fn run(&mut self, sink: &mut Sink) -> Result<JsValue, Failure> {
        let guard = self.call.options.transport.guard();
        guard.check()?;
        let mut package = Package::find(&self.call, &guard, &mut self.link_attempts).await?;
        let mut transfer = Transfer {
            pull: Arrival::new(self.max_bytes),
            hasher: Hasher::new(self.engine, None),
            furthest: 0,
            progress: Progress::new(self.on_progress.clone()),
        };
        let mut renewed = false;
        let mut afresh = false;
        loop {
            // A destination that failed while nothing was written to it makes every further request idle.
            sink.check(&guard).await?;
            let mut hints = Hints::default();
            self.attempts.begin();
            let passed = self.pass(&mut package, &mut transfer, sink, &guard, &mut hints).await;
            if transfer.pull.position() > transfer.furthest {
                transfer.furthest = transfer.pull.position();
                self.attempts.progressed();
            }
            let verdict = match passed {
                Ok(Passed::ToTheEnd) => {
                    let actual = transfer.hasher.checksum()?;
                    transfer.finish(&package, &actual, sink)
                }
                Ok(Passed::AskAgain) => continue,
                Err(Failure::Error(error)) => Err(error),
                Err(failure) => return Err(failure),
            };
            match verdict {
                Ok(()) => break,
                Err(Error::LinkExpired) if !renewed => {
                    renewed = true;
                    self.link_attempts = Attempts::new(self.call.options.max_attempts);
                    let before = package.link()?.checksum;
                    package = Package::find(&self.call, &guard, &mut self.link_attempts).await?;
                    if package.link()?.checksum != before {
                        // The function was uploaded again in the meantime: nothing of the old package counts.
                        transfer.start_over(self.engine, sink);
                        transfer.furthest = 0;
                    }
                }
                Err(Error::ChecksumMismatch(_)) if !afresh && sink.can_begin_again() => {
                    afresh = true;
                    transfer.start_over(self.engine, sink);
                    transfer.furthest = 0;
                }
                Err(error) => pause(&mut self.attempts, error, &hints, &guard).await?,
            }
        }
        transfer.progress.finish(transfer.pull.total())?;
        let bytes = sink.commit(&guard).await?;
        Ok(encode(package.link()?, transfer.pull.position(), bytes.map(JsValue::from)))
    }

    /// Tells that the package's bytes begin to arrive, and of which link they are.
    fn tell_start(&self, link: &ToldLink, total: Option<u64>) -> Result<(), Failure> {
        let Some(on_start) = &self.on_start else { return Ok(()) };
        let event: JsValue = Object::new().into();
        set(&event, "link", &encode_link(link));
        if let Some(total) = total {
            set(&event, "totalBytes", &(total as f64).into());
        }
        tell(on_start, &event, "options.onStart")
    }

    /// One request, and its body as far as it comes.
    async fn pass(
        &self,
        package: &mut Package<'_>,
        transfer: &mut Transfer,
        sink: &mut Sink,
        guard: &Guard,
        hints: &mut Hints,
    ) -> Result<Passed, Failure> {
        let attempt = self.call.options.transport.attempt(guard);
        let answer = package.open(&self.call, &self.rule, &transfer.pull, &attempt, hints).await?;
        let link = package.link()?;
        let before = transfer.pull.position();
        match transfer.pull.enter(&package.head(&answer)).inspect_err(|_| answer.discard())? {
            ResumeDecision::Continues => {}
            ResumeDecision::AskAgain => {
                answer.discard();
                transfer.start_over(self.engine, sink);
                return Ok(Passed::AskAgain);
            }
            ResumeDecision::StartsOver => {
                let total = transfer.pull.total().map(|total| total as f64);
                sink.remember(before, std::mem::replace(&mut transfer.hasher, Hasher::new(self.engine, total)));
                sink.begin(transfer.pull.total(), guard).await?;
                self.tell_start(link, transfer.pull.total()).inspect_err(|_| answer.discard())?;
            }
        }
        attempt.limit_idleness(self.idle_timeout_ms);
        let mut source = Source::response(&answer.response, false)?;
        loop {
            let next = source.next(guard).await;
            let piece = match next {
                Ok(Some(piece)) => piece,
                Ok(None) => {
                    attempt.complete();
                    return Ok(Passed::ToTheEnd);
                }
                // Whatever a runtime says of a broken body may hold its address.
                Err(Failure::Own(_)) => {
                    guard.check()?;
                    return Err(package.broken_off().into());
                }
                Err(failure) => return Err(failure),
            };
            attempt.sign_of_life(false);
            let position = transfer.pull.position();
            transfer.pull.push(piece.length as u64)?;
            if sink.push(&piece, position as f64, &mut transfer.hasher, guard).await? == Prefix::Differs {
                return Err(transfer.pull.mismatch(&link.checksum, None).into());
            }
            transfer.progress.reached(transfer.pull.position(), transfer.pull.total())?;
            attempt.sign_of_life(true);
        }
    }
}

enum Passed {
    /// The body ended by itself.
    ToTheEnd,
    /// The answer was of no use; the whole has to be asked for.
    AskAgain,
}

impl Transfer {
    /// What is there is dropped. How far it came is not: getting there again is no progress.
    fn start_over(&mut self, engine: Engine, sink: &mut Sink) {
        sink.remember(self.pull.position(), std::mem::replace(&mut self.hasher, Hasher::new(engine, None)));
        self.pull.start_over();
    }

    /// The body ended by itself: is it the package, and the destination's own content?
    fn finish(&self, package: &Package<'_>, actual: &Checksum, sink: &Sink) -> Result<(), Error> {
        let expected = package.link()?.checksum;
        match self.pull.finish(&expected, actual) {
            Err(Error::Truncated) => Err(package.broken_off()),
            Ok(()) if sink.holds_more() => Err(self.pull.mismatch(&expected, None)),
            verdict => verdict,
        }
    }
}

fn encode(link: &ToldLink, size: u64, bytes: Option<JsValue>) -> JsValue {
    #[derive(Serialize)]
    struct Fields {
        size: u64,
        checksum: String,
    }
    let encoded = object(&Fields { size, checksum: link.checksum.to_string() });
    set(&encoded, "link", &encode_link(link));
    if let Some(bytes) = bytes {
        set(&encoded, "bytes", &bytes);
    }
    encoded
}
