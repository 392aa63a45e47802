//! A package's arrival, without I/O: which range to ask for, whether a response continues or starts over, and whether the
//! bytes match the checksum.
//!
//! Bytes are untrusted until [`Arrival::finish`].

use crate::checksum::Checksum;
use crate::error::protocol::ProtocolFault;
use crate::error::{Error, Mismatch};
use crate::link::reply::{is_success, refuse_redirect};
use crate::link::response::ResponseHead;

/// The next request's range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeRequest {
    /// `Range`
    pub range: String,
    /// `If-Range`, where there is a validator to name.
    pub if_range: Option<String>,
}

/// The resume decision: how a response continues what has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumeDecision {
    /// Its body is the rest.
    Continues,
    /// Its body is the whole: the bytes before are dropped.
    StartsOver,
    /// Its body is useless: ask for the whole again.
    AskAgain,
    /// It is an error: its body may say why there is no package.
    Refused,
}

/// One package on its way.
#[derive(Debug, Clone)]
pub struct Arrival {
    max_bytes: u64,
    position: u64,
    total: Option<u64>,
    etag: Option<String>,
}

impl Arrival {
    /// Nothing has arrived yet.
    pub fn new(max_bytes: u64) -> Arrival {
        Arrival { max_bytes, position: 0, total: None, etag: None }
    }

    /// How many bytes have arrived.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Size in bytes, where the server declared it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// What to ask for: `None` is the whole.
    pub fn range(&self) -> Option<RangeRequest> {
        (self.position > 0)
            .then(|| RangeRequest { range: format!("bytes={}-", self.position), if_range: self.etag.clone() })
    }

    /// Forgets what has arrived.
    pub fn start_over(&mut self) {
        self.position = 0;
        self.total = None;
        self.etag = None;
    }

    /// Judges the head of the response to [`Arrival::range`].
    ///
    /// # Errors
    /// Those of [`admit_package`], and `TOO_LARGE` for a declared length.
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
            // Some servers and caches answer a range by 200. Its length shows whether the body is that range or the whole.
            let is_rest = is_part
                || range.is_some_and(|(first, total)| length.is_some() && length == total.map(|total| total - first));
            let continues =
                is_rest && range.is_some_and(|(first, total)| self.continues(first, total, head.etag.as_ref()));
            return Ok(if continues { ResumeDecision::Continues } else { ResumeDecision::AskAgain });
        }
        self.start_over();
        self.total = length;
        // A weak validator may not be used for ranges.
        self.etag = head.etag.clone().filter(|etag| etag.starts_with('"'));
        match self.total {
            Some(total) if total > self.max_bytes => Err(Error::TooLarge(self.max_bytes)),
            _ => Ok(ResumeDecision::StartsOver),
        }
    }

    /// Whether a part begins where the bytes end, and is of the same package. Takes the package's size from it.
    fn continues(&mut self, first: u64, total: Option<u64>, etag: Option<&String>) -> bool {
        let same_total = self.total.is_none_or(|known| total.is_none_or(|total| total == known));
        let same_etag = self.etag.as_ref().is_none_or(|known| etag.is_none_or(|etag| etag == known));
        let continues = first == self.position && same_total && same_etag;
        if continues {
            self.total = self.total.or(total);
        }
        continues
    }

    /// Counts a chunk.
    ///
    /// # Errors
    /// `TOO_LARGE` as soon as more than `maxBytes` have arrived.
    pub fn push(&mut self, length: u64) -> Result<(), Error> {
        self.position = self.position.saturating_add(length);
        if self.position > self.max_bytes { Err(Error::TooLarge(self.max_bytes)) } else { Ok(()) }
    }

    /// Whether less arrived than was declared.
    pub fn is_short(&self) -> bool {
        self.total.is_some_and(|total| self.position < total)
    }

    /// Judges a body that has ended.
    ///
    /// # Errors
    /// `TRUNCATED` where the server had declared more, `EMPTY`, `CHECKSUM_MISMATCH`.
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

    /// The bytes do not match the checksum; `actual` is `None` where only their beginning could be compared.
    pub fn mismatch(&self, expected: &Checksum, actual: Option<&Checksum>) -> Error {
        Error::ChecksumMismatch(Box::new(Mismatch {
            expected: expected.to_string(),
            actual: actual.map(Checksum::to_string),
            size: self.position,
        }))
    }
}

/// `bytes FIRST-LAST/TOTAL` → first and total.
fn content_range(header: &str) -> Option<(u64, Option<u64>)> {
    let (span, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let total = if total == "*" { None } else { Some(total.trim().parse().ok()?) };
    (first <= last && total.is_none_or(|total| last < total)).then_some((first, total))
}

/// Judges the head of a download's response.
///
/// # Errors
/// `REDIRECT_REFUSED`, `HTTP_STATUS`, `PROTOCOL` (206 unasked) or `CONTENT_ENCODED`.
pub fn admit_package(status: u16, redirected: bool, content_encoding: Option<&str>) -> Result<(), Error> {
    refuse_redirect(status, redirected)?;
    match (status, content_encoding) {
        _ if !is_success(status) => Err(Error::HttpStatus(status)),
        (206, _) => Err(Error::Protocol(ProtocolFault::UnaskedPart)),
        (_, Some(encoding)) if !encoding.trim().eq_ignore_ascii_case("identity") => Err(Error::ContentEncoded),
        _ => Ok(()),
    }
}
