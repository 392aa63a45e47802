//! A SHA-256 checksum, parsed once, and the digest that is compared with it.

pub mod engine;

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::error::protocol::ProtocolFault;

/// Judges the status of a response whose body is to be verified: an error's page is no package that was changed.
///
/// # Errors
/// `HTTP_STATUS` for anything but 2xx, `PROTOCOL` for 206, which is a part only.
pub fn admit_response(status: u16) -> Result<(), Error> {
    match status {
        206 => Err(Error::Protocol(ProtocolFault::UnaskedPart)),
        200..=299 => Ok(()),
        _ => Err(Error::HttpStatus(status)),
    }
}

/// The value of each byte that is a hexadecimal digit.
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

/// 32 bytes that were read from 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// Reads 64 hexadecimal digits in either case, and nothing else.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`: a malformed checksum is an error of its own, never "no check" and never a mere "false".
    pub fn parse(text: &str) -> Result<Checksum, Error> {
        Checksum::from_digits(text.as_bytes())
            .ok_or_else(|| Error::argument("checksum must be 64 hexadecimal digits (SHA-256)"))
    }

    /// The same of the digits as bytes; `None` for anything else.
    pub fn from_digits(digits: &[u8]) -> Option<Checksum> {
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        // No branch per digit: for a small message those would take as long as its hash.
        let mut seen = 0;
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
            seen |= high | low;
            *byte = high << 4 | low;
        }
        (seen != NO_DIGIT).then_some(Checksum(bytes))
    }

    /// The digest itself.
    pub fn from_bytes(bytes: [u8; 32]) -> Checksum {
        Checksum(bytes)
    }

    /// The digest itself.
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
    /// 64 lower-case digits.
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

/// An incremental SHA-256.
#[derive(Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// A digest of nothing yet.
    pub fn new() -> Digest {
        Digest::default()
    }

    /// Takes the next bytes in.
    // Never inlined: an engine leaves its baseline compiler at the next call, and would stay in it for one long loop.
    #[inline(never)]
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The checksum of all bytes so far.
    pub fn finish(self) -> Checksum {
        Checksum(self.0.finalize().into())
    }
}
