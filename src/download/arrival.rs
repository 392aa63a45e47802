//! A package's arrival, without I/O: the range to request, the resume decision, and the comparison with the checksum.
//!
//! Bytes are untrusted until [`Arrival::finish`] succeeds.

use crate::call::reply::{is_success, refuse_redirect};
use crate::call::response::ResponseHead;
use crate::checksum::Checksum;
use crate::error::protocol::ProtocolFault;
use crate::error::{Error, Mismatch};

/// The headers of a request for the rest of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeRequest {
    /// The `Range` header, `bytes=N-`: from the first byte that has not arrived to the end.
    pub range: String,
    /// `If-Range`: the package's strong `ETag`, where the server sent one
    pub if_range: Option<String>,
}

/// The resume decision: what a response's body is to the bytes that have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumeDecision {
    /// The body is the rest of the package.
    Continues,
    /// The body is the whole package: the earlier bytes are dropped.
    StartsOver,
    /// The body fits neither: the next request is for the whole package.
    AskAgain,
    /// The response is an error. Its body may hold the reason.
    Refused,
}

/// The state of one package's download.
#[derive(Debug, Clone)]
pub struct Arrival {
    max_bytes: u64,
    position: u64,
    total: Option<u64>,
    etag: Option<String>,
}

impl Arrival {
    /// Creates the state before the first byte. `max_bytes` is `maxBytes`.
    pub fn new(max_bytes: u64) -> Arrival {
        Arrival { max_bytes, position: 0, total: None, etag: None }
    }

    /// The number of bytes that have arrived.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The package's size in bytes, where the server declared it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The range to request; `None` for the whole package.
    pub fn range(&self) -> Option<RangeRequest> {
        (self.position > 0)
            .then(|| RangeRequest { range: format!("bytes={}-", self.position), if_range: self.etag.clone() })
    }

    /// Forgets the bytes that have arrived, and their size and `ETag`.
    pub fn start_over(&mut self) {
        self.position = 0;
        self.total = None;
        self.etag = None;
    }

    /// Makes the resume decision from the head of the response to [`Arrival::range`].
    ///
    /// # Errors
    /// Those of [`admit_package`] except `HTTP_STATUS`, and `TOO_LARGE` for a declared length beyond `maxBytes`.
    pub fn judge(&mut self, head: &ResponseHead) -> Result<ResumeDecision, Error> {
        let length = head.content_length.as_deref().and_then(|length| length.trim().parse().ok());
        let range = head.content_range.as_deref().and_then(content_range).filter(|_| self.position > 0);
        let is_part = self.position > 0 && head.status == 206;
        if self.position > 0 && head.status == 416 {
            return Ok(ResumeDecision::AskAgain);
        }
        match admit_package(if is_part { 200 } else { head.status }, head.redirected, head.content_encoding.as_deref())
        {
            Err(Error::HttpStatus(_)) => return Ok(ResumeDecision::Refused),
            admitted => admitted?,
        }
        if is_part || range.is_some_and(|(first, _)| first > 0) {
            // Some servers and caches send a range with 200. `Content-Length` shows whether the body is the range or the whole.
            let is_rest = is_part
                || range.is_some_and(|(first, total)| length.is_some() && length == total.map(|total| total - first));
            let continues =
                is_rest && range.is_some_and(|(first, total)| self.continues(first, total, head.etag.as_ref()));
            return Ok(if continues { ResumeDecision::Continues } else { ResumeDecision::AskAgain });
        }
        self.start_over();
        self.total = length;
        // `If-Range` takes strong validators only (RFC 9110 §13.1.5).
        self.etag = head.etag.clone().filter(|etag| etag.starts_with('"'));
        match self.total {
            Some(total) if total > self.max_bytes => Err(Error::TooLarge(self.max_bytes)),
            _ => Ok(ResumeDecision::StartsOver),
        }
    }

    /// Whether a part begins where the bytes end and belongs to the same package. Keeps the package's size from it.
    fn continues(&mut self, first: u64, total: Option<u64>, etag: Option<&String>) -> bool {
        let same_total = self.total.is_none_or(|known| total.is_none_or(|total| total == known));
        let same_etag = self.etag.as_ref().is_none_or(|known| etag.is_none_or(|etag| etag == known));
        let continues = first == self.position && same_total && same_etag;
        if continues {
            self.total = self.total.or(total);
        }
        continues
    }

    /// Counts a chunk of this many bytes.
    ///
    /// # Errors
    /// `TOO_LARGE` as soon as more than `maxBytes` have arrived.
    pub fn push(&mut self, length: u64) -> Result<(), Error> {
        self.position = self.position.saturating_add(length);
        if self.position > self.max_bytes { Err(Error::TooLarge(self.max_bytes)) } else { Ok(()) }
    }

    /// Whether fewer bytes arrived than the server declared.
    pub fn is_short(&self) -> bool {
        self.total.is_some_and(|total| self.position < total)
    }

    /// Judges a body that has ended. `actual` is the digest of its bytes.
    ///
    /// # Errors
    /// `TRUNCATED` where the server declared more bytes, `EMPTY` for none, `CHECKSUM_MISMATCH`.
    pub fn finish(&self, expected: &Checksum, actual: &Checksum) -> Result<(), Error> {
        if self.is_short() {
            Err(Error::Truncated)
        } else if actual == expected {
            Ok(())
        } else if self.position == 0 {
            Err(Error::Empty)
        } else {
            Err(self.mismatch(expected, Some(actual)))
        }
    }

    /// The `CHECKSUM_MISMATCH` error. `actual` is `None` where only a beginning of the bytes was compared.
    pub fn mismatch(&self, expected: &Checksum, actual: Option<&Checksum>) -> Error {
        Error::ChecksumMismatch(Box::new(Mismatch {
            expected: expected.to_string(),
            actual: actual.map(Checksum::to_string),
            size: self.position,
        }))
    }
}

/// Parses `Content-Range: bytes FIRST-LAST/TOTAL` to first and total. A total of `*` is `None`.
fn content_range(header: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let total = if total == "*" { None } else { Some(total.trim().parse().ok()?) };
    (first <= last && total.is_none_or(|total| last < total)).then_some((first, total))
}

/// Checks the head of a download's response.
///
/// # Errors
/// `REDIRECT_REFUSED`; `HTTP_STATUS` for anything but 2xx; `PROTOCOL` for 206 without a range request;
/// `CONTENT_ENCODED` for an encoding other than `identity`.
pub fn admit_package(status: u16, redirected: bool, content_encoding: Option<&str>) -> Result<(), Error> {
    refuse_redirect(status, redirected)?;
    match (status, content_encoding) {
        _ if !is_success(status) => Err(Error::HttpStatus(status)),
        (206, _) => Err(Error::Protocol(ProtocolFault::UnaskedPart)),
        (_, Some(encoding)) if !encoding.trim().eq_ignore_ascii_case("identity") => Err(Error::ContentEncoded),
        _ => Ok(()),
    }
}
