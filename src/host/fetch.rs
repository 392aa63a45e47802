//! One request by `fetch`, global or injected: what comes back is a Response's facts, or an error built afresh.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::attempt::Attempt;
use super::error::Failure;
use super::guard::Guard;
use super::names::name;
use super::options::Transport;
use super::source::Source;
use crate::download::arrival::RangeRequest;
use crate::error::Error;
use crate::error::network::NetworkFault;
use crate::link::reply::{MAX_REPLY_BYTES, ProtocolFault, ReplyBody, admit_length};
use crate::link::retry::retry_after_ms;

#[wasm_bindgen(raw_module = "./host/fetch.js")]
extern "C" {
    fn post(fetch: &Function, url: &str, body: &str, signal: &AbortSignal) -> JsValue;

    fn get(
        fetch: &Function,
        url: &str,
        range: Option<String>,
        if_range: Option<String>,
        signal: &AbortSignal,
    ) -> JsValue;

    fn status(response: &JsValue) -> f64;

    #[wasm_bindgen(js_name = header)]
    fn header_of(response: &JsValue, name: &JsValue) -> Option<String>;

    fn words(reason: &JsValue) -> String;

    #[wasm_bindgen(js_name = wasStale)]
    fn was_stale(reason: &JsValue) -> bool;
}

#[wasm_bindgen(raw_module = "./host/short-body.js")]
extern "C" {
    type ShortBody;

    #[wasm_bindgen(constructor)]
    fn new() -> ShortBody;

    #[wasm_bindgen(method)]
    fn read(this: &ShortBody, response: &JsValue, most: f64, is_declared: bool) -> JsValue;

    #[wasm_bindgen(method)]
    fn cancel(this: &ShortBody);
}

/// What a request asks. Its URL may hold a token: it goes to `fetch` and nowhere else.
pub enum Request<'a> {
    /// `POST`, with JSON.
    Post(&'a str),
    /// `GET`, perhaps for a part.
    Get(Option<&'a RangeRequest>),
}

/// What is learnt on the way of a failed attempt, for the core to judge.
#[derive(Default)]
pub struct Hints {
    /// `Retry-After`, in milliseconds from now.
    pub retry_after_ms: Option<f64>,
    /// Whether the connection had served a request before, and the server had closed it.
    pub stale_connection: bool,
}

/// A Response, with what the core judges.
pub struct Answer {
    /// The Response itself.
    pub response: JsValue,
    /// Its status.
    pub status: u16,
    /// Whether `fetch` followed a redirect although it was told not to.
    pub redirected: bool,
}

impl Transport {
    /// Watches the caller's signal and the whole call's time.
    pub fn guard(&self) -> Guard {
        let guard = Guard::new(self.signal.as_ref());
        guard.limit(self.timeout_ms);
        guard
    }

    /// Watches one attempt's time, too.
    pub fn attempt<'a>(&self, guard: &'a Guard) -> Attempt<'a> {
        Attempt::begin(guard, self.attempt_timeout_ms)
    }

    /// Sends a request and waits for the headers.
    ///
    /// # Errors
    /// `NETWORK`, `PROTOCOL` where no Response came, or whatever the guard stops with.
    pub async fn send(
        &self,
        url: &str,
        request: &Request<'_>,
        attempt: &Attempt<'_>,
        hints: &mut Hints,
    ) -> Result<Answer, Failure> {
        let signal = attempt.request_signal()?;
        let promise = match request {
            Request::Post(body) => post(&self.fetch, url, body, &signal),
            Request::Get(range) => {
                let if_range = range.and_then(|range| range.if_range.clone());
                get(&self.fetch, url, range.map(|range| range.range.clone()), if_range, &signal)
            }
        };
        let response = attempt.settled(&promise).await?.map_err(|reason| {
            hints.stale_connection = was_stale(&reason);
            Error::Network(NetworkFault::classify(&words(&reason)))
        })?;
        let answer = Answer::of(response)?;
        hints.retry_after_ms = answer.retry_after_ms();
        Ok(answer)
    }
}

impl Answer {
    fn of(response: JsValue) -> Result<Answer, Error> {
        let status = status(&response);
        if status.is_nan() {
            return Err(Error::Protocol(ProtocolFault::NotAResponse));
        }
        let redirected = status >= 1000.0;
        Ok(Answer { response, status: if redirected { status - 1000.0 } else { status } as u16, redirected })
    }

    /// A header.
    pub fn header(&self, name: &'static str) -> Option<String> {
        header(&self.response, name)
    }

    /// Reads the body up to the core's limit.
    ///
    /// # Errors
    /// `PROTOCOL` beyond the limit or where it is no body, `TRUNCATED` where it breaks off, or whatever the guard stops with.
    pub async fn body(&self, guard: &Guard) -> Result<ReplyBody, Failure> {
        struct Reading(ShortBody);

        impl Drop for Reading {
            fn drop(&mut self) {
                self.0.cancel();
            }
        }

        // From here on whatever was not read to its end is let go.
        let reading = Reading(ShortBody::new());
        let declared = declared_length(&self.response);
        if let Some(length) = declared {
            admit_length(length as u64).inspect_err(|_| self.discard())?;
        }
        let read = reading.0.read(&self.response, MAX_REPLY_BYTES as f64, declared.is_some());
        let read = guard.settled(&read).await?;
        let bytes = read.map_err(|_| Error::Truncated)?;
        if bytes.is_null() {
            return Err(Error::Protocol(ProtocolFault::TooLarge).into());
        }
        let bytes = bytes.dyn_into::<Uint8Array>().map_err(|_| Error::Protocol(ProtocolFault::NotAResponse))?;
        Ok(ReplyBody::new(bytes.to_vec())?)
    }

    fn retry_after_ms(&self) -> Option<f64> {
        let retry_after = self.header("retry-after")?;
        retry_after_ms(&retry_after, Some(js_sys::Date::parse(&retry_after)), js_sys::Date::now())
    }

    /// Lets an answer go whose body nobody will read.
    pub fn discard(&self) {
        drop(Source::response(&self.response, false));
    }
}

/// A Response's header.
fn header(response: &JsValue, text: &'static str) -> Option<String> {
    header_of(response, name(text))
}

/// `Content-Length`, where it counts the bytes that will be read: not those of an encoded body.
pub fn declared_length(response: &JsValue) -> Option<f64> {
    if header(response, "content-encoding").is_some() {
        return None;
    }
    header(response, "content-length")?.parse::<u64>().ok().map(|length| length as f64)
}
