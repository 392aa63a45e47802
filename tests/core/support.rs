//! Shared helpers and data of the core's tests.
#![allow(dead_code, clippy::expect_used, clippy::panic)]

use wechat_function_link::call::interface::Interface;
use wechat_function_link::call::relay_client::RelayAddress;
use wechat_function_link::call::reply::ReplyBody;
use wechat_function_link::call::request::AccessToken;
use wechat_function_link::call::response::ResponseHead;
use wechat_function_link::call::route::Route;
use wechat_function_link::call::surroundings::Surroundings;
use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::refusal::{HostFault, HostRule};
use wechat_function_link::error::storage::StorageError;
use wechat_function_link::error::{Error, PlatformError};
use wechat_function_link::link::signed_url::FunctionLink;
use wechat_function_link::link::subject::Subject;
use wechat_function_link::parse::url::UrlParts;

/// A token, with characters that a URL has to encode. No output may contain it.
pub const TOKEN: &str = "canary+token/with=signs&more";
/// The token, encoded for a URL.
pub const ENCODED_TOKEN: &str = "canary%2Btoken%2Fwith%3Dsigns%26more";
/// A signature that no output may contain.
pub const SIGNATURE: &str = "canary0signature";
/// A download address on a host that is allowed by default, without a query.
pub const URL: &str = "https://bucket.cos.ap-shanghai.myqcloud.com/app/env/login/login_LATEST.zip";
/// A well-formed checksum: the SHA-256 of `abc`.
pub const CHECKSUM: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// The documented reply, with this JSON value as errcode.
pub fn reply_with_errcode(errcode: &str) -> String {
    format!(r#"{{"errcode":{errcode},"errmsg":"ok","url":"{URL}","checksum":"{CHECKSUM}"}}"#)
}

/// A successful reply with these JSON values as `url` and `checksum`.
pub fn reply_with_link(url: &str, checksum: &str) -> String {
    format!(r#"{{"errcode":0,"errmsg":"ok","url":{url},"checksum":{checksum}}}"#)
}

/// Reads a body as the reply to a call with [`TOKEN`].
pub fn parse(body: impl AsRef<[u8]>) -> Result<FunctionLink, Error> {
    let reply = ReplyBody::new(body.as_ref().to_vec())?.parse(200, &AccessToken::new(TOKEN)?)?;
    Subject::read(&reply).map_err(Error::Protocol)
}

/// Reads a reply that is a link.
pub fn link(body: impl AsRef<[u8]>) -> FunctionLink {
    parse(body).expect("a link")
}

/// Reads a reply that differs from the documented one, and returns how.
pub fn fault(body: impl AsRef<[u8]>) -> ProtocolFault {
    match parse(body) {
        Err(Error::Protocol(fault)) => fault,
        other => panic!("a protocol fault was expected, not {other:?}"),
    }
}

/// Reads a reply that is the platform's own error.
pub fn platform_error(body: impl AsRef<[u8]>) -> PlatformError {
    match parse(body) {
        Err(Error::Platform(platform)) => *platform,
        other => panic!("a platform error was expected, not {other:?}"),
    }
}

/// A storage host's error without a body.
pub fn storage_error(status: u16) -> Error {
    Error::Storage(Box::new(StorageError { status, code: None, request_id: None }))
}

/// The refusal of an address on this host, which breaks this rule.
pub fn host_fault(rule: HostRule, host: &str) -> HostFault {
    HostFault { rule, host: host.to_owned() }
}

/// A URL's scheme and host, as a runtime's parser returns them.
pub fn parts(protocol: &str, hostname: &str) -> UrlParts {
    UrlParts {
        protocol: protocol.to_owned(),
        hostname: hostname.to_owned(),
        pathname: "/".to_owned(),
        ..UrlParts::default()
    }
}

/// An HTTP date, and the same in milliseconds since 1970.
pub const DATE: (&str, f64) = ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000.0);

/// Surroundings with constant values. The only date that they parse is [`DATE`].
pub struct Fixed {
    pub remaining_ms: f64,
    pub random: f64,
    pub now_ms: f64,
}

/// An hour is left, random numbers are a half, and the time is 2.5 s before [`DATE`].
pub const PLENTY: Fixed = Fixed { remaining_ms: 3_600_000.0, random: 0.5, now_ms: DATE.1 - 2500.0 };

impl Surroundings for Fixed {
    fn remaining_ms(&self) -> f64 {
        self.remaining_ms
    }

    fn random(&self) -> f64 {
        self.random
    }

    fn now_ms(&self) -> f64 {
        self.now_ms
    }

    fn date_ms(&self, text: &str) -> f64 {
        if text == DATE.0 { DATE.1 } else { f64::NAN }
    }

    fn url(&self, text: &str) -> Option<UrlParts> {
        url_parts(text)
    }
}

/// Parses the tests' absolute URLs.
pub fn url_parts(text: &str) -> Option<UrlParts> {
    let (scheme, rest) = text.split_once("://")?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (path, more) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    let host = authority.rsplit('@').next()?;
    let (hostname, port) = host.split_once(':').unwrap_or((host, ""));
    let is_default = matches!((scheme, port), ("https", "443") | ("http", "80"));
    (!hostname.is_empty()).then(|| UrlParts {
        protocol: format!("{scheme}:"),
        has_credentials: authority.contains('@'),
        hostname: hostname.to_ascii_lowercase(),
        port: if is_default { String::new() } else { port.to_owned() },
        pathname: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
        has_query_or_fragment: !more.is_empty(),
    })
}

/// A response's head of this status.
pub fn head(status: u16) -> ResponseHead {
    ResponseHead { status, ..ResponseHead::default() }
}

/// The environment and function of the tests' calls.
pub fn subject() -> Subject {
    Subject { env: "test-777bb9".to_owned(), function_name: "login".to_owned() }
}

/// A call through the relay at `https://console.example/relay`.
pub fn relay_route() -> Route {
    let address = RelayAddress::new(&url_parts("https://console.example/relay").expect("a URL"), None);
    Route::Relay { address: address.expect("an address"), authorizer_appid: Some("wx01".to_owned()) }
}

/// A relay's error response.
pub fn relay_error(code: &str, retryable: bool, more: &str) -> Vec<u8> {
    format!(r#"{{"error":{{"code":"{code}","message":"m","advice":"a","retryable":{retryable}{more}}}}}"#).into_bytes()
}
