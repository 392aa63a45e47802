//! Asks the platform for a link until the core says that it is enough: tokens, attempts, hosts.

use wasm_bindgen::prelude::*;

use super::error::Failure;
use super::fetch::{Hints, Request};
use super::guard::Guard;
use super::link::{Call, pause};
use super::options::{Fields, base_urls};
use super::queue;
use super::token::Provider;
use crate::error::Error;
use crate::link::reply::admit_status;
use crate::link::request::{AccessToken, BaseUrl};
use crate::link::retry::{Attempts, connection_failed, token_refused};
use crate::link::signed_url::FunctionLink;

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

/// The platform, and the token for it.
pub struct Platform {
    bases: Vec<BaseUrl>,
    token: TokenSource,
}

impl Platform {
    /// Takes a request's token, and reads where the platform is.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`
    pub fn decode(
        request: &Fields,
        token: JsValue,
        appid: Option<String>,
        options: &Fields,
    ) -> Result<Platform, Error> {
        let token = match token.dyn_into() {
            Ok(provider) => TokenSource::Provided(Provider::new(provider, appid)),
            Err(token) => {
                let token = request.text("accessToken", &token)?;
                let token = token.ok_or_else(|| request.must("accessToken", "be a non-empty string"))?;
                TokenSource::Fixed(AccessToken::new(&token)?)
            }
        };
        Ok(Platform { bases: base_urls(options)?, token })
    }

    /// Asks, as often as the core finds it worth.
    pub async fn link(&self, call: &Call, guard: &Guard, attempts: &mut Attempts) -> Result<FunctionLink, Failure> {
        let mut refused = None;
        let mut refreshed = false;
        let mut hosts = self.bases.iter().cycle();
        let mut host = hosts.next();
        let mut token = self.token.token(None, guard).await?;
        while let Some(base) = host {
            if let Some(refused) = refused.take() {
                token = self.token.token(Some(&refused), guard).await?;
            }
            let place = queue::enter(guard).await?;
            attempts.begin();
            let mut hints = Hints::default();
            let answered = ask(call, base, &token, guard, &mut hints).await;
            drop(place);
            let error = match answered {
                Ok(link) => return Ok(link),
                Err(Failure::Error(error)) => error,
                Err(failure) => return Err(failure),
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
}

/// One attempt.
async fn ask(
    call: &Call,
    base: &BaseUrl,
    token: &AccessToken,
    guard: &Guard,
    hints: &mut Hints,
) -> Result<FunctionLink, Failure> {
    #[cfg(feature = "trap")]
    if call.subject.function_name == "trap" {
        std::process::abort();
    }
    let transport = &call.options.transport;
    let attempt = transport.attempt(guard);
    let request = call.subject.body();
    let answer = transport.send(&base.call(token), &Request::Post(&request), &attempt, hints).await?;
    admit_status(answer.status, answer.redirected).inspect_err(|_| answer.discard())?;
    let body = answer.body(&attempt).await?;
    attempt.complete();
    Ok(body.parse(token)?)
}
