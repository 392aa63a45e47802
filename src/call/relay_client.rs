//! The relay client: reads a relay's responses, and those of an intermediary (RFC 9110 §3.7) in front of it.

use base64ct::{Base64, Encoding};

use crate::call::relay_request::Action;
use crate::call::response::ResponseHead;
use crate::checksum::Checksum;
use crate::defaults::MAX_LINK_URL_BYTES;
use crate::error::code::Code;
use crate::error::peer::Peer;
use crate::error::redact::{one_line, one_line_of, redact};
use crate::error::refusal::{Intermediary, RelayedError};
use crate::error::{Error, Mismatch, PlatformError};
use crate::link::signed_url::FunctionLink;
use crate::parse::json::{Object, parse_once_each};
use crate::parse::url::UrlParts;

/// A relay's address, without a slash at its end. Routes are appended to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress(String);

impl RelayAddress {
    /// Checks a parsed address. `page` is the address of the page that calls, where there is one.
    ///
    /// # Errors
    /// What the address must be, as the end of a message, for another scheme, credentials, a query or a fragment.
    pub fn new(parts: &UrlParts, page: Option<&UrlParts>) -> Result<RelayAddress, &'static str> {
        let sound = match page {
            Some(page) => parts.protocol == "https:" || parts.same_origin(page),
            None => parts.protocol == "https:" || (parts.protocol == "http:" && parts.is_loopback()),
        };
        if !sound {
            return Err("be https or of the page's own origin (without a page: https, or http on a loopback host)");
        }
        if parts.has_credentials || parts.has_query_or_fragment {
            return Err("not hold a user name, a password, a query or a fragment");
        }
        Ok(RelayAddress(parts.without_query()))
    }

    /// The URL of an action's route.
    pub fn route(&self, action: Action) -> String {
        format!("{}/{}", self.0, action.as_str())
    }
}

/// The error for a response that does not come from the relay.
///
/// # Errors
/// Always. `HTTP_STATUS` for 5xx, which a proxy sends for a relay that is down, `RELAY_REFUSED` otherwise.
pub fn intermediary<T>(status: u16, redirected: bool) -> Result<T, Error> {
    Err(match status {
        _ if redirected => Error::Intermediary(Intermediary::Redirect(0)),
        300..=399 => Error::Intermediary(Intermediary::Redirect(status)),
        401 | 403 | 407 => Error::Intermediary(Intermediary::SignIn(status)),
        404 | 405 | 410 => Error::Intermediary(Intermediary::NoRelay(status)),
        200..=299 => Error::Intermediary(Intermediary::Page(status)),
        500..=599 => Error::HttpStatus(status),
        _ => Error::Intermediary(Intermediary::Other(status)),
    })
}

/// Refuses a redirect: a relay sends none, so it comes from an intermediary.
///
/// # Errors
/// `RELAY_REFUSED` for 3xx, or a redirect that `fetch` followed.
pub fn admit_relay(head: &ResponseHead) -> Result<(), Error> {
    if head.redirected || (300..=399).contains(&head.status) {
        return intermediary(head.status, head.redirected);
    }
    Ok(())
}

/// Reads an error response:
/// `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid?, peer?, expected?, actual?, size? } }`.
///
/// # Errors
/// Always. The relay's error with its code, or that of [`intermediary`] for any other body.
pub fn read_error<T>(status: u16, body: &[u8]) -> Result<T, Error> {
    let response = parse_once_each(body);
    match response.as_ref().and_then(|response| relayed_error(status, response.object("error")?)) {
        Some(error) => Err(Error::Relayed(Box::new(error))),
        None => intermediary(status, false),
    }
}

fn relayed_error(status: u16, error: &Object) -> Option<RelayedError> {
    // 1,000 characters: a relay's advice is a few sentences. The limit is for a server that poses as a relay.
    let words = |text: &str| one_line_of(&redact(text, ""), 1000);
    let errmsg = error.optional("errmsg", Object::text)?;
    let rid = error.optional("rid", Object::text)?;
    let platform = error.optional("errcode", Object::integer)?.map(|errcode| PlatformError {
        errcode,
        status: None,
        errmsg: redact(errmsg.unwrap_or_default(), ""),
        rid: rid.map(one_line),
    });
    Some(RelayedError {
        code: Code::parse(error.text("code")?)?,
        message: words(error.text("message")?),
        advice: words(error.text("advice")?),
        retryable: error.boolean("retryable")?,
        peer: error.text("peer").and_then(Peer::parse),
        platform,
        mismatch: mismatch(error)?,
        status,
    })
}

/// `Some(None)` for an error without `expected`, `None` for malformed fields.
fn mismatch(error: &Object) -> Option<Option<Mismatch>> {
    let checksum = |name| match error.optional(name, Object::text)? {
        Some(text) => Checksum::parse(text).ok().map(|checksum| Some(checksum.to_string())),
        None => Some(None),
    };
    let (expected, actual) = (checksum("expected")?, checksum("actual")?);
    let size = error.optional("size", Object::integer)?.map_or(Some(0), |size| u64::try_from(size).ok())?;
    Some(expected.map(|expected| Mismatch { expected, actual, size }))
}

/// Reads the response to [`Action::Outcome`]: why the relay broke off a package.
///
/// # Errors
/// Always. The relay's reason, or `broken` where the relay does not know it.
pub fn read_outcome<T>(status: u16, body: &[u8], broken: Error) -> Result<T, Error> {
    match read_error::<T>(status, body) {
        // RELAY_REFUSED and 4xx concern this request, not the package.
        Err(Error::Relayed(error)) if status >= 500 && error.code != Code::RelayRefused => Err(Error::Relayed(error)),
        _ => Err(broken),
    }
}

/// Reads the JSON object of a response to a request that succeeded.
///
/// # Errors
/// `RELAY_REFUSED` or `HTTP_STATUS` for a response that does not come from a relay.
pub fn read_response(status: u16, body: &[u8]) -> Result<Object, Error> {
    parse_once_each(body).map_or_else(|| intermediary(status, false), Ok)
}

/// Reads the link from the head of a package's response: `Repr-Digest`, `X-Link-Url`, `X-Link-Expires`.
///
/// # Errors
/// `RELAY_REFUSED` or `HTTP_STATUS` without a sound `Repr-Digest`: the response does not come from a relay.
pub fn read_package_head(head: &ResponseHead, date: impl Fn(&str) -> f64) -> Result<FunctionLink, Error> {
    match head.repr_digest.as_deref().and_then(read_digest) {
        Some(checksum) if head.status == 200 => Ok(FunctionLink {
            errmsg: "ok".to_owned(),
            url: head.link_url.as_deref().and_then(read_link_url),
            checksum,
            expires_at_ms: head.link_expires.as_deref().map(date).filter(|ms| ms.is_finite()),
        }),
        _ => intermediary(head.status, false),
    }
}

const DIGEST_OPENS: &str = "sha-256=:";

/// Formats a checksum as `Repr-Digest` (RFC 9530 §3).
pub fn write_digest(checksum: &Checksum) -> String {
    format!("{DIGEST_OPENS}{}:", Base64::encode_string(checksum.as_bytes()))
}

/// Formats a download address as `X-Link-Url`: ASCII as it is, anything else as a byte sequence (RFC 9651 §3.3.5) of
/// its UTF-8, which begins with a colon as no address does. `None` beyond [`MAX_LINK_URL_BYTES`].
pub fn write_link_url(url: &str) -> Option<String> {
    let text = if url.is_ascii() { url.to_owned() } else { format!(":{}:", Base64::encode_string(url.as_bytes())) };
    (url.len() <= MAX_LINK_URL_BYTES).then_some(text)
}

fn read_link_url(header: &str) -> Option<String> {
    match header.strip_prefix(':') {
        Some(encoded) => String::from_utf8(Base64::decode_vec(encoded.strip_suffix(':')?).ok()?).ok(),
        None => Some(header.to_owned()),
    }
}

fn read_digest(header: &str) -> Option<Checksum> {
    let encoded = header.trim().strip_prefix(DIGEST_OPENS)?.strip_suffix(':')?;
    let mut bytes = [0; 32];
    Base64::decode(encoded, &mut bytes).ok().filter(|decoded| decoded.len() == 32)?;
    Some(Checksum::from_bytes(bytes))
}
