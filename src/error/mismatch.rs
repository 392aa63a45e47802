//! The facts of bytes that do not match their checksum.

use std::fmt;

/// The checksums and the size of a mismatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The platform's checksum: 64 lower-case digits.
    pub expected: String,
    /// The SHA-256 of the bytes that arrived; `None` where only their beginning was compared.
    pub actual: Option<String>,
    /// The number of bytes that arrived.
    pub size: u64,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { expected, actual, size } = self;
        match actual {
            Some(actual) => write!(f, "the {size} bytes that arrived have the checksum {actual}, not {expected}"),
            None => {
                write!(
                    f,
                    "the bytes that arrived differ from those that were written already, of the checksum {expected}"
                )
            }
        }
    }
}
