//! Bytes in JavaScript's memory → the core's digest, through one buffer of constant size.

use super::bytes::Bytes;
use crate::checksum::{Checksum, Digest};
use crate::error::Error;

/// What one step hashes: larger slices gain nothing, and a cold engine compiles the loop sooner with smaller ones.
const SLICE: usize = 64 * 1024;

/// A digest with its buffer.
#[derive(Clone)]
pub struct Hasher {
    digest: Digest,
    buffer: Vec<u8>,
}

impl Hasher {
    /// A digest of nothing yet.
    pub fn new() -> Hasher {
        Hasher { digest: Digest::new(), buffer: Vec::new() }
    }

    /// Takes in a part, slice by slice.
    pub fn update(&mut self, bytes: &Bytes, start: f64, length: f64) -> Result<(), Error> {
        let mut done = 0.0;
        while done < length {
            let step = (length - done).min(SLICE as f64);
            let slice = bytes.slice(start + done, step)?;
            if self.buffer.len() < step as usize {
                self.buffer.resize(step as usize, 0);
            }
            let part = &mut self.buffer[..step as usize];
            slice.copy_to(part);
            self.digest.update(part);
            done += step;
        }
        Ok(())
    }

    /// The checksum of all that was taken in.
    pub fn finish(self) -> Checksum {
        self.digest.finish()
    }
}
