//! The documented reply of a successful call, and the expiry that its URL's signature holds.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::checksum::Checksum;
use crate::error::Error;
use crate::link::reply::{ProtocolFault, admit_status};

/// A function's download address and checksum. `Debug` does not show the address's query: it is a credential.
#[derive(Clone, PartialEq, Eq)]
pub struct FunctionLink {
    /// The platform's errmsg, `ok` where it sent none.
    pub errmsg: String,
    /// The download address, exactly as the platform wrote it.
    pub url: String,
    /// SHA-256 of the package's bytes.
    pub checksum: Checksum,
    /// Seconds since 1970 at which the address stops working, where its signature says so.
    pub expires_at: Option<u64>,
}

impl fmt::Debug for FunctionLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionLink")
            .field("url", &self.url.split('?').next().unwrap_or_default())
            .field("checksum", &self.checksum)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The end of `q-sign-time=START;END` in a COS signature, in seconds since 1970. Older signatures hold no times.
pub fn expiry(url: &str) -> Option<u64> {
    let query = url.split('#').next()?.split_once('?')?.1;
    // The signature stands percent-encoded inside `sign=`, or its parameters stand in the query themselves.
    let decoded = percent_decode_str(query).decode_utf8_lossy();
    let twice = percent_decode_str(&decoded).decode_utf8_lossy();
    [query, &decoded, &twice].into_iter().find_map(sign_time)
}

fn sign_time(text: &str) -> Option<u64> {
    let span = text.split(['&', '?']).find_map(|part| {
        let part = part.strip_prefix("sign=").unwrap_or(part);
        part.strip_prefix("q-sign-time=")
    })?;
    let (start, end) = span.split_once(';')?;
    let seconds = |digits: &str| -> Option<u64> {
        // 253402300799 is the last second of the year 9999.
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten().filter(|seconds| *seconds <= 253_402_300_799)
    };
    let (start, end) = (seconds(start)?, seconds(end)?);
    (start <= end).then_some(end)
}

/// Judges the head of a download's answer.
///
/// # Errors
/// `REDIRECT_REFUSED`, `LINK_EXPIRED` (403), `HTTP_STATUS`, `PROTOCOL` (206 unasked) or `CONTENT_ENCODED`.
pub fn admit_package(status: u16, redirected: bool, content_encoding: Option<&str>) -> Result<(), Error> {
    if status == 403 && !redirected {
        return Err(Error::LinkExpired);
    }
    admit_status(status, redirected)?;
    match (status, content_encoding) {
        (206, _) => Err(Error::Protocol(ProtocolFault::UnaskedPart)),
        (_, Some(encoding)) if !encoding.trim().eq_ignore_ascii_case("identity") => Err(Error::ContentEncoded),
        _ => Ok(()),
    }
}
