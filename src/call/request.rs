//! The parts of a documented request: `POST {baseUrl}{path}?access_token=…` with a JSON body.

use std::fmt;

use percent_encoding::utf8_percent_encode;

use crate::defaults::BASE_URL;
use crate::error::Error;
use crate::error::redact::COMPONENT;
use crate::parse::url::UrlParts;

/// Checks the text of an argument: refuses an empty one and control characters. The platform checks the rest of its grammar.
///
/// # Errors
/// `INVALID_ARGUMENT`, with the argument's name and without its text.
pub fn name(value: &str, name: &str) -> Result<String, Error> {
    if value.is_empty() {
        Err(Error::argument(format!("{name} must be a non-empty string")))
    } else if value.chars().any(char::is_control) {
        Err(Error::argument(format!("{name} must not hold control characters")))
    } else {
        Ok(value.to_owned())
    }
}

/// A merchant's `authorizer_access_token`. `Debug` shows `[redacted]`.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// Checks a caller's or a provider's token.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where it is empty or holds control characters. The message does not contain the token.
    pub fn new(token: &str) -> Result<AccessToken, Error> {
        name(token, "accessToken").map(AccessToken)
    }

    /// The token, for the request, and for redacting it from the platform's errmsg.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken([redacted])")
    }
}

/// `baseUrl`: scheme, host, port, and the path of a gateway. No slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The platform's API, [`BASE_URL`].
    pub fn platform() -> BaseUrl {
        BaseUrl(BASE_URL.to_owned())
    }

    /// Checks a parsed base URL.
    ///
    /// # Errors
    /// What the URL must be, as the end of a message, where it is neither https nor http on a loopback host, or holds
    /// credentials, a query or a fragment.
    pub fn new(parts: &UrlParts) -> Result<BaseUrl, &'static str> {
        let secure = parts.protocol == "https:" || (parts.protocol == "http:" && parts.is_loopback());
        if !secure {
            return Err("be https, or http on a loopback host");
        }
        if parts.has_credentials || parts.has_query_or_fragment {
            return Err("not hold a user name, a password, a query or a fragment");
        }
        Ok(BaseUrl(parts.without_query()))
    }

    /// The URL of one request to a path. It holds the token: only `fetch` gets it.
    pub fn call(&self, path: &str, token: &AccessToken) -> String {
        format!("{}{path}?access_token={}", self.0, utf8_percent_encode(token.reveal(), COMPONENT))
    }
}
