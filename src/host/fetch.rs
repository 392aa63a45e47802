//! One request by `fetch`, global or injected: what comes back is a Response's facts, or an error built afresh.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::error::{Failure, set};
use super::guard::Guard;
use super::names::{name, property, property_if_any};
use super::options::Transport;
use super::source::{Source, declared_length, header};
use crate::error::{Error, Limit};
use crate::network::NetworkFault;
use crate::reply::{ProtocolFault, ReplyBody};
use crate::retry::retry_after_ms;

/// A request. Its URL may hold a token: it goes to `fetch` and nowhere else.
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address.
    pub url: &'a str,
    /// Header names and values.
    pub headers: &'a [(&'static str, &'a str)],
    /// A string: a stream would travel without `Content-Length`, which the platform refuses by 412.
    pub body: Option<&'a str>,
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
        let mut guard = Guard::new(self.signal.as_ref());
        guard.limit(Limit::Call, self.timeout_ms);
        guard
    }

    /// Watches one attempt's time.
    pub fn attempt_guard(&self) -> Guard {
        let mut guard = Guard::new(None);
        guard.limit(Limit::Attempt, self.attempt_timeout_ms);
        guard
    }

    /// Sends a request and waits for the headers.
    ///
    /// # Errors
    /// `NETWORK`, `PROTOCOL` where no Response came, or whatever the guard stops with.
    pub async fn send(&self, request: &Request<'_>, guard: &mut Guard, hints: &mut Hints) -> Result<Answer, Failure> {
        let init: JsValue = Object::new().into();
        set(&init, "method", name(request.method));
        let headers: JsValue = Object::new().into();
        for (header, value) in request.headers {
            set(&headers, header, &(*value).into());
        }
        set(&init, "headers", &headers);
        if let Some(body) = request.body {
            set(&init, "body", &body.into());
        }
        set(&init, "redirect", name("manual"));
        let signal = guard.request_signal()?;
        set(&init, "signal", &signal);
        let answered = match self.fetch.call2(&JsValue::UNDEFINED, &request.url.into(), &init) {
            Ok(promise) => guard.until(JsFuture::from(Promise::resolve(&promise))).await?,
            Err(thrown) => Err(thrown),
        };
        let response = answered.map_err(|reason| {
            hints.stale_connection = was_stale(&reason);
            Error::Network(classify(&reason))
        })?;
        let answer = Answer::of(response)?;
        hints.retry_after_ms = answer.retry_after_ms();
        Ok(answer)
    }
}

impl Answer {
    fn of(response: JsValue) -> Result<Answer, Error> {
        let not_a_response = || Error::Protocol(ProtocolFault::NotAResponse);
        if !response.is_object() {
            return Err(not_a_response());
        }
        let property = |name| property(&response, name).unwrap_or(JsValue::UNDEFINED);
        let status = property("status").as_f64().filter(|it| (0.0..1000.0).contains(it)).ok_or_else(not_a_response)?;
        if !property("bodyUsed").is_falsy() || !property("headers").is_object() {
            return Err(not_a_response());
        }
        // A browser's manual redirect shows no status.
        let opaque = property("type").as_string().as_deref() == Some("opaqueredirect");
        let redirected = opaque || property("redirected").is_truthy();
        Ok(Answer { status: status as u16, redirected, response })
    }

    /// Reads the body up to the core's limit.
    ///
    /// # Errors
    /// `PROTOCOL` beyond the limit, `TRUNCATED` where it breaks off, or whatever the guard stops with.
    pub async fn body(&self, guard: &Guard) -> Result<ReplyBody, Failure> {
        let mut source = Source::response(&self.response, false)?;
        let mut body = ReplyBody::expecting(declared_length(&self.response).map(|length| length as u64))?;
        loop {
            match source.next(guard).await {
                Ok(None) => return Ok(body),
                Ok(Some(piece)) => {
                    body.admit(piece.length as usize)?;
                    body.push(&piece.slice(0.0, piece.length)?.to_vec())?;
                }
                Err(failure) => {
                    guard.check()?;
                    return Err(match failure {
                        Failure::Own(_) => Error::Truncated.into(),
                        other => other,
                    });
                }
            }
        }
    }

    fn retry_after_ms(&self) -> Option<f64> {
        let retry_after = header(&self.response, "retry-after")?;
        retry_after_ms(&retry_after, Some(js_sys::Date::parse(&retry_after)), js_sys::Date::now())
    }

    /// Lets an answer go whose body nobody will read.
    pub fn discard(&self) {
        drop(Source::response(&self.response, false));
    }
}

/// Node tells how much a broken connection had received before: something, where it had served an earlier request.
fn was_stale(reason: &JsValue) -> bool {
    let received = property_if_any(&property_if_any(&property_if_any(reason, "cause"), "socket"), "bytesRead");
    received.as_f64().is_some_and(|bytes| bytes > 0.0)
}

/// Collects a failure's and its causes' names, codes and messages for the core to tell the kind; none of them goes further.
fn classify(reason: &JsValue) -> NetworkFault {
    let mut words = Vec::new();
    let mut level = reason.clone();
    for _ in 0..4 {
        if !level.is_object() {
            break;
        }
        let text = |name: &str| Reflect::get(&level, &name.into()).ok().and_then(|it| it.as_string());
        words.extend(["name", "code", "message"].into_iter().filter_map(text));
        let inner = Reflect::get(&level, &"errors".into()).ok().and_then(|it| it.dyn_into::<js_sys::Array>().ok());
        let next = inner.map(|errors| errors.get(0)).filter(JsValue::is_object);
        level = next.unwrap_or_else(|| Reflect::get(&level, &"cause".into()).unwrap_or(JsValue::UNDEFINED));
    }
    NetworkFault::classify(&words)
}
