//! A relay's policy: which requests it accepts, and the status of its responses. `relay.js` reads the `Request` and
//! makes the `Response`.

use percent_encoding::utf8_percent_encode;
use serde::Serialize;

use crate::call::request::name;
use crate::defaults::MAX_APPID_BYTES;
use crate::error::Error;
use crate::error::code::Code;
use crate::error::redact::COMPONENT;
use crate::error::refusal::Refusal;
use crate::link::subject::Subject;
use crate::parse::json::{Object, parse_once_each};

/// The action of a request, by its route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `POST {basePath}/link`: a function's link.
    Link,
    /// `POST {basePath}/download`: a function's package.
    Download,
    /// `POST {basePath}/environments`: a merchant's environments.
    Environments,
    /// `POST {basePath}/functions`: one page of an environment's functions.
    Functions,
    /// `POST {basePath}/outcome`: the reason why a download's response broke off.
    Outcome,
}

impl Action {
    /// The actions, each with a route.
    const ALL: [Action; 5] = [Action::Link, Action::Download, Action::Environments, Action::Functions, Action::Outcome];

    /// The last segment of the route.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Link => "link",
            Action::Download => "download",
            Action::Environments => "environments",
            Action::Functions => "functions",
            Action::Outcome => "outcome",
        }
    }

    /// What `authorize` decides on: an outcome belongs to its download.
    pub fn authorized_as(self) -> Action {
        if self == Action::Outcome { Action::Download } else { self }
    }

    /// The members of a body: those that it must have, and those that it may have.
    fn members(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Action::Link | Action::Download => (&["env", "functionName"], &["authorizerAppid"]),
            Action::Environments => (&[], &["env", "authorizerAppid"]),
            Action::Functions => (&["env"], &["authorizerAppid", "limit", "offset"]),
            Action::Outcome => (&["env", "functionName", "downloadId"], &["authorizerAppid"]),
        }
    }

    /// The message for any other body.
    fn malformed_body(self) -> Error {
        Error::argument(match self {
            Action::Link | Action::Download => {
                "the body must be a JSON object of env, functionName and, optionally, authorizerAppid"
            }
            Action::Environments => "the body must be a JSON object of, optionally, env and authorizerAppid",
            Action::Functions => {
                "the body must be a JSON object of env and, optionally, authorizerAppid, limit and offset"
            }
            Action::Outcome => {
                "the body must be a JSON object of env, functionName, downloadId and, optionally, authorizerAppid"
            }
        })
    }
}

/// A request's method, address and the headers that the policy reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The request's method, for example `POST`.
    pub method: String,
    /// The origin of the URL as this server sees it.
    pub own_origin: String,
    /// The path of the URL.
    pub path: String,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// `Sec-Fetch-Site`
    pub sec_fetch_site: Option<String>,
    /// `Origin`
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

/// The body of a request to a relay: the members that its action takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelayRequest {
    /// The environment's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// The cloud function's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function_name: Option<String>,
    /// The merchant's appid: 1 to 64 bytes, without control characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorizer_appid: Option<String>,
    /// For [`Action::Functions`]: the most rows of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// For [`Action::Functions`]: the number of rows before the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// For [`Action::Outcome`]: the download's `X-Download-Id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_id: Option<String>,
}

/// Writes a request's body as JSON, for the relay client.
pub fn request_body(subject: &Subject, authorizer_appid: Option<&str>, download_id: Option<&str>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Body<'a> {
        env: &'a str,
        function_name: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        authorizer_appid: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        download_id: Option<&'a str>,
    }
    let body = Body { env: &subject.env, function_name: &subject.function_name, authorizer_appid, download_id };
    // Strings always serialize.
    serde_json::to_string(&body).unwrap_or_default()
}

/// Reads a request's body: an object of its action's members, each once.
///
/// # Errors
/// `INVALID_ARGUMENT` for anything else. The message does not contain what was sent.
pub fn read_body(bytes: &[u8], action: Action) -> Result<RelayRequest, Error> {
    let malformed = || action.malformed_body();
    let (required, optional) = action.members();
    let body =
        parse_once_each(bytes).filter(|body| body.has_only(&[required, optional].concat())).ok_or_else(malformed)?;
    if required.iter().any(|name| body.text(name).is_none()) {
        return Err(malformed());
    }
    let text = |member| body.optional(member, Object::text).ok_or_else(malformed);
    let named = |member| text(member)?.map(|value| name(value, member)).transpose();
    let request = RelayRequest {
        env: named("env")?,
        function_name: named("functionName")?,
        authorizer_appid: text("authorizerAppid")?.map(str::to_owned),
        limit: whole_number(&body, "limit", 1)?,
        offset: whole_number(&body, "offset", 0)?,
        download_id: text("downloadId")?.map(str::to_owned),
    };
    if let Some(appid) = &request.authorizer_appid {
        admit_appid(appid)?;
        if appid.is_empty() || appid.chars().any(char::is_control) {
            return Err(Error::argument("authorizerAppid must be a non-empty string without control characters"));
        }
    }
    Ok(request)
}

fn whole_number(body: &Object, name: &str, least: u32) -> Result<Option<u32>, Error> {
    let read = |body: &Object, name: &str| {
        body.integer(name).and_then(|number| u32::try_from(number).ok()).filter(|number| *number >= least)
    };
    body.optional(name, read)
        .ok_or_else(|| Error::argument(format!("{name} must be a whole number of at least {least}")))
}

/// Checks the length of a merchant's appid, so that a relay's caller cannot fill the memory with invented ones.
///
/// # Errors
/// `INVALID_ARGUMENT` beyond [`MAX_APPID_BYTES`].
pub fn admit_appid(appid: &str) -> Result<(), Error> {
    if appid.len() > MAX_APPID_BYTES {
        return Err(Error::argument(format!("authorizerAppid must have at most {MAX_APPID_BYTES} bytes")));
    }
    Ok(())
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
