//! Asks for a link until the core says that it is enough: tokens, attempts, hosts.

use js_sys::Date;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::environment::require_server;
use super::error::{Failure, object, set};
use super::fetch::{Hints, Request};
use super::guard::Guard;
use super::options::{CallOptions, Fields};
use super::queue;
use super::token::Provider;
use crate::error::{Error, Subject};
use crate::link::FunctionLink;
use crate::reply::admit_status;
use crate::request::{AccessToken, BaseUrl};
use crate::retry::{Attempts, Circumstances, Next, connection_failed, token_refused};

enum TokenSource {
    Fixed(AccessToken),
    Provided(Provider),
}

impl TokenSource {
    async fn token(&self, refused: Option<&AccessToken>, guard: &Guard) -> Result<AccessToken, Failure> {
        match self {
            TokenSource::Fixed(token) => Ok(token.clone()),
            TokenSource::Provided(provider) => provider.token(refused, guard).await,
        }
    }

    /// Whether another token than the one that was refused can be had.
    fn can_refresh(&self) -> bool {
        match self {
            TokenSource::Fixed(_) => false,
            TokenSource::Provided(_) => true,
        }
    }
}

/// A call, decoded once.
pub struct Call {
    /// What it is about.
    pub subject: Subject,
    /// How it is made.
    pub options: CallOptions,
    token: TokenSource,
}

impl Call {
    /// Reads a request and its options.
    ///
    /// # Errors
    /// `SERVER_SIDE_ONLY` where a token is in a browser, `INVALID_ARGUMENT` for anything malformed.
    pub fn decode(request: &JsValue, options: &Fields, default_timeout_ms: u32) -> Result<Call, Error> {
        let request = Fields::required(request, "request")?;
        let token = request.get("accessToken")?;
        if !token.is_undefined() && !token.is_null() {
            require_server()?;
        }
        let required = |name| request.string(name)?.ok_or_else(|| request.must(name, "be a non-empty string"));
        let appid = request.string("authorizerAppid")?;
        if appid.as_deref() == Some("") {
            return Err(request.must("authorizerAppid", "be a non-empty string, where it is given"));
        }
        let token = match request.get("accessToken")?.dyn_into() {
            Ok(provider) => TokenSource::Provided(Provider::new(provider, appid)),
            Err(_) => TokenSource::Fixed(AccessToken::new(&required("accessToken")?)?),
        };
        let subject = Subject::new(&required("env")?, &required("functionName")?)?;
        Ok(Call { subject, token, options: CallOptions::decode(options, default_timeout_ms)? })
    }

    /// Asks the platform, as often as the core finds it worth.
    pub async fn link(&self, guard: &Guard, attempts: &mut Attempts) -> Result<FunctionLink, Failure> {
        let mut refused = None;
        let mut refreshed = false;
        let mut hosts = self.options.bases.iter().cycle();
        let mut host = hosts.next();
        let mut token = self.token.token(None, guard).await?;
        while let Some(base) = host {
            if let Some(refused) = refused.take() {
                token = self.token.token(Some(&refused), guard).await?;
            }
            let place = queue::enter(guard).await?;
            attempts.begin();
            let mut hints = Hints::default();
            let answered = guard.until(self.attempt(base, &token, &mut hints)).await;
            drop(place);
            let error = match answered {
                Ok(Ok(link)) => return Ok(link),
                Ok(Err(Failure::Error(error))) => error,
                Ok(Err(failure)) | Err(failure) => return Err(failure),
            };
            if token_refused(&error) && self.token.can_refresh() && !refreshed {
                refreshed = true;
                attempts.uncount();
                refused = Some(token.clone());
                continue;
            }
            if connection_failed(&error) && !hints.stale_connection {
                host = hosts.next();
            }
            pause(attempts, error, &hints, guard).await?;
        }
        // There is always a base URL.
        Err(Error::argument("options.baseUrl is missing").into())
    }

    async fn attempt(&self, base: &BaseUrl, token: &AccessToken, hints: &mut Hints) -> Result<FunctionLink, Failure> {
        #[cfg(feature = "trap")]
        if self.subject.function_name == "trap" {
            std::process::abort();
        }
        let transport = &self.options.transport;
        let mut guard = transport.attempt_guard();
        let request = Request {
            method: "POST",
            url: &base.call(token),
            headers: &[("content-type", "application/json")],
            body: Some(&self.subject.body()),
        };
        let answer = transport.send(&request, &mut guard, hints).await?;
        admit_status(answer.status, answer.redirected).inspect_err(|_| answer.discard())?;
        Ok(answer.body(&guard).await?.parse(token)?)
    }
}

/// Waits before the next attempt, or ends with the error where there is none.
pub async fn pause(attempts: &mut Attempts, error: Error, hints: &Hints, guard: &Guard) -> Result<(), Failure> {
    let circumstances = Circumstances {
        retry_after_ms: hints.retry_after_ms,
        stale_connection: hints.stale_connection,
        remaining_ms: guard.remaining_ms(),
        random: js_sys::Math::random(),
    };
    match attempts.after(&error, &circumstances) {
        Next::Stop => Err(error.into()),
        Next::After(0.0) => Ok(()),
        Next::After(milliseconds) => guard.sleep(milliseconds).await,
    }
}

/// The documented reply, as JavaScript sees it.
pub fn encode_link(link: &FunctionLink) -> JsValue {
    #[derive(Serialize)]
    struct Fields<'a> {
        errcode: i32,
        errmsg: &'a str,
        url: &'a str,
        checksum: String,
    }
    let encoded =
        object(&Fields { errcode: 0, errmsg: &link.errmsg, url: &link.url, checksum: link.checksum.to_string() });
    if let Some(seconds) = link.expires_at {
        set(&encoded, "expiresAt", &Date::new(&(seconds as f64 * 1000.0).into()));
    }
    encoded
}
