//! Raw reply → [`FunctionLink`] or [`Error`]. Judged by the body, never by the content type.

use crate::checksum::Checksum;
use crate::defaults::MAX_REPLY_BYTES;
use crate::error::protocol::ProtocolFault;
use crate::error::redact::{redact, split_at_end};
use crate::error::{Error, PlatformError};
use crate::link::request::AccessToken;
use crate::link::signed_url::{FunctionLink, expiry};
use crate::parse::json::Object;
use crate::parse::lenient_json::parse_object;

/// Judges the status before the body is read.
///
/// # Errors
/// `REDIRECT_REFUSED` for 3xx or a redirect that was followed already, `HTTP_STATUS` for anything else but 2xx.
pub fn admit_status(status: u16, redirected: bool) -> Result<(), Error> {
    match status {
        300..=399 => Err(Error::RedirectRefused(status)),
        _ if redirected => Err(Error::RedirectRefused(0)),
        200..=299 => Ok(()),
        _ => Err(Error::HttpStatus(status)),
    }
}

/// Judges a body's length.
///
/// # Errors
/// `PROTOCOL` beyond [`MAX_REPLY_BYTES`].
pub fn admit_length(length: u64) -> Result<(), Error> {
    if length > MAX_REPLY_BYTES { Err(Error::Protocol(ProtocolFault::TooLarge)) } else { Ok(()) }
}

/// A reply's body.
#[derive(Debug, PartialEq, Eq)]
pub struct ReplyBody(Vec<u8>);

impl ReplyBody {
    /// Takes the whole body.
    ///
    /// # Errors
    /// `PROTOCOL` beyond [`MAX_REPLY_BYTES`].
    pub fn new(bytes: Vec<u8>) -> Result<ReplyBody, Error> {
        admit_length(bytes.len() as u64)?;
        Ok(ReplyBody(bytes))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads the documented reply.
    ///
    /// # Errors
    /// The platform's own error, or `PROTOCOL`.
    pub fn parse(&self, token: &AccessToken) -> Result<FunctionLink, Error> {
        let reply = parse_object(&String::from_utf8_lossy(&self.0)).map_err(Error::Protocol)?;
        let errmsg = reply.text("errmsg").map(|errmsg| redact(errmsg, token.reveal()));
        match errcode(&reply)? {
            Some(0) => link(&reply, errmsg).map_err(Error::Protocol),
            Some(errcode) => {
                let errmsg = errmsg.unwrap_or_default();
                Err(Error::Platform(Box::new(PlatformError { errcode, rid: rid(&errmsg), errmsg })))
            }
            None => link(&reply, errmsg).map_err(|_| Error::Protocol(ProtocolFault::NoErrcode)),
        }
    }
}

/// `None` where it is absent; anything but an integer in JavaScript's safe range is refused.
fn errcode(reply: &Object) -> Result<Option<i64>, Error> {
    match (reply.get("errcode"), reply.integer("errcode")) {
        (Some(_), None) => Err(Error::Protocol(ProtocolFault::Errcode)),
        (_, errcode) => Ok(errcode),
    }
}

fn link(reply: &Object, errmsg: Option<String>) -> Result<FunctionLink, ProtocolFault> {
    let url = reply.text("url").filter(|url| is_absolute(url)).ok_or(ProtocolFault::Url)?;
    let checksum = reply.text("checksum").ok_or(ProtocolFault::Checksum)?;
    let checksum = Checksum::parse(checksum).map_err(|_| ProtocolFault::Checksum)?;
    Ok(FunctionLink {
        errmsg: errmsg.unwrap_or_else(|| "ok".to_owned()),
        url: Some(url.to_owned()),
        checksum,
        expires_at_ms: expiry(url).map(|seconds| seconds as f64 * 1000.0),
    })
}

/// A scheme and something after it, without white space, control characters or bytes that were not UTF-8.
/// Which schemes and hosts are allowed is judged when downloading.
fn is_absolute(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    let rest = rest.trim_start_matches('/');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        && !rest.is_empty()
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || c == char::REPLACEMENT_CHARACTER)
}

/// The request's id at the end of an errmsg: `rid: xxxxxxxx-xxxxxxxx-xxxxxxxx`, by any of the separators that were seen.
fn rid(errmsg: &str) -> Option<String> {
    (0..errmsg.len()).rev().find_map(|at| {
        let (before, found) = errmsg.split_at_checked(at)?;
        let after = found.strip_prefix("rid")?;
        let rest = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '：'));
        // `grid: …` and `ridiculous` are other words.
        if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') || rest.len() == after.len() {
            return None;
        }
        let (rid, _) = split_at_end(rest, |c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        (8..=64).contains(&rid.len()).then(|| rid.to_owned())
    })
}
