//! How an API reply, or a download's response, differs from the documented one, without any of its contents.

use super::errcode::{CATALOGUE, Explanation, explain};
use super::messages;

/// How a response differs from the documented one. Holds none of its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolFault {
    /// `options.fetch` resolved to a value that is not a Response.
    NotAResponse,
    /// The body is longer than 1 MiB.
    TooLarge,
    /// The body is empty or white space.
    EmptyBody,
    /// The JSON ends too early.
    CutOff,
    /// The body is a page instead of JSON.
    Html,
    /// The body is not JSON, or nests too deep.
    NotJson,
    /// The JSON is not an object.
    NotAnObject,
    /// `errcode` is not an integer within JavaScript's safe range.
    Errcode,
    /// Neither `errcode` nor a complete link is present.
    NoErrcode,
    /// Neither `errcode` nor a list is present.
    NoList,
    /// A list is not an array.
    List,
    /// A row of a list is not an object, or has no name.
    Row,
    /// `quota` is missing or incomplete.
    Quota,
    /// `url` is missing or not an absolute URL.
    Url,
    /// `checksum` is missing or not 64 hexadecimal digits.
    Checksum,
    /// A download's response is a part (206) to a request for the whole.
    UnaskedPart,
}

impl ProtocolFault {
    /// Whether a retry may help: only after a cut-off or empty body.
    pub fn retryable(self) -> bool {
        matches!(self, ProtocolFault::CutOff | ProtocolFault::EmptyBody)
    }
}

impl ProtocolFault {
    /// The message's text for this fault.
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
            ProtocolFault::NoList => messages::NO_LIST.en,
            ProtocolFault::List => messages::LIST.en,
            ProtocolFault::Row => messages::ROW.en,
            ProtocolFault::Quota => messages::QUOTA.en,
            ProtocolFault::Url => messages::URL.en,
            ProtocolFault::Checksum => messages::CHECKSUM.en,
            ProtocolFault::UnaskedPart => messages::UNASKED_PART.en,
        }
    }
}

/// An API reply with an errcode other than 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError {
    /// The reply's errcode, never 0.
    pub errcode: i64,
    /// The HTTP status, where it is not 2xx.
    pub status: Option<u16>,
    /// The reply's errmsg, redacted by [`super::redact`]: without tokens and URL queries.
    pub errmsg: String,
    /// The request's id, which WeChat's support asks for.
    pub rid: Option<String>,
}

impl PlatformError {
    /// The catalogue's entry for the errcode.
    pub fn explanation(&self) -> Explanation {
        explain(self.errcode)
    }

    /// Whether the errcode is in the catalogue.
    pub fn is_known(&self) -> bool {
        CATALOGUE.iter().any(|known| known.errcode == self.errcode)
    }
}
