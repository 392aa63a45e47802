//! How an API reply, or a download's response, differs from the documented one. Never holds any of it.

use super::errcode::{CATALOGUE, Explanation, explain};
use super::messages;

/// How a response differs from the documented reply. Never holds any of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolFault {
    /// `options.fetch` resolved to something that is no Response.
    NotAResponse,
    /// More than 1 MiB.
    TooLarge,
    /// No body, or white space only.
    EmptyBody,
    /// JSON that ends too early.
    CutOff,
    /// A page where JSON was expected.
    Html,
    /// Not JSON, or nested too deep.
    NotJson,
    /// JSON, but no object.
    NotAnObject,
    /// `errcode` is no integer within JavaScript's safe range.
    Errcode,
    /// No `errcode`, and no complete link either.
    NoErrcode,
    /// `url` is missing or not an absolute URL.
    Url,
    /// `checksum` is missing or not 64 hexadecimal digits.
    Checksum,
    /// A download's response is a part (206) although the request was for the whole.
    UnaskedPart,
}

impl ProtocolFault {
    /// Whether a retry may help: only where the response was cut off.
    pub fn retryable(self) -> bool {
        matches!(self, ProtocolFault::CutOff | ProtocolFault::EmptyBody)
    }
}

impl ProtocolFault {
    /// It in words.
    pub fn as_str(self) -> &'static str {
        match self {
            ProtocolFault::NotAResponse => messages::NOT_A_RESPONSE.en,
            ProtocolFault::TooLarge => messages::REPLY_TOO_LARGE.en,
            ProtocolFault::EmptyBody => messages::EMPTY_BODY.en,
            ProtocolFault::CutOff => messages::CUT_OFF.en,
            ProtocolFault::Html => messages::HTML.en,
            ProtocolFault::NotJson => messages::NOT_JSON.en,
            ProtocolFault::NotAnObject => messages::NOT_AN_OBJECT.en,
            ProtocolFault::Errcode => messages::ERRCODE.en,
            ProtocolFault::NoErrcode => messages::NO_ERRCODE.en,
            ProtocolFault::Url => messages::URL.en,
            ProtocolFault::Checksum => messages::CHECKSUM.en,
            ProtocolFault::UnaskedPart => messages::UNASKED_PART.en,
        }
    }
}

/// An errcode of a reply that is not 0. `errmsg` was redacted by [`super::redact`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError {
    /// The platform's number.
    pub errcode: i64,
    /// The HTTP status of a reply that has the errcode in an error's body.
    pub status: Option<u16>,
    /// The platform's words, without any token or URL query.
    pub errmsg: String,
    /// The request's id, which WeChat's support asks for.
    pub rid: Option<String>,
}

impl PlatformError {
    /// Its entry in the catalogue.
    pub fn explanation(&self) -> Explanation {
        explain(self.errcode)
    }

    /// Whether the catalogue holds its errcode.
    pub fn is_known(&self) -> bool {
        CATALOGUE.iter().any(|known| known.errcode == self.errcode)
    }
}
