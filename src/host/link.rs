//! A call, decoded once: what it is about, and whom it asks. A link comes from the platform or through a relay.

use wasm_bindgen::prelude::*;

use super::environment::require_server;
use super::error::Failure;
use super::fetch::Hints;
use super::guard::Guard;
use super::options::{CallOptions, Fields};
use super::platform::Platform;
use super::queue;
use super::relayed::Relay;
use crate::error::{Error, Subject};
use crate::link::retry::{Attempts, RetryContext, RetryDecision};
use crate::relay::client::ToldLink;

#[wasm_bindgen(raw_module = "./host/told-link.js")]
extern "C" {
    #[wasm_bindgen(js_name = toldLink)]
    fn told_link(errmsg: &str, url: Option<String>, checksum: &str, expires_at_ms: Option<f64>) -> JsValue;
}

/// A call, decoded once.
pub struct Call {
    /// What it is about.
    pub subject: Subject,
    /// How it is made.
    pub options: CallOptions,
    /// Whom it asks.
    pub route: Route,
}

/// Whom a call asks.
pub enum Route {
    /// The platform itself, with a token.
    Platform(Platform),
    /// A relay, which holds the token.
    Relay(Relay),
}

impl Call {
    /// Reads a request and its options.
    ///
    /// # Errors
    /// `SERVER_SIDE_ONLY` where a token is in a browser, `INVALID_ARGUMENT` for anything malformed.
    pub fn decode(request: &JsValue, options: &Fields, default_timeout_ms: u32) -> Result<Call, Error> {
        let request = Fields::required(request, "request")?;
        let token = request.get("accessToken")?;
        let has_token = !token.is_undefined() && !token.is_null();
        if has_token {
            require_server()?;
        }
        let required = |name| request.string(name)?.ok_or_else(|| request.must(name, "be a non-empty string"));
        let appid = request.string("authorizerAppid")?;
        if appid.as_deref() == Some("") {
            return Err(request.must("authorizerAppid", "be a non-empty string, where it is given"));
        }
        let relay = options.address("relay")?;
        let route = match &relay {
            None => Route::Platform(Platform::decode(&request, token, appid, options)?),
            Some(_) if has_token => {
                return Err(
                    request.must("accessToken", "be left out where options.relay is given: the relay holds the token")
                );
            }
            Some(address) => Route::Relay(Relay::decode(address, appid, options)?),
        };
        let subject = Subject::new(&required("env")?, &required("functionName")?)?;
        // A relay's attempt holds those that the relay itself makes.
        let attempt_timeout_ms = if relay.is_some() { 30_000 } else { 10_000 };
        Ok(Call { subject, route, options: CallOptions::decode(options, default_timeout_ms, attempt_timeout_ms)? })
    }

    /// Asks for the link alone.
    pub async fn told_link(&self, guard: &Guard, attempts: &mut Attempts) -> Result<ToldLink, Failure> {
        match &self.route {
            Route::Platform(platform) => platform.link(self, guard, attempts).await.map(ToldLink::from),
            Route::Relay(relay) => loop {
                let place = queue::enter(guard).await?;
                attempts.begin();
                let mut hints = Hints::default();
                let answered = relay.link(self, guard, &mut hints).await;
                drop(place);
                match answered {
                    Ok(link) => return Ok(link),
                    Err(Failure::Error(error)) => pause(attempts, error, &hints, guard).await?,
                    Err(failure) => return Err(failure),
                }
            },
        }
    }
}

/// Waits before the next attempt, or ends with the error where there is none.
pub async fn pause(attempts: &mut Attempts, error: Error, hints: &Hints, guard: &Guard) -> Result<(), Failure> {
    let circumstances = RetryContext {
        retry_after_ms: hints.retry_after_ms,
        stale_connection: hints.stale_connection,
        remaining_ms: guard.remaining_ms(),
        random: js_sys::Math::random(),
    };
    match attempts.after(&error, &circumstances) {
        RetryDecision::Stop => Err(error.into()),
        RetryDecision::After(0.0) => Ok(()),
        RetryDecision::After(milliseconds) => guard.sleep(milliseconds).await,
    }
}

/// The documented reply, as JavaScript sees it.
pub fn encode_link(link: &ToldLink) -> JsValue {
    told_link(&link.errmsg, link.url.clone(), &link.checksum.to_string(), link.expires_at_ms)
}
