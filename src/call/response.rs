//! The outcome of a request: a response's head and body, or why there is none. The machines judge it.

use crate::error::Error;
use crate::error::network::NetworkFault;
use crate::error::protocol::ProtocolFault;
use crate::parse::json::{Json, Object, parse};

/// The status and the headers that the machines read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseHead {
    /// The HTTP status, at most 999.
    pub status: u16,
    /// Whether `fetch` followed a redirect, or hides one (`opaqueredirect`).
    pub redirected: bool,
    /// The `Retry-After` header: how long to wait for the next attempt, in seconds or as a date.
    pub retry_after: Option<String>,
    /// The `Location` header: where a redirect leads, as an absolute URL.
    pub location: Option<String>,
    /// The `Content-Encoding` header: a package from the storage host has none, or `identity`.
    pub content_encoding: Option<String>,
    /// The `Content-Length` header: the number of bytes to expect, of the package or of the rest of it.
    pub content_length: Option<String>,
    /// The `Content-Range` header: which bytes of the package the body is, and the package's size.
    pub content_range: Option<String>,
    /// The `ETag` header: names the package's version, so that a download resumes the same one.
    pub etag: Option<String>,
    /// `x-cos-request-id` of Tencent COS
    pub request_id: Option<String>,
    /// The `Repr-Digest` header (RFC 9530) of a relay: the package's SHA-256.
    pub repr_digest: Option<String>,
    /// `X-Link-Expires` of a relay
    pub link_expires: Option<String>,
    /// `X-Link-Url` of a relay
    pub link_url: Option<String>,
    /// `X-Download-Id` of a relay
    pub download_id: Option<String>,
}

impl ResponseHead {
    /// Reads the JSON of `host/exchange.js`: an object of `status`, `redirected` and headers by their lower-case names.
    ///
    /// # Errors
    /// `PROTOCOL` where `fetch` resolved to a value that is not a Response.
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

/// A response's body, read up to a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The whole body, within the limit.
    Whole(Vec<u8>),
    /// The body is longer than the limit.
    TooLarge,
    /// The body broke off.
    BrokeOff,
    /// The body's chunks are not bytes.
    NotBytes,
}

impl Body {
    /// The whole body's bytes.
    ///
    /// # Errors
    /// `TRUNCATED` for a body that broke off, `PROTOCOL` for one that is too large or does not consist of bytes.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        match self {
            Body::Whole(bytes) => Ok(bytes),
            Body::TooLarge => Err(Error::Protocol(ProtocolFault::TooLarge)),
            Body::BrokeOff => Err(Error::Truncated),
            Body::NotBytes => Err(Error::Protocol(ProtocolFault::NotAResponse)),
        }
    }
}

/// What a request came to. `B` is what was read of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<B> {
    /// A response: its head, and its body where the step reads it.
    Response(Box<ResponseHead>, B),
    /// No response head arrived.
    Unreachable {
        /// The kind of failure; `Other` where the runtime does not show it.
        fault: NetworkFault,
        /// Whether the connection had served a request before, and the server had closed it.
        stale_connection: bool,
    },
    /// `fetch` resolved to something that is no Response.
    NotAResponse,
}
