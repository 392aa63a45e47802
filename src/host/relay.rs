//! The relay's policy, for `relay.js`.

use js_sys::{Object, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::{encode, object};
use super::guard::monotonic_ms;
use super::names::set;
use super::options::Fields;
use crate::checksum::Checksum;
use crate::error::Error;
use crate::error::redact::one_line;
use crate::relay::client::write_digest;
use crate::relay::policy::{Head, MAX_BODY_BYTES, Policy, Refusal, attachment, read_body, status};
use crate::relay::rate_limiter::{Limits, RateLimiter};

/// One relay's policy, and what it knows of its callers.
#[wasm_bindgen]
pub struct RelayPolicy {
    policy: Policy,
    limiter: RateLimiter,
}

fn decode_policy(options: &JsValue) -> Result<RelayPolicy, Error> {
    let options = Fields::required(options, "options")?;
    let base_path = options.string("basePath")?.unwrap_or_else(|| "/".to_owned());
    let allow_non_browser = options.boolean("allowNonBrowser")?.unwrap_or(false);
    let policy = Policy::new(&base_path, options.string("origin")?, allow_non_browser)?;
    let limits = options.get("limits")?;
    let limits = Fields::optional(&limits, "options.limits")?;
    let usual = Limits::default();
    let limiter = RateLimiter::new(Limits {
        requests_per_minute: limits.limit("requestsPerMinute", usual.requests_per_minute)?,
        in_flight: limits.limit("inFlight", usual.in_flight)?,
    });
    Ok(RelayPolicy { policy, limiter })
}

#[wasm_bindgen]
impl RelayPolicy {
    /// Reads `basePath`, `origin`, `allowNonBrowser` and `limits`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<RelayPolicy, JsValue> {
        decode_policy(&options).map_err(|error| encode(error.into()))
    }

    /// The refusal of a caller: 401 where nobody is known, 403 where somebody is and may not.
    pub fn refusal(&self, known: bool) -> JsValue {
        encode(Error::Relay(if known { Refusal::Forbidden } else { Refusal::Unauthorized }).into())
    }

    /// A request that broke off.
    pub fn unreadable(&self) -> JsValue {
        encode(Error::argument("the request could not be read").into())
    }

    /// The status that answers an error; `own` is what the error itself carries.
    pub fn status(&self, code: &str, own: Option<u16>) -> u16 {
        status(code, own)
    }

    /// `Content-Disposition` for a function's package.
    pub fn attachment(&self, function_name: &str) -> String {
        attachment(function_name)
    }

    /// What a path asks for: `link`, `download`, or nothing where there is no such route.
    pub fn action(&self, path: &str) -> Option<String> {
        self.policy.action(path).map(|action| action.as_str().to_owned())
    }

    /// Judges a request's first lines.
    pub fn admit(&self, head: JsValue) -> Result<(), JsValue> {
        let admitted = decode_head(&head).and_then(|head| self.policy.admit(&head));
        admitted.map(drop).map_err(|error| encode(error.into()))
    }

    /// Lets a caller in for at most so many milliseconds: a ticket for `leave`; or `{ error, retryAfter }`, in seconds.
    pub fn enter(&mut self, caller: &str, lasts_ms: f64) -> JsValue {
        let error = match self.limiter.enter(caller, monotonic_ms(), lasts_ms) {
            Ok(ticket) => return ticket.into(),
            Err(error) => error,
        };
        let refused: JsValue = Object::new().into();
        if let Error::Relay(refusal) = &error {
            set(&refused, "retryAfter", &refusal.retry_after_s().into());
        }
        set(&refused, "error", &encode(error.into()));
        refused
    }

    /// A caller's request has ended.
    pub fn leave(&mut self, caller: &str, ticket: u32) {
        self.limiter.leave(caller, ticket);
    }

    /// `Repr-Digest` of a checksum.
    #[wasm_bindgen(js_name = reprDigest)]
    pub fn repr_digest(&self, checksum: &str) -> Result<String, JsValue> {
        Checksum::parse(checksum).map(|checksum| write_digest(&checksum)).map_err(|error| encode(error.into()))
    }

    /// A text that may stand in a line of a log.
    #[wasm_bindgen(js_name = oneLine)]
    pub fn one_line(&self, text: &str) -> String {
        one_line(text)
    }

    /// Judges how much of a body has arrived.
    #[wasm_bindgen(js_name = admitLength)]
    pub fn admit_length(&self, length: f64) -> Result<(), JsValue> {
        if length <= MAX_BODY_BYTES as f64 { Ok(()) } else { Err(encode(Error::Relay(Refusal::TooLarge).into())) }
    }

    /// Reads a body: `{ env, functionName, authorizerAppid? }`.
    pub fn wish(&self, body: Uint8Array) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'a> {
            env: &'a str,
            function_name: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            authorizer_appid: Option<&'a str>,
        }
        let wish = read_body(&body.to_vec()).map_err(|error| encode(error.into()))?;
        Ok(object(&Fields {
            env: &wish.subject.env,
            function_name: &wish.subject.function_name,
            authorizer_appid: wish.authorizer_appid.as_deref(),
        }))
    }
}

fn decode_head(head: &JsValue) -> Result<Head, Error> {
    let head = Fields::required(head, "head")?;
    let required = |name| Ok::<_, Error>(head.string(name)?.unwrap_or_default());
    Ok(Head {
        method: required("method")?,
        own_origin: required("ownOrigin")?,
        path: required("path")?,
        content_type: head.string("contentType")?,
        sec_fetch_site: head.string("secFetchSite")?,
        origin: head.string("origin")?,
    })
}
