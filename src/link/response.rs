//! The outcome of a request, not yet judged: a response's head and body, or why there is none.

use crate::error::Error;
use crate::error::network::NetworkFault;
use crate::error::protocol::ProtocolFault;
use crate::parse::json::{Json, Object, parse};

/// What is judged of a response's head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseHead {
    /// The status.
    pub status: u16,
    /// Whether `fetch` followed a redirect although it must not, or hides one.
    pub redirected: bool,
    /// `Retry-After`
    pub retry_after: Option<String>,
    /// `Location`
    pub location: Option<String>,
    /// `Content-Encoding`
    pub content_encoding: Option<String>,
    /// `Content-Length`
    pub content_length: Option<String>,
    /// `Content-Range`
    pub content_range: Option<String>,
    /// `ETag`
    pub etag: Option<String>,
    /// Tencent COS's `x-cos-request-id`
    pub request_id: Option<String>,
    /// `Repr-Digest`
    pub repr_digest: Option<String>,
    /// A relay's `X-Link-Expires`
    pub link_expires: Option<String>,
    /// A relay's `X-Link-Url`
    pub link_url: Option<String>,
    /// A relay's `X-Download-Id`
    pub download_id: Option<String>,
}

impl ResponseHead {
    /// Reads a head as `host/exchange.js` writes it: an object of `status`, `redirected` and headers by their names.
    ///
    /// # Errors
    /// `PROTOCOL` where what `fetch` resolved to is no Response.
    pub fn read(json: &str) -> Result<ResponseHead, Error> {
        let object = match parse(json) {
            Ok(Json::Object(object)) => object,
            _ => Object::default(),
        };
        let status = object.integer("status").and_then(|status| u16::try_from(status).ok());
        let header = |name| object.text(name).map(str::to_owned);
        Ok(ResponseHead {
            status: status.filter(|status| *status < 1000).ok_or(Error::Protocol(ProtocolFault::NotAResponse))?,
            redirected: object.boolean("redirected").unwrap_or(false),
            retry_after: header("retry-after"),
            location: header("location"),
            content_encoding: header("content-encoding"),
            content_length: header("content-length"),
            content_range: header("content-range"),
            etag: header("etag"),
            request_id: header("x-cos-request-id"),
            repr_digest: header("repr-digest"),
            link_expires: header("x-link-expires"),
            link_url: header("x-link-url"),
            download_id: header("x-download-id"),
        })
    }
}

/// A response's body, read up to its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// All of it.
    Whole(Vec<u8>),
    /// More than 1 MiB.
    TooLarge,
    /// It broke off.
    BrokeOff,
    /// Its chunks are not bytes.
    NotBytes,
}

impl Body {
    /// The bytes.
    ///
    /// # Errors
    /// `PROTOCOL`, or `TRUNCATED` where it broke off.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        match self {
            Body::Whole(bytes) => Ok(bytes),
            Body::TooLarge => Err(Error::Protocol(ProtocolFault::TooLarge)),
            Body::BrokeOff => Err(Error::Truncated),
            Body::NotBytes => Err(Error::Protocol(ProtocolFault::NotAResponse)),
        }
    }
}

/// The outcome of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<B> {
    /// A response, with its body where that was read.
    Response(Box<ResponseHead>, B),
    /// Nothing came back.
    Unreachable {
        /// The kind, where the runtime shows it.
        fault: NetworkFault,
        /// Whether the connection had served a request before, and the server had closed it.
        stale_connection: bool,
    },
    /// `fetch` resolved to something that is no Response.
    NotAResponse,
}
