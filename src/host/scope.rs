//! The call scope's methods as async functions. The scope is JavaScript's (`host/scope.js`) and owns whatever has to end with its
//! call; its promises end with an outcome, or are rejected by a [`Stop`] and by nothing else.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::error::Failure;
use crate::checksum::Checksum;
use crate::checksum::engine::Way;
use crate::download::machine::{End, Get, Pump};
use crate::error::network::NetworkFault;
use crate::error::{Error, Limit};
use crate::link::call::Post;
use crate::link::response::{Body, Outcome, ResponseHead};

/// Why a step did not come to its end.
#[wasm_bindgen]
pub enum StopKind {
    /// The caller's signal aborted.
    Aborted = "aborted",
    /// `timeoutMs`
    Call = "call",
    /// `attemptTimeoutMs`
    Attempt = "attempt",
    /// `idleTimeoutMs`
    Idle = "idle",
    /// A callback of the caller's threw or rejected.
    Callback = "callback",
    /// The destination refused the bytes.
    Destination = "destination",
    /// The source failed, for a reason of its own.
    Source = "source",
    /// The source is none.
    Argument = "argument",
    /// The runtime's own SHA-256 failed.
    Hash = "hash",
    /// The body broke off.
    BrokeOff = "broke-off",
}

/// What a request's body could not be read for.
#[wasm_bindgen]
pub enum BodyFault {
    /// More than the limit.
    TooLarge = "too-large",
    /// It broke off.
    BrokeOff = "broke-off",
    /// No bytes.
    NotBytes = "not-bytes",
}

/// What hashes.
#[wasm_bindgen]
pub enum HashWay {
    /// The module.
    Own = "own",
    /// `createHash`
    Native = "native",
    /// `crypto.subtle`
    Subtle = "subtle",
}

impl From<Way> for HashWay {
    fn from(way: Way) -> HashWay {
        match way {
            Way::Own => HashWay::Own,
            Way::Native => HashWay::Native,
            Way::Subtle => HashWay::Subtle,
        }
    }
}

/// Which bytes a digest is of.
#[wasm_bindgen]
pub enum DigestOf {
    /// All of them.
    Whole = "whole",
    /// Those so far: more may follow.
    SoFar = "so-far",
    /// Those before a restart.
    Kept = "kept",
}

#[wasm_bindgen]
extern "C" {
    /// One call's scope.
    #[derive(Clone)]
    pub type Scope;

    #[wasm_bindgen(method, catch, js_name = send)]
    async fn send_post(this: &Scope, url: &str, body: &str, reads_errors: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = post)]
    async fn open_post(this: &Scope, url: &str, body: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = get)]
    async fn open_get(
        this: &Scope,
        url: &str,
        range: Option<String>,
        if_range: Option<String>,
        is_redirected: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = readBody)]
    async fn read_open_body(this: &Scope) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = pump)]
    async fn pump_chunks(
        this: &Scope,
        begins: bool,
        from: f64,
        total: Option<f64>,
        up_to: Option<f64>,
        most: f64,
        writes: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = sleep)]
    async fn sleep_ms(this: &Scope, milliseconds: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = park)]
    async fn park_until_woken(this: &Scope) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = turn)]
    async fn take_turn(this: &Scope) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = askToken)]
    async fn ask_provider(this: &Scope, rejected: Option<String>, joins: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = subtle)]
    async fn subtle_digest(this: &Scope) -> Result<JsValue, JsValue>;

    /// Wakes the call that waits in [`Scope::park`].
    #[wasm_bindgen(method)]
    pub fn wake(this: &Scope);
    /// What is left of the call's time, in milliseconds.
    #[wasm_bindgen(method, js_name = remainingMs)]
    pub fn remaining_ms(this: &Scope) -> f64;
    /// How many bytes the last pump took.
    #[wasm_bindgen(method, getter)]
    pub fn pumped(this: &Scope) -> f64;
    /// What is remembered of the merchant: a JSON object of `token`, `rejected` and `isAsked`.
    #[wasm_bindgen(method)]
    pub fn remembered(this: &Scope) -> String;
    /// Remembers the token that was asked for, or that there is none.
    #[wasm_bindgen(method)]
    pub fn remember(this: &Scope, token: Option<String>);
    /// Begins a digest; whether the runtime has what is asked for.
    #[wasm_bindgen(method)]
    pub fn hash(this: &Scope, way: HashWay, keeps_digest: bool) -> bool;
    /// Whether the runtime may have an incremental hash: to know takes up to 40 ms, as it has to be loaded.
    #[wasm_bindgen(method, js_name = mayHaveNative)]
    pub fn may_have_native(this: &Scope) -> bool;
    /// How many bytes a source will give, where that is known.
    #[wasm_bindgen(method, getter)]
    pub fn total(this: &Scope) -> Option<f64>;
    /// Whether the source is a buffer.
    #[wasm_bindgen(method, getter, js_name = isBuffer)]
    pub fn is_buffer(this: &Scope) -> bool;

    // Nothing to wait for where the bytes are in memory.
    #[wasm_bindgen(method, js_name = commit)]
    fn close_sink(this: &Scope, result: &JsValue) -> Option<Promise<JsValue>>;
    #[wasm_bindgen(method, js_name = check)]
    fn stop_reason(this: &Scope) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = open)]
    fn open_source(this: &Scope) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = tellStart)]
    fn call_on_start(this: &Scope, link: &JsValue, total: Option<f64>) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = tellProgress)]
    fn call_on_progress(this: &Scope, bytes: f64, total: Option<f64>) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = digest)]
    fn digest_digits(this: &Scope, of: DigestOf) -> Option<String>;

    type StopObject;
    #[wasm_bindgen(method, getter)]
    fn kind(this: &StopObject) -> StopKind;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &StopObject) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn milliseconds(this: &StopObject) -> u32;
    #[wasm_bindgen(method, getter)]
    fn words(this: &StopObject) -> String;

    type ResponseObject;
    #[wasm_bindgen(method, getter)]
    fn head(this: &ResponseObject) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &ResponseObject) -> Option<Vec<u8>>;
    #[wasm_bindgen(method, getter)]
    fn fault(this: &ResponseObject) -> Option<BodyFault>;
    #[wasm_bindgen(method, getter, js_name = words)]
    fn network_words(this: &ResponseObject) -> String;
    #[wasm_bindgen(method, getter, js_name = isStale)]
    fn is_stale(this: &ResponseObject) -> bool;

    type Provided;
    #[wasm_bindgen(method, getter)]
    fn token(this: &Provided) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn cause(this: &Provided) -> JsValue;
}

/// Why a step did not come to its end.
pub enum Stop {
    /// A time ran out, after so many milliseconds.
    Late(Limit, u32),
    /// The body broke off.
    BrokeOff,
    /// The call is over.
    Ended(Failure),
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Failure {
        match stop {
            Stop::Late(limit, milliseconds) => Error::Timeout(limit, milliseconds).into(),
            Stop::BrokeOff => Error::Truncated.into(),
            Stop::Ended(failure) => failure,
        }
    }
}

impl From<StopObject> for Stop {
    fn from(stop: StopObject) -> Stop {
        let late = |limit| Stop::Late(limit, stop.milliseconds());
        Stop::Ended(match stop.kind() {
            StopKind::Call => return late(Limit::Call),
            StopKind::Attempt => return late(Limit::Attempt),
            StopKind::Idle => return late(Limit::Idle),
            StopKind::BrokeOff => return Stop::BrokeOff,
            StopKind::Callback => Failure::Caused(Error::CallbackFailed(stop.words()), stop.reason()),
            StopKind::Destination => Failure::Caused(Error::WriteFailed, stop.reason()),
            StopKind::Argument => Error::InvalidArgument(stop.words()).into(),
            StopKind::Hash => hash_failed(stop.reason()),
            StopKind::Aborted | StopKind::Source | StopKind::__Invalid => Failure::Own(stop.reason()),
        })
    }
}

/// A runtime's SHA-256 that threw, or answered what is no digest.
pub fn hash_failed(thrown: JsValue) -> Failure {
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
    /// Sends a request, and reads the response's body.
    pub async fn send(&self, post: &Post) -> Result<Outcome<Option<Body>>, Stop> {
        let sent: ResponseObject = step(self.send_post(&post.url, &post.body, post.reads_errors).await)?;
        Ok(sent.outcome(|| sent.read_body()))
    }

    /// Asks a relay for a package, and leaves the body open.
    pub async fn post(&self, post: &Post) -> Result<Outcome<()>, Stop> {
        let sent: ResponseObject = step(self.open_post(&post.url, &post.body).await)?;
        Ok(sent.outcome(|| ()))
    }

    /// Asks for a package or its rest, and leaves the body open.
    pub async fn get(&self, get: Get) -> Result<Outcome<()>, Stop> {
        let (range, if_range) = get.range.map_or((None, None), |range| (Some(range.range), range.if_range));
        let sent: ResponseObject = step(self.open_get(&get.url, range, if_range, get.is_redirected).await)?;
        Ok(sent.outcome(|| ()))
    }

    /// Reads the body that is open.
    pub async fn read_body(&self) -> Result<Body, Stop> {
        let read: ResponseObject = step(self.read_open_body().await)?;
        Ok(read.read_body().unwrap_or(Body::BrokeOff))
    }

    /// Takes chunks from the body or source that is open: how many bytes, and how it ended.
    pub async fn pump(&self, pump: &Pump) -> Result<(u64, End), Stop> {
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

    /// Waits.
    pub async fn sleep(&self, milliseconds: f64) -> Result<(), Stop> {
        step::<JsValue>(self.sleep_ms(milliseconds).await).map(drop)
    }

    /// Waits until another call wakes this one.
    pub async fn park(&self) -> Result<(), Stop> {
        step::<JsValue>(self.park_until_woken().await).map(drop)
    }

    /// Yields to the event loop once.
    pub async fn turn(&self) -> Result<(), Stop> {
        step::<JsValue>(self.take_turn().await).map(drop)
    }

    /// Asks the provider for a token, or waits for the answer to another call's question: the token, or why there is none.
    pub async fn token(&self, rejected: Option<String>, joins: bool) -> Result<Result<String, JsValue>, Stop> {
        let provided: Provided = step(self.ask_provider(rejected, joins).await)?;
        Ok(provided.token().ok_or_else(|| provided.cause()))
    }

    /// Closes the destination: from here on `result` is what the call resolves to.
    pub async fn commit(&self, result: &JsValue) -> Result<(), Stop> {
        match self.close_sink(result) {
            Some(closing) => step::<JsValue>(JsFuture::from(closing).await).map(drop),
            None => Ok(()),
        }
    }

    /// The digest of a buffer by `crypto.subtle`; `None` where that has none.
    pub async fn subtle(&self) -> Result<Option<Checksum>, Stop> {
        let digits: JsValue = step(self.subtle_digest().await)?;
        Ok(digits.as_string().and_then(|digits| Checksum::parse(&digits).ok()))
    }

    /// Whether the call may go on.
    pub fn check(&self) -> Result<(), Failure> {
        checked(self.stop_reason())
    }

    /// Opens the source that is to be verified.
    pub fn open(&self) -> Result<(), Failure> {
        checked(self.open_source())
    }

    /// Tells `onStart`.
    pub fn tell_start(&self, link: &JsValue, total: Option<u64>) -> Result<(), Failure> {
        checked(self.call_on_start(link, total.map(|total| total as f64)))
    }

    /// Tells `onProgress`.
    pub fn tell_progress(&self, bytes: f64, total: Option<f64>) -> Result<(), Failure> {
        checked(self.call_on_progress(bytes, total))
    }

    /// The digest of these bytes.
    pub fn digest(&self, of: DigestOf) -> Result<Checksum, Failure> {
        let digits = self.digest_digits(of).unwrap_or_default();
        Checksum::parse(&digits).map_err(|_| hash_failed(JsValue::UNDEFINED))
    }
}
