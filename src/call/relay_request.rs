//! A request to a relay: its route and its body, as the client writes them and the relay reads them.

use serde::Serialize;

use super::request::name;
use crate::defaults::MAX_APPID_BYTES;
use crate::error::Error;
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
    pub const ALL: [Action; 5] =
        [Action::Link, Action::Download, Action::Environments, Action::Functions, Action::Outcome];

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

/// The body of a request to a relay: the members that its action takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelayRequest {
    /// The environment's id; absent where [`Action::Environments`] asks for all.
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
pub fn request_body(
    env: &str,
    function_name: &str,
    authorizer_appid: Option<&str>,
    download_id: Option<&str>,
) -> String {
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
    let body = Body { env, function_name, authorizer_appid, download_id };
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
