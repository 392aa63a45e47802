//! The record that intake makes of a caller's request and options. Intake has checked each value's type and keeps the
//! caller's names. This module checks the values.

use std::fmt;

use super::request::{AccessToken, BaseUrl};
use super::route::Route;
use super::runtime::Runtime;
use crate::call::relay_client::RelayAddress;
use crate::call::relay_request::admit_appid;
use crate::checksum::engine::Engine;
use crate::defaults::MAX_ATTEMPTS;
use crate::error::Error;
use crate::parse::json::{Json, Object, parse};
use crate::parse::url::UrlParts;

/// A call's request and options, as intake's JSON object.
#[derive(Clone, PartialEq)]
pub struct Record(Object);

impl fmt::Debug for Record {
    /// Shows no values: the token is among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").finish_non_exhaustive()
    }
}

fn must(name: &str, what: &str) -> Error {
    Error::argument(format!("options.{name} must {what}"))
}

impl Record {
    /// Reads the JSON text of intake.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where intake refused a value, `SERVER_SIDE_ONLY` for a token in a browser.
    pub fn read(json: &str) -> Result<Record, Error> {
        let Ok(Json::Object(object)) = parse(json) else {
            return Err(Error::argument("request and options nest too deep"));
        };
        let runtime = object.object("runtime").map(Runtime::from).unwrap_or_default();
        if object.boolean("hasToken").unwrap_or(false) && runtime.is_browser() {
            return Err(Error::ServerSideOnly);
        }
        match object.text("refused") {
            Some(what) => Err(Error::argument(what)),
            None => Ok(Record(object)),
        }
    }

    /// Where the call sends its requests.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, with the name of the malformed value.
    pub(super) fn route(&self, has_relay_route: bool) -> Result<Route, Error> {
        let appid = self.0.text("authorizerAppid");
        if appid.is_some_and(str::is_empty) {
            return Err(Error::argument("request.authorizerAppid must be a non-empty string, where it is given"));
        }
        admit_appid(appid.unwrap_or_default())?;
        match self.0.object("relay") {
            None => self.platform(),
            Some(_) if self.0.boolean("hasToken").unwrap_or(false) => Err(Error::argument(
                "request.accessToken must be left out where options.relay is given: the relay holds the token",
            )),
            Some(_) if !has_relay_route => Err(must("relay", "be left out: a relay has no route for this")),
            Some(relay) => self.relay(&relay.into(), appid),
        }
    }

    /// The `maxAttempts` option; [`MAX_ATTEMPTS`] by default.
    pub(super) fn max_attempts(&self) -> u32 {
        let given = self.0.integer("maxAttempts").and_then(|count| u32::try_from(count).ok());
        given.unwrap_or(MAX_ATTEMPTS)
    }

    /// A text of the request that has to be given.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where it is absent or of another type.
    pub fn required(&self, name: &str) -> Result<&str, Error> {
        self.0.text(name).ok_or_else(|| Error::argument(format!("request.{name} must be a non-empty string")))
    }

    fn platform(&self) -> Result<Route, Error> {
        let token = match self.0.text("accessToken") {
            Some(token) => Some(AccessToken::new(token)?),
            None if self.0.boolean("isProvided").unwrap_or(false) => None,
            None => return Err(Error::argument("request.accessToken must be a non-empty string")),
        };
        let base = |name, parts: &Object| BaseUrl::new(&parts.into()).map_err(|what| must(name, what));
        let first = match self.0.object("baseUrl") {
            Some(parts) => base("baseUrl", parts)?,
            None => BaseUrl::platform(),
        };
        let mut hosts = vec![first];
        for fallback in self.0.array("fallbackBaseUrls").unwrap_or_default() {
            if let Json::Object(parts) = fallback {
                hosts.push(base("fallbackBaseUrls", parts)?);
            }
        }
        Ok(Route::Platform { hosts, token })
    }

    fn relay(&self, parts: &UrlParts, appid: Option<&str>) -> Result<Route, Error> {
        let page = self.0.object("page").map(UrlParts::from);
        let address = RelayAddress::new(parts, page.as_ref()).map_err(|what| must("relay", what))?;
        Ok(Route::Relay { address, authorizer_appid: appid.map(str::to_owned) })
    }

    /// The `engine` option, `"auto"` where it is absent.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for anything but `auto`, `wasm` and `host`.
    pub fn engine(&self) -> Result<Engine, Error> {
        match self.0.text("engine") {
            None => Ok(Engine::default()),
            Some(word) => Engine::parse(word).ok_or_else(|| must("engine", "be \"auto\", \"wasm\" or \"host\"")),
        }
    }

    /// The record's values by the caller's names.
    pub fn values(&self) -> &Object {
        &self.0
    }

    /// Whether the caller gave an `onProgress`.
    pub fn has_on_progress(&self) -> bool {
        self.0.boolean("hasOnProgress").unwrap_or(false)
    }

    /// `verifyChecksum`'s checksum as the caller wrote it; empty where the record has none.
    pub fn checksum(&self) -> &str {
        self.0.text("checksum").unwrap_or_default()
    }

    /// Whether this runtime binds I/O to the request that began it.
    pub fn keeps_requests_apart(&self) -> bool {
        self.0.object("runtime").map(Runtime::from).unwrap_or_default().keeps_requests_apart()
    }
}
