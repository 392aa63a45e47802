//! A relay's policy: which requests it accepts, and the status of its responses. `relay.js` reads the `Request` and
//! makes the `Response`.

use percent_encoding::utf8_percent_encode;

use crate::call::relay_request::Action;
use crate::error::Error;
use crate::error::code::Code;
use crate::error::redact::COMPONENT;
use crate::error::refusal::Refusal;

/// A request's method, address and the headers that the policy reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The request's method, for example `POST`.
    pub method: String,
    /// The origin of the URL as this server sees it.
    pub own_origin: String,
    /// The path of the URL.
    pub path: String,
    /// The `Content-Type` header, which has to be `application/json` without parameters.
    pub content_type: Option<String>,
    /// The `Sec-Fetch-Site` header: how a browser relates the calling page to this server, for example `same-origin`.
    pub sec_fetch_site: Option<String>,
    /// The `Origin` header: the origin of the calling page; `null` is never admitted.
    pub origin: Option<String>,
}

/// The operator's options that decide which requests are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The path below which the routes are, without a slash at its end.
    base_path: String,
    /// The public origin, where the relay is behind a proxy.
    origin: Option<String>,
    /// Whether clients that are not browsers (no `Sec-Fetch-Site`, no `Origin`) may call.
    allow_non_browser: bool,
}

impl Policy {
    /// Takes the operator's options. `createRelay` has checked them.
    pub fn new(base_path: &str, origin: Option<String>, allow_non_browser: bool) -> Policy {
        Policy { base_path: base_path.trim_end_matches('/').to_owned(), origin, allow_non_browser }
    }

    /// The action of a path; `None` where there is no such route.
    pub fn action(&self, path: &str) -> Option<Action> {
        let route = path.strip_prefix(self.base_path.as_str())?.strip_prefix('/')?;
        Action::ALL.into_iter().find(|action| action.as_str() == route)
    }

    /// Checks everything but the body: route, method, origin and content type, in this order.
    ///
    /// # Errors
    /// `RELAY_REFUSED` with status 404, 405, 403 or 415.
    pub fn admit(&self, head: &Head) -> Result<Action, Error> {
        let action = self.action(&head.path).ok_or(Error::Relay(Refusal::NotFound))?;
        if head.method != "POST" {
            return Err(Error::Relay(Refusal::Method));
        }
        if !self.same_origin(head) {
            return Err(Error::Relay(Refusal::CrossSite));
        }
        match head.content_type.as_deref().map(str::trim) {
            Some(media_type) if media_type.eq_ignore_ascii_case("application/json") => Ok(action),
            _ => Err(Error::Relay(Refusal::MediaType)),
        }
    }

    fn same_origin(&self, head: &Head) -> bool {
        let expected = self.origin.as_deref().unwrap_or(&head.own_origin);
        match (head.sec_fetch_site.as_deref(), head.origin.as_deref()) {
            (_, Some("null")) => false,
            // Behind a proxy without `origin`, `Sec-Fetch-Site` is enough. With `origin`, `Origin` has to match as well.
            (Some("same-origin"), Some(origin)) => self.origin.is_none() || origin == expected,
            (Some("same-origin"), None) => true,
            (Some(_), _) => false,
            (None, Some(origin)) => origin == expected,
            (None, None) => self.allow_non_browser,
        }
    }
}

/// The HTTP status of a relay's response to an error of this code. `own` is the status of the relay's own refusal; 500
/// marks an invalid argument of the operator rather than of the caller.
pub fn status(code: &str, own: Option<u16>) -> u16 {
    match own {
        Some(own) if code == Code::RelayRefused.as_str() => own,
        Some(500) if code == Code::InvalidArgument.as_str() => 500,
        _ if code == Code::InvalidArgument.as_str() => 400,
        _ if code == Code::Timeout.as_str() => 504,
        _ => 502,
    }
}

/// `Content-Disposition` for a function's package. Every file system takes the name: at most 100 characters, each other
/// than a letter, a digit, `-` and `_` replaced by `_`.
pub fn attachment(function_name: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = function_name.chars().take(100).map(|c| if harmless(c) { c } else { '_' }).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}.zip\"; filename*=UTF-8''{}.zip", utf8_percent_encode(&name, COMPONENT))
}
