//! Parses an API reply into a [`PlatformReply`] or an [`Error`], by its body and never by its content type.

use crate::call::request::AccessToken;
use crate::defaults::MAX_REPLY_BYTES;
use crate::error::protocol::ProtocolFault;
use crate::error::redact::{redact, split_at_end};
use crate::error::refusal::RedirectFault;
use crate::error::{Error, PlatformError};
use crate::parse::json::Object;
use crate::parse::lenient_json::parse_object;

/// Refuses a redirect of an API call.
///
/// # Errors
/// `REDIRECT_REFUSED` for 3xx, or a redirect that `fetch` followed.
pub fn refuse_redirect(status: u16, redirected: bool) -> Result<(), Error> {
    match status {
        300..=399 => Err(Error::RedirectRefused(RedirectFault::Status(status))),
        _ if redirected => Err(Error::RedirectRefused(RedirectFault::Followed)),
        _ => Ok(()),
    }
}

/// Whether an HTTP status is 2xx.
pub fn is_success(status: u16) -> bool {
    (200..=299).contains(&status)
}

/// Checks a body's length, in bytes.
///
/// # Errors
/// `PROTOCOL` beyond [`MAX_REPLY_BYTES`].
pub fn admit_length(length: u64) -> Result<(), Error> {
    if length > MAX_REPLY_BYTES { Err(Error::Protocol(ProtocolFault::TooLarge)) } else { Ok(()) }
}

/// An API reply's body, at most 1 MiB.
#[derive(Debug, PartialEq, Eq)]
pub struct ReplyBody(Vec<u8>);

impl ReplyBody {
    /// Takes the whole body of an API reply.
    ///
    /// # Errors
    /// `PROTOCOL` beyond [`MAX_REPLY_BYTES`].
    pub fn new(bytes: Vec<u8>) -> Result<ReplyBody, Error> {
        admit_length(bytes.len() as u64)?;
        Ok(ReplyBody(bytes))
    }

    /// The bytes as they arrived.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Parses the API reply of a request that succeeded. An errcode takes precedence over the status: the platform's
    /// gateways send both.
    ///
    /// # Errors
    /// The code of the reply's errcode, `PROTOCOL` for a reply that is no JSON object or has a malformed errcode,
    /// `HTTP_STATUS` for a status that is not 2xx without an errcode.
    pub fn parse(&self, status: u16, token: &AccessToken) -> Result<PlatformReply, Error> {
        let refused = Some(status).filter(|status| !is_success(*status));
        let object = match parse_object(&self.0) {
            Err(fault) if refused.is_none() => return Err(Error::Protocol(fault)),
            parsed => parsed.unwrap_or_default(),
        };
        let errmsg = object.text("errmsg").map(|errmsg| redact(errmsg, token.reveal()));
        match (errcode(&object), refused) {
            (Ok(Some(errcode)), _) if errcode != 0 => {
                let errmsg = errmsg.unwrap_or_default();
                Err(Error::Platform(Box::new(PlatformError { errcode, status: refused, rid: rid(&errmsg), errmsg })))
            }
            (_, Some(status)) => Err(Error::HttpStatus(status)),
            (Ok(errcode), None) => {
                Ok(PlatformReply { object, errmsg, has_errcode: errcode.is_some(), token: token.clone() })
            }
            (Err(error), None) => Err(error),
        }
    }
}

/// The reply to a request that succeeded, before its interface has read it.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The platform's reply, with errcode 0 or without one.
    Platform(PlatformReply),
    /// A relay's, with its HTTP status.
    Relay(u16, Object),
}

/// A reply of the platform: its errcode is 0, or absent.
#[derive(Debug, Clone, PartialEq)]
pub struct PlatformReply {
    /// The JSON object of the reply, with all of its members. It may hold the token.
    pub object: Object,
    /// The platform's errmsg, with the token redacted; `None` where the reply has none.
    pub errmsg: Option<String>,
    /// Whether the errcode is present.
    pub has_errcode: bool,
    token: AccessToken,
}

impl PlatformReply {
    /// Redacts a text of the reply: it may repeat the token.
    pub fn redacted(&self, text: &str) -> String {
        redact(text, self.token.reveal())
    }
}

/// `None` where it is absent. An error for anything but an integer in JavaScript's safe range.
fn errcode(reply: &Object) -> Result<Option<i64>, Error> {
    match (reply.get("errcode"), reply.integer("errcode")) {
        (Some(_), None) => Err(Error::Protocol(ProtocolFault::Errcode)),
        (_, errcode) => Ok(errcode),
    }
}

/// Finds the request's id in an errmsg: `rid: xxxxxxxx-xxxxxxxx-xxxxxxxx`, with any of the platform's separators, or the
/// older `req_id`.
fn rid(errmsg: &str) -> Option<String> {
    id(errmsg, "rid").or_else(|| id(errmsg, "req_id"))
}

/// The last id that follows a key.
fn id(errmsg: &str, key: &str) -> Option<String> {
    (0..errmsg.len()).rev().find_map(|at| {
        let (before, found) = errmsg.split_at_checked(at)?;
        let after = found.strip_prefix(key)?;
        let rest = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '：' | '[' | '"'));
        // Other words hold the key, too: `grid: …`, `ridiculous`.
        if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') || rest.len() == after.len() {
            return None;
        }
        let (id, _) = split_at_end(rest, |c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        // An id has a digit: `[redacted]` has none.
        let sound = (8..=64).contains(&id.len()) && id.bytes().any(|byte| byte.is_ascii_digit());
        sound.then(|| id.to_owned())
    })
}
