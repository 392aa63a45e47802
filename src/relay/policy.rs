//! What a relay lets in, and what it answers. The shell (`relay.js`) turns these decisions into `Request` and `Response`.

use std::fmt;

use percent_encoding::utf8_percent_encode;
use serde::Serialize;

use crate::error::code::Code;
use crate::error::{Error, Subject};
use crate::link::request::COMPONENT;
use crate::parse::json::{Object, parse_once_each};

/// The largest request body, counted in bytes received.
pub const MAX_BODY_BYTES: usize = 4096;

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `authorize` did not name a caller.
    Unauthorized,
    /// The caller may not do this.
    Forbidden,
    /// Not sent by a page of the relay's own origin.
    CrossSite,
    /// No such route.
    NotFound,
    /// Not POST.
    Method,
    /// More than [`MAX_BODY_BYTES`].
    TooLarge,
    /// Not `application/json`.
    MediaType,
    /// More requests than the caller may send in a minute: after so many seconds there is room for one.
    TooOften(u32),
    /// More requests at once than the caller may have under way.
    TooManyAtOnce,
}

impl Refusal {
    /// The HTTP status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Refusal::Unauthorized => 401,
            Refusal::Forbidden | Refusal::CrossSite => 403,
            Refusal::NotFound => 404,
            Refusal::Method => 405,
            Refusal::TooLarge => 413,
            Refusal::MediaType => 415,
            Refusal::TooOften(_) | Refusal::TooManyAtOnce => 429,
        }
    }

    /// `Retry-After`, in seconds.
    pub fn retry_after_s(self) -> Option<u32> {
        match self {
            Refusal::TooOften(seconds) => Some(seconds),
            Refusal::TooManyAtOnce => Some(1),
            Refusal::Unauthorized
            | Refusal::Forbidden
            | Refusal::CrossSite
            | Refusal::NotFound
            | Refusal::Method
            | Refusal::TooLarge
            | Refusal::MediaType => None,
        }
    }

    /// Whether the same request may be let in later.
    pub fn retryable(self) -> bool {
        self.retry_after_s().is_some()
    }

    /// What to do next.
    pub fn advice(self) -> &'static str {
        match self {
            Refusal::Unauthorized => "Sign in, and check what the relay's authorize function expects.",
            Refusal::Forbidden => "Ask the relay's operator for the right to this environment and function.",
            Refusal::CrossSite => {
                "Call the relay from a page of its own origin; behind a TLS proxy tell it the public origin by its origin option."
            }
            Refusal::NotFound => "Ask for link or download below the relay's base path.",
            Refusal::Method => "Use POST.",
            Refusal::TooLarge => "Send env, functionName and authorizerAppid alone: at most 4 KiB.",
            Refusal::MediaType => "Send Content-Type: application/json.",
            Refusal::TooOften(_) => {
                "Wait as long as Retry-After says: the relay's limits.requestsPerMinute is reached."
            }
            Refusal::TooManyAtOnce => {
                "Wait until one of your requests has ended: the relay's limits.inFlight is reached."
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::Unauthorized => "the caller is not known",
            Refusal::Forbidden => "the caller may not do this",
            Refusal::CrossSite => "it does not come from a page of the relay's own origin",
            Refusal::NotFound => "there is no such route",
            Refusal::Method => "only POST is allowed",
            Refusal::TooLarge => "the body is larger than 4 KiB",
            Refusal::MediaType => "the content type is not application/json",
            Refusal::TooOften(_) => "the caller has sent too many requests in the last minute",
            Refusal::TooManyAtOnce => "the caller has too many requests under way",
        })
    }
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `POST {basePath}/link`
    Link,
    /// `POST {basePath}/download`
    Download,
}

impl Action {
    /// The route's last segment.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Link => "link",
            Action::Download => "download",
        }
    }
}

/// A request's first lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// `POST`
    pub method: String,
    /// The URL's origin, as this server sees it.
    pub own_origin: String,
    /// The URL's path.
    pub path: String,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Sec-Fetch-Site`
    pub sec_fetch_site: Option<String>,
    /// `Origin`
    pub origin: Option<String>,
}

/// What the relay's operator chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The path that the routes stand below, without a slash at its end.
    base_path: String,
    /// The public origin, where a proxy stands in front.
    origin: Option<String>,
    /// Whether clients that are no browsers (neither `Sec-Fetch-Site` nor `Origin`) may call.
    allow_non_browser: bool,
}

impl Policy {
    /// Takes the operator's options.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a base path that does not begin with a slash.
    pub fn new(base_path: &str, origin: Option<String>, allow_non_browser: bool) -> Result<Policy, Error> {
        if !base_path.starts_with('/') {
            return Err(Error::argument("basePath must begin with a slash"));
        }
        Ok(Policy { base_path: base_path.trim_end_matches('/').to_owned(), origin, allow_non_browser })
    }

    /// What a path asks for; `None` where there is no such route.
    pub fn action(&self, path: &str) -> Option<Action> {
        match path.strip_prefix(self.base_path.as_str())? {
            "/link" => Some(Action::Link),
            "/download" => Some(Action::Download),
            _ => None,
        }
    }

    /// Judges everything but the body: route, method, origin and content type, in this order.
    ///
    /// # Errors
    /// `RELAY_REFUSED`, with the [`Refusal`].
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
            // Behind a proxy that was not named, the browser's own word is enough; a named origin has to match as well.
            (Some("same-origin"), Some(origin)) => self.origin.is_none() || origin == expected,
            (Some("same-origin"), None) => true,
            (Some(_), _) => false,
            (None, Some(origin)) => origin == expected,
            (None, None) => self.allow_non_browser,
        }
    }
}

/// What a caller wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The function.
    pub subject: Subject,
    /// The merchant.
    pub authorizer_appid: Option<String>,
}

/// Writes a body, for a relay's client.
pub fn request_body(subject: &Subject, authorizer_appid: Option<&str>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        env: &'a str,
        function_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        authorizer_appid: Option<&'a str>,
    }
    let body = Body { env: &subject.env, function_name: &subject.function_name, authorizer_appid };
    // Strings always serialize.
    serde_json::to_string(&body).unwrap_or_default()
}

/// Reads a body.
///
/// # Errors
/// `INVALID_ARGUMENT` for anything but the documented object; the message does not repeat what was sent.
pub fn read_body(bytes: &[u8]) -> Result<Wish, Error> {
    let malformed =
        || Error::argument("the body must be a JSON object of env, functionName and, optionally, authorizerAppid");
    let known = |body: &Object| body.has_only(&["env", "functionName", "authorizerAppid"]);
    let body = parse_once_each(bytes).filter(known).ok_or_else(malformed)?;
    let required = |name| body.text(name).ok_or_else(malformed);
    let subject = Subject::new(required("env")?, required("functionName")?)?;
    let appid = body.optional("authorizerAppid", Object::text).ok_or_else(malformed)?;
    if appid.is_some_and(|appid| appid.is_empty() || appid.chars().any(char::is_control)) {
        return Err(Error::argument("authorizerAppid must be a non-empty string without control characters"));
    }
    Ok(Wish { subject, authorizer_appid: appid.map(str::to_owned) })
}

/// The status by which a relay answers an error of this code; `own` is the status of a relay's own refusal, and 500 for an
/// argument that is the operator's and not the caller's.
pub fn status(code: &str, own: Option<u16>) -> u16 {
    match own {
        Some(own) if code == Code::RelayRefused.as_str() => own,
        Some(500) if code == Code::InvalidArgument.as_str() => 500,
        _ if code == Code::InvalidArgument.as_str() => 400,
        _ if code == Code::Timeout.as_str() => 504,
        _ => 502,
    }
}

/// `Content-Disposition` for a function's package, its name made harmless for every file system.
pub fn attachment(function_name: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let name: String = function_name.chars().take(100).map(|c| if harmless(c) { c } else { '_' }).collect();
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    format!("attachment; filename=\"{ascii}.zip\"; filename*=UTF-8''{}.zip", utf8_percent_encode(&name, COMPONENT))
}
