//! The call scope's methods as async functions. The scope is a JavaScript object (`host/scope.js`) and owns what has to
//! end with its call. Its promises resolve with an outcome, or reject with a [`Stop`] and nothing else.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::error::Failure;
use super::sys::{BodyFault, Provided, ResponseObject, StopKind, StopObject};
pub(super) use super::sys::{DigestOf, HashWay, Scope};
use crate::call::machine::Post;
use crate::call::response::{Body, Outcome, ResponseHead};
use crate::checksum::Checksum;
use crate::download::step::{End, Get, Pump};
use crate::error::network::NetworkFault;
use crate::error::{Error, Limit};

/// The reason why a step stopped before its end.
pub(super) enum Stop {
    /// A time limit, in milliseconds, ran out.
    TimedOut(Limit, u32),
    /// The body broke off before its end.
    BrokeOff,
    /// The call has failed.
    Ended(Failure),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Failure {
        match stop {
            Stop::TimedOut(limit, milliseconds) => Error::Timeout(limit, milliseconds).into(),
            Stop::BrokeOff => Error::Truncated.into(),
            Stop::Ended(failure) => failure,
        }
    }
}

impl From<StopObject> for Stop {
    fn from(stop: StopObject) -> Stop {
        let timed_out = |limit| Stop::TimedOut(limit, stop.milliseconds());
        Stop::Ended(match stop.kind() {
            StopKind::Call => return timed_out(Limit::Call),
            StopKind::Attempt => return timed_out(Limit::Attempt),
            StopKind::Idle => return timed_out(Limit::Idle),
            StopKind::BrokeOff => return Stop::BrokeOff,
            StopKind::Callback => Failure::Caused(Error::CallbackFailed(stop.words()), stop.reason()),
            StopKind::Destination => Failure::Caused(Error::WriteFailed(stop.words()), stop.reason()),
            StopKind::Argument => Error::InvalidArgument(stop.words()).into(),
            StopKind::Hash => hash_failed(stop.reason()),
            StopKind::Aborted | StopKind::Source | StopKind::__Invalid => Failure::Own(stop.reason()),
        })
    }
}

/// The failure of a native engine that threw, or returned no digest.
pub(super) fn hash_failed(thrown: JsValue) -> Failure {
    let what = "the runtime's own SHA-256 failed: options.engine \"wasm\" does without it";
    Failure::Caused(Error::argument(what), thrown)
}

fn step<T>(outcome: Result<JsValue, JsValue>) -> Result<T, Stop>
where
    T: JsCast,
{
    match outcome {
        Ok(value) => Ok(value.unchecked_into()),
        Err(stop) => Err(stop.unchecked_into::<StopObject>().into()),
    }
}

async fn done(promise: Option<Promise<JsValue>>) -> Result<(), Stop> {
    match promise {
        Some(promise) => step::<JsValue>(JsFuture::from(promise).await).map(drop),
        None => Ok(()),
    }
}

fn checked(stop: Option<StopObject>) -> Result<(), Failure> {
    stop.map_or(Ok(()), |stop| Err(Stop::from(stop).into()))
}

impl ResponseObject {
    fn read_body(&self) -> Option<Body> {
        match self.body() {
            Some(bytes) => Some(Body::Whole(bytes)),
            None => self.fault().map(|fault| match fault {
                BodyFault::TooLarge => Body::TooLarge,
                BodyFault::BrokeOff => Body::BrokeOff,
                BodyFault::NotBytes | BodyFault::__Invalid => Body::NotBytes,
            }),
        }
    }

    fn outcome<B>(&self, body: impl FnOnce() -> B) -> Outcome<B> {
        let Some(head) = self.head() else {
            let fault = NetworkFault::classify(&self.network_words());
            return Outcome::Unreachable { fault, stale_connection: self.is_stale() };
        };
        match ResponseHead::read(&head) {
            Ok(head) => Outcome::Response(Box::new(head), body()),
            Err(_) => Outcome::NotAResponse,
        }
    }
}

impl Scope {
    /// Sends a link request, and reads the response's body.
    pub(super) async fn send(&self, post: &Post) -> Result<Outcome<Option<Body>>, Stop> {
        let sent: ResponseObject = step(self.send_post(&post.url, &post.body, post.error_bytes).await)?;
        Ok(sent.outcome(|| sent.read_body()))
    }

    /// Sends a relay the request for a package, and leaves the response's body open.
    pub(super) async fn post(&self, post: &Post) -> Result<Outcome<()>, Stop> {
        let sent: ResponseObject = step(self.open_post(&post.url, &post.body).await)?;
        Ok(sent.outcome(|| ()))
    }

    /// Sends the request for a package or the rest of it, and leaves the response's body open.
    pub(super) async fn get(&self, get: Get) -> Result<Outcome<()>, Stop> {
        let (range, if_range) = get.range.map_or((None, None), |range| (Some(range.range), range.if_range));
        let sent: ResponseObject = step(self.open_get(&get.url, range, if_range, get.is_redirected).await)?;
        Ok(sent.outcome(|| ()))
    }

    /// Reads the body of the open error response, at most `most` bytes.
    pub(super) async fn read_body(&self, most: u32) -> Result<Body, Stop> {
        let read: ResponseObject = step(self.read_open_body(most).await)?;
        Ok(read.read_body().unwrap_or(Body::BrokeOff))
    }

    /// Takes chunks from the open body or source. Returns the number of bytes, and why the pump ended.
    pub(super) async fn pump(&self, pump: &Pump) -> Result<(u64, End), Stop> {
        let number = |bytes: u64| bytes as f64;
        let (total, up_to) = (pump.total.map(number), pump.up_to.map(number));
        let (from, most) = (number(pump.from), number(pump.most));
        let begins = pump.begins.is_some();
        let ended = self.pump_chunks(begins, from, total, up_to, most, pump.writes).await;
        let ended_early = match step::<JsValue>(ended) {
            Ok(_) => false,
            Err(Stop::BrokeOff) => true,
            Err(stop) => return Err(stop),
        };
        let bytes = self.pumped() as u64;
        let end = match pump.up_to {
            _ if ended_early => End::BrokeOff,
            _ if bytes > pump.most => End::TooMuch,
            Some(up_to) if bytes >= up_to => End::Reached,
            _ => End::Whole,
        };
        Ok((bytes, end))
    }

    /// Waits for this many milliseconds.
    pub(super) async fn sleep(&self, milliseconds: f64) -> Result<(), Stop> {
        step::<JsValue>(self.sleep_ms(milliseconds).await).map(drop)
    }

    /// Waits until another call gives its place to this one.
    pub(super) async fn park(&self) -> Result<(), Stop> {
        step::<JsValue>(self.park_until_woken().await).map(drop)
    }

    /// Yields to the event loop once.
    pub(super) async fn yield_now(&self) -> Result<(), Stop> {
        step::<JsValue>(self.yield_to_event_loop().await).map(drop)
    }

    /// Asks the provider for a token. With `joins`, waits for the request of another call instead. Returns the token, or
    /// the error that the provider threw.
    pub(super) async fn token(&self, rejected: Option<String>, joins: bool) -> Result<Result<String, JsValue>, Stop> {
        let provided: Provided = step(self.ask_provider(rejected, joins).await)?;
        Ok(provided.token().ok_or_else(|| provided.cause()))
    }

    /// Refuses a path that cannot become the file, before the first request.
    pub(super) async fn check_target(&self) -> Result<(), Stop> {
        step::<JsValue>(self.check_target_path().await).map(drop)
    }

    /// Waits for a place among the saves, and makes the partial file. The wait counts towards `timeoutMs` and not towards
    /// an attempt's time.
    pub(super) async fn enter(&self) -> Result<(), Stop> {
        done(self.enter_saves()).await
    }

    /// Closes the destination. `result` is what the call resolves to, even if its scope ends after the file is published.
    pub(super) async fn commit(&self, result: &JsValue) -> Result<(), Stop> {
        done(self.close_sink(result)).await
    }

    /// The digest of a buffer by `crypto.subtle`; `None` where the runtime lacks it.
    pub(super) async fn subtle(&self) -> Result<Option<Checksum>, Stop> {
        let digits: JsValue = step(self.subtle_digest().await)?;
        Ok(digits.as_string().and_then(|digits| Checksum::parse(&digits).ok()))
    }

    /// Fails where the call has been stopped already.
    pub(super) fn check(&self) -> Result<(), Failure> {
        checked(self.stop_reason())
    }

    /// Opens the source to verify.
    pub(super) fn open(&self) -> Result<(), Failure> {
        checked(self.open_source())
    }

    /// Calls the caller's `onStart`.
    pub(super) fn on_start(&self, link: &JsValue, total: Option<u64>) -> Result<(), Failure> {
        checked(self.call_on_start(link, total.map(|total| total as f64)))
    }

    /// Calls the caller's `onProgress`.
    pub(super) fn on_progress(&self, bytes: f64, total: Option<f64>) -> Result<(), Failure> {
        checked(self.call_on_progress(bytes, total))
    }

    /// The digest of these bytes, all hashed by now.
    pub(super) fn digest(&self, of: DigestOf) -> Result<Checksum, Failure> {
        let digits = self.digest_digits(of).unwrap_or_default();
        Checksum::parse(&digits).map_err(|_| hash_failed(JsValue::UNDEFINED))
    }
}
