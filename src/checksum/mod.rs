//! SHA-256: the platform's checksum as 32 bytes, and the digest to compare with it.

pub mod engine;

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::error::protocol::ProtocolFault;

/// Checks the status of a response whose body `verifyChecksum` hashes: an error page is not a changed package.
///
/// # Errors
/// `HTTP_STATUS` for anything but 2xx, `PROTOCOL` for 206, whose body is only a part.
pub fn admit_response(status: u16) -> Result<(), Error> {
    match status {
        206 => Err(Error::Protocol(ProtocolFault::UnaskedPart)),
        200..=299 => Ok(()),
        _ => Err(Error::HttpStatus(status)),
    }
}

/// The value of each hexadecimal digit, [`NO_DIGIT`] for other bytes.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value];
        values[digit as usize] = value as u8;
        values[digit.to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    values
};

const NO_DIGIT: u8 = 0xff;

/// A SHA-256 checksum: 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// Parses 64 hexadecimal digits of either case.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for anything else: a malformed checksum neither skips the check nor counts as a mismatch.
    pub fn parse(text: &str) -> Result<Checksum, Error> {
        Checksum::from_digits(text.as_bytes())
            .ok_or_else(|| Error::argument("checksum must be 64 hexadecimal digits (SHA-256)"))
    }

    /// Parses 64 hexadecimal digits of either case from ASCII; `None` for anything else.
    pub fn from_digits(digits: &[u8]) -> Option<Checksum> {
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        // No branch per digit: for a 64 B message, 64 branches would take as long as the hash.
        let mut seen = 0;
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
            seen |= high | low;
            *byte = high << 4 | low;
        }
        (seen != NO_DIGIT).then_some(Checksum(bytes))
    }

    /// Takes the checksum's 32 bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Checksum {
        Checksum(bytes)
    }

    /// The checksum's 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Checksum {
    fn from(digest: [u8; 32]) -> Checksum {
        Checksum(digest)
    }
}

impl fmt::Display for Checksum {
    /// Writes 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = String::with_capacity(64);
        for digit in self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
            digits.extend(char::from_digit(digit.into(), 16));
        }
        f.write_str(&digits)
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checksum({self})")
    }
}

/// An incremental SHA-256 digest.
#[derive(Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Creates the digest of no bytes.
    pub fn new() -> Digest {
        Digest::default()
    }

    /// Adds the next bytes.
    // Never inlined: a JavaScript engine leaves its baseline compiler at a call, and would stay in it for one long loop.
    #[inline(never)]
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the checksum of all bytes.
    pub fn finish(self) -> Checksum {
        Checksum(self.0.finalize().into())
    }
}
