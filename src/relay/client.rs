//! What a relay answers, as its client reads it, and what only stands in front of a relay and answers in its place.

use std::fmt;

use base64ct::{Base64, Encoding};

use crate::checksum::Checksum;
use crate::error::code::Code;
use crate::error::redact::{one_line, one_line_of, redact};
use crate::error::{Error, PlatformError};
use crate::link::signed_url::FunctionLink;
use crate::parse::json::{Object, parse_once_each};
use crate::parse::url::UrlParts;
use crate::relay::policy::Action;

/// Where a relay is: its routes stand below this address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayAddress(String);

impl RelayAddress {
    /// Checks an address that the runtime's parser took apart. `page` is the page's own address, where there is a page.
    ///
    /// # Errors
    /// What it must be instead.
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

    /// The address of a route.
    pub fn route(&self, action: Action) -> String {
        format!("{}/{}", self.0, action.as_str())
    }
}

/// A link as a caller is told of it: a relay may withhold its address.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldLink {
    /// The platform's errmsg, `ok` where it sent none.
    pub errmsg: String,
    /// The download address.
    pub url: Option<String>,
    /// SHA-256 of the package's bytes.
    pub checksum: Checksum,
    /// When the address stops working: milliseconds since 1970.
    pub expires_at_ms: Option<f64>,
}

impl From<FunctionLink> for ToldLink {
    fn from(link: FunctionLink) -> ToldLink {
        let expires_at_ms = link.expires_at.map(|seconds| seconds as f64 * 1000.0);
        ToldLink { errmsg: link.errmsg, url: Some(link.url), checksum: link.checksum, expires_at_ms }
    }
}

/// An error of the relay's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayedError {
    /// The stable code.
    pub code: Code,
    /// What happened, the function that it is about included.
    pub message: String,
    /// What to do next.
    pub advice: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// What the platform answered, where it is the reason.
    pub platform: Option<PlatformError>,
    /// The status of the relay's answer.
    pub status: u16,
}

/// What answered in a relay's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intermediary {
    /// A redirect; the status is 0 where a browser hides it.
    Redirect(u16),
    /// A sign-in page, or what asks for one: 401, 403 or 407 in words that are not a relay's.
    SignIn(u16),
    /// An answer that ended well and is not a relay's: most often a sign-in page too.
    Page(u16),
    /// There is no relay at this address.
    NoRelay(u16),
    /// Anything else that is not a relay's.
    Other(u16),
}

impl Intermediary {
    /// The status that was seen; `None` where it is hidden.
    pub fn status(self) -> Option<u16> {
        match self {
            Intermediary::Redirect(status)
            | Intermediary::SignIn(status)
            | Intermediary::Page(status)
            | Intermediary::NoRelay(status)
            | Intermediary::Other(status) => Some(status).filter(|status| *status != 0),
        }
    }

    /// What to do next.
    pub fn advice(self) -> &'static str {
        match self {
            Intermediary::Redirect(_) | Intermediary::SignIn(_) => {
                "Something in front of the relay wants you to sign in: reload the page, sign in, and try again."
            }
            Intermediary::Page(_) => {
                "Look for a sign-in page or a proxy in front of the relay: reload the page, sign in, and try again."
            }
            Intermediary::NoRelay(_) => {
                "Check options.relay and the relay's basePath: no relay answers at this address."
            }
            Intermediary::Other(_) => "Look for a proxy between this page and the relay that answers in its place.",
        }
    }
}

impl fmt::Display for Intermediary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Intermediary::Redirect(0) => f.write_str("the call was redirected by something in front of the relay"),
            Intermediary::Redirect(status) => {
                write!(f, "the call was redirected (HTTP status {status}) by something in front of the relay")
            }
            Intermediary::SignIn(status) | Intermediary::NoRelay(status) | Intermediary::Other(status) => {
                write!(f, "the answer (HTTP status {status}) is not the relay's but of something in front of it")
            }
            Intermediary::Page(_) => f.write_str("the answer is not the relay's but of something in front of it"),
        }
    }
}

/// What a status means in an answer that is not a relay's.
///
/// # Errors
/// Always: `HTTP_STATUS` for 5xx, which a proxy gives for a relay that is down, and `RELAY_REFUSED` for all else.
pub fn stranger<T>(status: u16, redirected: bool) -> Result<T, Error> {
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

/// Reads a refusal or failure: `{ error: { code, message, advice, retryable, errcode?, errmsg?, rid? } }`.
///
/// # Errors
/// Always: the relay's own error, or that of what answered in its place.
pub fn read_error<T>(status: u16, body: &[u8]) -> Result<T, Error> {
    let answer = parse_once_each(body);
    match answer.as_ref().and_then(|answer| relayed_error(status, answer.object("error")?)) {
        Some(error) => Err(Error::Relayed(Box::new(error))),
        None => stranger(status, false),
    }
}

fn relayed_error(status: u16, error: &Object) -> Option<RelayedError> {
    // A relay's advice is a few sentences; whoever poses as one shows no more.
    let words = |text: &str| one_line_of(&redact(text, ""), 1000);
    let errmsg = error.optional("errmsg", Object::text)?;
    let rid = error.optional("rid", Object::text)?;
    let platform = error.optional("errcode", Object::integer)?.map(|errcode| PlatformError {
        errcode,
        errmsg: redact(errmsg.unwrap_or_default(), ""),
        rid: rid.map(one_line),
    });
    Some(RelayedError {
        code: Code::parse(error.text("code")?)?,
        message: words(error.text("message")?),
        advice: words(error.text("advice")?),
        retryable: error.boolean("retryable")?,
        platform,
        status,
    })
}

/// Reads a link: `{ errcode, errmsg, checksum, expiresAt?, url? }`. `date` is the runtime's parser of dates.
///
/// # Errors
/// `RELAY_REFUSED` for what is no relay's answer.
pub fn read_link(status: u16, body: &[u8], date: impl Fn(&str) -> f64) -> Result<ToldLink, Error> {
    let answer = parse_once_each(body);
    answer.as_ref().and_then(|answer| told_link(answer, date)).map_or_else(|| stranger(status, false), Ok)
}

fn told_link(answer: &Object, date: impl Fn(&str) -> f64) -> Option<ToldLink> {
    if answer.integer("errcode")? != 0 {
        return None;
    }
    Some(ToldLink {
        errmsg: redact(answer.text("errmsg")?, ""),
        url: answer.optional("url", Object::text)?.map(str::to_owned),
        checksum: Checksum::parse(answer.text("checksum")?).ok()?,
        expires_at_ms: answer.optional("expiresAt", Object::text)?.map(date).filter(|ms| ms.is_finite()),
    })
}

/// The headers of a package's answer that tell its link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageHead {
    /// `Repr-Digest`
    pub repr_digest: Option<String>,
    /// `X-Link-Expires`
    pub expires: Option<String>,
    /// `X-Link-Url`
    pub url: Option<String>,
}

/// Reads the head of a package's answer.
///
/// # Errors
/// `RELAY_REFUSED` where it tells no digest: it is no relay's answer.
pub fn read_package_head(status: u16, head: PackageHead, date: impl Fn(&str) -> f64) -> Result<ToldLink, Error> {
    match head.repr_digest.as_deref().and_then(read_digest) {
        Some(checksum) if status == 200 => Ok(ToldLink {
            errmsg: "ok".to_owned(),
            url: head.url,
            checksum,
            expires_at_ms: head.expires.as_deref().map(date).filter(|ms| ms.is_finite()),
        }),
        _ => stranger(status, false),
    }
}

const DIGEST_OPENS: &str = "sha-256=:";

/// `Repr-Digest` (RFC 9530) of a checksum.
pub fn write_digest(checksum: &Checksum) -> String {
    format!("{DIGEST_OPENS}{}:", Base64::encode_string(checksum.as_bytes()))
}

fn read_digest(header: &str) -> Option<Checksum> {
    let encoded = header.trim().strip_prefix(DIGEST_OPENS)?.strip_suffix(':')?;
    let mut bytes = [0; 32];
    Base64::decode(encoded, &mut bytes).ok().filter(|decoded| decoded.len() == 32)?;
    Some(Checksum::from_bytes(bytes))
}
