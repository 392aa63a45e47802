//! What the tests of the core share. Each test file is a crate of its own and uses a part of it.
#![allow(dead_code, clippy::expect_used, clippy::panic)]

use wechat_function_link::error::protocol::ProtocolFault;
use wechat_function_link::error::{Error, PlatformError};
use wechat_function_link::link::reply::ReplyBody;
use wechat_function_link::link::request::AccessToken;
use wechat_function_link::link::signed_url::FunctionLink;
use wechat_function_link::parse::url::UrlParts;

/// A token that may be seen nowhere, with signs that a URL has to encode.
pub const TOKEN: &str = "canary+token/with=signs&more";
/// The same as a URL holds it.
pub const ENCODED_TOKEN: &str = "canary%2Btoken%2Fwith%3Dsigns%26more";
/// A signature that may be seen nowhere.
pub const SIGNATURE: &str = "canary0signature";
/// A download address.
pub const URL: &str = "https://bucket.cos.ap-shanghai.myqcloud.com/app/env/login/login_LATEST.zip";
/// A well-formed checksum.
pub const CHECKSUM: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// The documented reply, with the errcode written as given.
pub fn reply_with_errcode(errcode: &str) -> String {
    format!(r#"{{"errcode":{errcode},"errmsg":"ok","url":"{URL}","checksum":"{CHECKSUM}"}}"#)
}

/// A successful reply whose `url` and `checksum` are the JSON values given.
pub fn reply_with_link(url: &str, checksum: &str) -> String {
    format!(r#"{{"errcode":0,"errmsg":"ok","url":{url},"checksum":{checksum}}}"#)
}

/// Reads a body as the reply to a call with [`TOKEN`].
pub fn parse(body: impl AsRef<[u8]>) -> Result<FunctionLink, Error> {
    ReplyBody::new(body.as_ref().to_vec())?.parse(&AccessToken::new(TOKEN)?)
}

/// Reads a reply that is a link.
pub fn link(body: impl AsRef<[u8]>) -> FunctionLink {
    parse(body).expect("a link")
}

/// Reads a reply that is no documented one, and tells how it differs.
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

/// A URL's scheme and host, as the runtime's parser gives them.
pub fn parts(protocol: &str, hostname: &str) -> UrlParts {
    UrlParts {
        protocol: protocol.to_owned(),
        hostname: hostname.to_owned(),
        pathname: "/".to_owned(),
        ..UrlParts::default()
    }
}
