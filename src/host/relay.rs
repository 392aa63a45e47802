//! Exports a relay's policy and rate limiter as one object, for `relay.js`.
#![allow(unnameable_types, reason = "wasm-bindgen exports what is public")]

use wasm_bindgen::prelude::*;

use super::call::monotonic_ms;
use super::error::{encode, encode_about, text};
use crate::call::relay_client::{write_digest, write_link_url};
use crate::call::relay_request::{Action, read_body};
use crate::checksum::Checksum;
use crate::error::peer::Peer;
use crate::error::redact::one_line;
use crate::error::refusal::{HostFault, HostRule, RedirectFault, Refusal};
use crate::error::{Error, Mismatch};
use crate::parse::json::{Json, Object, parse};
use crate::relay::policy::{Head, Policy, attachment, status};
use crate::relay::rate_limiter::{Limits, RateLimiter};

/// One relay's policy and rate limiter.
#[wasm_bindgen]
pub struct RelayPolicy {
    policy: Policy,
    limiter: RateLimiter,
}

/// Reads a JSON object of `relay.js`.
fn read(json: &str) -> Object {
    match parse(json) {
        Ok(Json::Object(object)) => object,
        _ => Object::default(),
    }
}

#[wasm_bindgen]
impl RelayPolicy {
    /// Takes `{ basePath?, origin?, allowNonBrowser?, requestsPerMinute?, inFlight? }` as JSON. `null` means no limit.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> RelayPolicy {
        let options = read(options);
        let limit = |name, usual| match options.get(name) {
            None => usual,
            Some(Json::Number(number)) => Some(*number as u32),
            Some(_) => None,
        };
        let usual = Limits::default();
        let limits = Limits {
            requests_per_minute: limit("requestsPerMinute", usual.requests_per_minute),
            in_flight: limit("inFlight", usual.in_flight),
        };
        let base_path = options.text("basePath").unwrap_or("/");
        let allow_non_browser = options.boolean("allowNonBrowser").unwrap_or(false);
        let policy = Policy::new(base_path, options.text("origin").map(str::to_owned), allow_non_browser);
        RelayPolicy { policy, limiter: RateLimiter::new(limits) }
    }

    /// `RELAY_REFUSED` for a caller: 403 where `authorize` knows the caller and refuses, 401 otherwise.
    pub fn refusal(&self, known: bool) -> JsValue {
        encode(Error::Relay(if known { Refusal::Forbidden } else { Refusal::Unauthorized }))
    }

    /// `INVALID_ARGUMENT` for a request whose body broke off.
    pub fn unreadable(&self) -> JsValue {
        encode(Error::argument("the request could not be read"))
    }

    /// `CHECKSUM_MISMATCH` for a function that was uploaded again after the relay passed on `size` bytes of its package.
    #[wasm_bindgen(js_name = uploadedAgain)]
    pub fn uploaded_again(&self, checksum: &str, size: f64) -> JsValue {
        let mismatch = Mismatch { expected: checksum.to_owned(), actual: None, size: size as u64 };
        encode(Error::ChecksumMismatch(Box::new(mismatch)))
    }

    /// `RELAY_REFUSED` for an outcome that does not exist, belongs to another caller or was forgotten.
    #[wasm_bindgen(js_name = noOutcome)]
    pub fn no_outcome(&self) -> JsValue {
        encode(Error::Relay(Refusal::NoOutcome))
    }

    /// `HOST_REFUSED`, or `REDIRECT_REFUSED` with a status, without the host's name: a relay may withhold the link.
    pub fn withheld(&self, status: Option<u16>) -> JsValue {
        let fault = Box::new(HostFault { rule: HostRule::Withheld, host: String::new() });
        let redirect = |status| RedirectFault::Target(status, fault.clone());
        let error = status.map(redirect).map_or_else(|| Error::HostRefused(fault.clone()), Error::RedirectRefused);
        encode_about(error.into(), "", None, Some(Peer::Storage))
    }

    /// The HTTP status of an error's response. `own` is the error's own status.
    pub fn status(&self, code: &str, own: Option<u16>) -> u16 {
        status(code, own)
    }

    /// `Content-Disposition` for a function's package.
    pub fn attachment(&self, function_name: &str) -> String {
        attachment(function_name)
    }

    /// The action of a path, for example `link`; `None` where there is no such route.
    pub fn action(&self, path: &str) -> Option<String> {
        self.policy.action(path).map(|action| action.as_str().to_owned())
    }

    /// The action that `authorize` decides on for a request to this path.
    #[wasm_bindgen(js_name = authorizedAs)]
    pub fn authorized_as(&self, path: &str) -> Option<String> {
        self.policy.action(path).map(|action| action.authorized_as().as_str().to_owned())
    }

    /// Checks a request's head: `{ method, ownOrigin, path, contentType?, secFetchSite?, origin? }` as JSON.
    pub fn admit(&self, head: &str) -> Result<(), JsValue> {
        let head = read(head);
        let header = |name| head.text(name).map(str::to_owned);
        let head = Head {
            method: header("method").unwrap_or_default(),
            own_origin: header("ownOrigin").unwrap_or_default(),
            path: header("path").unwrap_or_default(),
            content_type: header("contentType"),
            sec_fetch_site: header("secFetchSite"),
            origin: header("origin"),
        };
        self.policy.admit(&head).map(drop).map_err(encode)
    }

    /// Admits a caller's request to those under way, for at most `lasts_ms` milliseconds.
    pub fn enter(&mut self, caller: &str, lasts_ms: f64) -> Admission {
        self.limiter.enter(caller, monotonic_ms(), lasts_ms).map(Some).into()
    }

    /// Counts a caller's request in memory.
    pub fn count(&mut self, caller: &str) -> Admission {
        self.limiter.count(caller, monotonic_ms()).map(|()| None).into()
    }

    /// `RELAY_REFUSED` (429) by `limits.store`, which admits the caller's next request after `wait_ms` milliseconds.
    #[wasm_bindgen(js_name = tooOften)]
    pub fn too_often(&self, wait_ms: f64) -> Admission {
        Err(Error::Relay(Refusal::too_often(wait_ms))).into()
    }

    /// `RELAY_REFUSED` (503) for a `limits.store` that failed.
    #[wasm_bindgen(js_name = storeFailed)]
    pub fn store_failed(&self) -> JsValue {
        encode(Error::Relay(Refusal::Store))
    }

    /// Ends an admitted request.
    pub fn leave(&mut self, caller: &str, ticket: u32) {
        self.limiter.leave(caller, ticket);
    }

    /// Formats a download address as `X-Link-Url`; `None` where it is too long for a header.
    #[wasm_bindgen(js_name = linkUrl)]
    pub fn link_url(&self, url: &str) -> Option<String> {
        write_link_url(url)
    }

    /// Formats a checksum as `Repr-Digest`.
    #[wasm_bindgen(js_name = reprDigest)]
    pub fn repr_digest(&self, checksum: &str) -> Result<String, JsValue> {
        Checksum::parse(checksum).map(|checksum| write_digest(&checksum)).map_err(encode)
    }

    /// Puts a text on one line of at most 300 characters, for a log.
    #[wasm_bindgen(js_name = oneLine)]
    pub fn one_line(&self, text: &str) -> String {
        one_line(text)
    }

    /// `RELAY_REFUSED` (413) for a request body that is too large.
    #[wasm_bindgen(js_name = tooLarge)]
    pub fn too_large(&self) -> JsValue {
        encode(Error::Relay(Refusal::TooLarge))
    }

    /// Reads the body of a request to this path, and returns `{ env?, functionName?, authorizerAppid?, limit?, offset?,
    /// downloadId? }` as JSON.
    pub fn wish(&self, path: &str, body: &[u8]) -> Result<String, JsValue> {
        let action = self.policy.action(path).unwrap_or(Action::Link);
        read_body(body, action).map(|request| text(&request)).map_err(encode)
    }
}

/// Whether a limit admits a request: perhaps with a ticket, or a refusal.
#[wasm_bindgen]
pub struct Admission {
    ticket: Option<u32>,
    error: JsValue,
    retry_after: Option<u32>,
}

impl From<Result<Option<u32>, Error>> for Admission {
    fn from(admitted: Result<Option<u32>, Error>) -> Admission {
        match admitted {
            Ok(ticket) => Admission { ticket, error: JsValue::UNDEFINED, retry_after: None },
            Err(error) => {
                let retry_after = if let Error::Relay(refusal) = &error { refusal.retry_after_s() } else { None };
                Admission { ticket: None, error: encode(error), retry_after }
            }
        }
    }
}

#[wasm_bindgen]
impl Admission {
    /// The ticket for [`RelayPolicy::leave`], of [`RelayPolicy::enter`] alone.
    #[wasm_bindgen(getter)]
    pub fn ticket(&self) -> Option<u32> {
        self.ticket
    }

    /// `RELAY_REFUSED` (429), or `undefined`.
    #[wasm_bindgen(getter)]
    pub fn error(&self) -> JsValue {
        self.error.clone()
    }

    /// The value of the `Retry-After` header, in seconds; `undefined` for an admitted request.
    #[wasm_bindgen(getter, js_name = retryAfter)]
    pub fn retry_after(&self) -> Option<u32> {
        self.retry_after
    }
}
