//! The contents of one file of a pair, taken in chunk by chunk, and whether two files differ in line endings alone.

use sha2::{Digest, Sha256};

use super::patch::text;

/// What is known of a file's contents. A short file is kept whole; of a longer one there is only the digest of its text without the carriage
/// returns that end lines, so that its length takes no memory.
#[derive(Debug)]
pub struct SideContents {
    kept: Vec<u8>,
    /// There for a long file.
    digest: Option<Sha256>,
    returns: Returns,
    binary: bool,
}

/// Leaves out the carriage returns that stand before a line feed, across chunks.
#[derive(Debug, Default)]
struct Returns {
    /// A carriage return was read that counts unless a line feed follows.
    pending: bool,
}

impl SideContents {
    /// Before the first chunk of a file. `long`: it or its counterpart is too long for a patch.
    pub(super) fn new(long: bool) -> Self {
        Self { kept: Vec::new(), digest: long.then(Sha256::new), returns: Returns::default(), binary: false }
    }

    /// Takes in the next chunk, and says whether the rest of the file still matters: that of a binary file does not.
    pub fn chunk(&mut self, bytes: &[u8]) -> bool {
        self.binary |= bytes.contains(&0);
        match &mut self.digest {
            _ if self.binary => self.kept = Vec::new(),
            Some(digest) => digest.update(self.returns.leave_out(bytes)),
            None => self.kept.extend_from_slice(bytes),
        }
        !self.binary
    }

    /// All bytes of a short file that is not binary.
    pub(super) fn bytes(&self) -> Option<&[u8]> {
        (!self.binary && self.digest.is_none()).then_some(&self.kept)
    }

    /// The contents where a patch can show them.
    pub(super) fn text(&self) -> Option<&str> {
        self.bytes().and_then(text)
    }

    /// Whether two texts are equal but for carriage returns before line feeds.
    pub(super) fn same_lines(&self, other: &Self) -> bool {
        !self.binary && !other.binary && self.lines() == other.lines()
    }

    /// The text without those carriage returns, or its digest. Two files that are compared are both long or both short.
    fn lines(&self) -> Vec<u8> {
        let end: &[u8] = if self.returns.pending { b"\r" } else { b"" };
        match &self.digest {
            Some(digest) => digest.clone().chain_update(end).finalize().to_vec(),
            None => {
                let mut returns = Returns::default();
                let mut lines = returns.leave_out(&self.kept);
                lines.extend(returns.pending.then_some(b'\r'));
                lines
            }
        }
    }
}

impl Returns {
    fn leave_out(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut kept = Vec::with_capacity(bytes.len() + 1);
        for byte in bytes.iter().copied() {
            if self.pending && byte != b'\n' {
                kept.push(b'\r');
            }
            self.pending = byte == b'\r';
            if !self.pending {
                kept.push(byte);
            }
        }
        kept
    }
}
