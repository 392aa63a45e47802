//! The client's side of a relay: its two routes, and their answers as the core reads them.

use js_sys::Date;
use wasm_bindgen::prelude::*;

use super::attempt::Attempt;
use super::error::Failure;
use super::fetch::{Answer, Hints, Request};
use super::guard::Guard;
use super::link::Call;
use super::options::Fields;
use super::url::url_parts;
use crate::error::Error;
use crate::relay::client::{PackageHead, RelayAddress, ToldLink, read_error, read_link, read_package_head, stranger};
use crate::relay::policy::{Action, request_body};

#[wasm_bindgen(raw_module = "./host/environment.js")]
extern "C" {
    #[wasm_bindgen(js_name = pageAddress)]
    fn page_address() -> Option<String>;
}

/// A relay, and the merchant that it is asked for.
pub struct Relay {
    address: RelayAddress,
    authorizer_appid: Option<String>,
}

fn date(text: &str) -> f64 {
    Date::parse(text)
}

impl Relay {
    /// Judges an address, absolute or relative to the page.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`
    pub fn decode(address: &str, authorizer_appid: Option<String>, options: &Fields) -> Result<Relay, Error> {
        let page = page_address();
        let parts = url_parts(address, page.as_deref());
        let parts = parts.ok_or_else(|| options.must("relay", "be a URL (absolute, where there is no page)"))?;
        let page = page.as_deref().and_then(|page| url_parts(page, None));
        let address = RelayAddress::new(&parts, page.as_ref()).map_err(|what| options.must("relay", what))?;
        Ok(Relay { address, authorizer_appid })
    }

    async fn ask(
        &self,
        call: &Call,
        action: Action,
        attempt: &Attempt<'_>,
        hints: &mut Hints,
    ) -> Result<Answer, Failure> {
        let body = request_body(&call.subject, self.authorizer_appid.as_deref());
        let url = self.address.route(action);
        let answer = call.options.transport.send(&url, &Request::Post(&body), attempt, hints).await?;
        if answer.redirected || (300..=399).contains(&answer.status) {
            answer.discard();
            return Ok(stranger(answer.status, answer.redirected)?);
        }
        if !(200..=299).contains(&answer.status) {
            let body = answer.body(attempt).await?;
            return Ok(read_error(answer.status, body.bytes())?);
        }
        Ok(answer)
    }

    /// Asks for a link, once.
    pub async fn link(&self, call: &Call, guard: &Guard, hints: &mut Hints) -> Result<ToldLink, Failure> {
        let attempt = call.options.transport.attempt(guard);
        let answer = self.ask(call, Action::Link, &attempt, hints).await?;
        let body = answer.body(&attempt).await?;
        attempt.complete();
        Ok(read_link(answer.status, body.bytes(), date)?)
    }

    /// Asks for a package, once.
    pub async fn package(
        &self,
        call: &Call,
        attempt: &Attempt<'_>,
        hints: &mut Hints,
    ) -> Result<(Answer, ToldLink), Failure> {
        let answer = self.ask(call, Action::Download, attempt, hints).await?;
        let header = |name| answer.header(name);
        let head = PackageHead {
            repr_digest: header("repr-digest"),
            expires: header("x-link-expires"),
            url: header("x-link-url"),
        };
        let link = read_package_head(answer.status, head, date).inspect_err(|_| answer.discard())?;
        Ok((answer, link))
    }
}
