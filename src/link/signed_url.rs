//! A function's link, and the expiry in the signature of its URL.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::checksum::Checksum;

/// A function's download address and checksum. `Debug` omits the address's query, which is a credential.
#[derive(Clone, PartialEq)]
pub struct FunctionLink {
    /// The platform's errmsg; `ok` where it sent none.
    pub errmsg: String,
    /// The download address, exactly as the platform wrote it; `None` where a relay withholds it.
    pub url: Option<String>,
    /// The SHA-256 digest of the package's bytes.
    pub checksum: Checksum,
    /// When the address expires, in milliseconds since 1970, where its signature holds the time.
    pub expires_at_ms: Option<f64>,
}

impl fmt::Debug for FunctionLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FunctionLink")
            .field("url", &self.url.as_deref().and_then(|url| url.split('?').next()))
            .field("checksum", &self.checksum)
            .field("expires_at_ms", &self.expires_at_ms)
            .finish_non_exhaustive()
    }
}

/// The end of `q-sign-time=START;END` in a COS signature, in seconds since 1970. Older signatures have no times.
///
/// Page: <https://www.tencentcloud.com/document/product/436/7778>.
pub fn expiry(url: &str) -> Option<u64> {
    let query = url.split('#').next()?.split_once('?')?.1;
    // The signature is percent-encoded inside `sign=`, or its parameters are in the query itself.
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
