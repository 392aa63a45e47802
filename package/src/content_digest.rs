//! The digest of a package's contents, whatever the zip around them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::entry::{Entry, Kind};
use crate::order::ordered;

/// `tree1:` and the SHA-256 over the lines `path NUL size NUL sha256 LF` of the files and symbolic links, sorted by the
/// bytes of their paths. Directories do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentDigest([u8; 32]);

impl ContentDigest {
    /// The digest of these entries; `None` where one that counts has no checksum.
    pub fn of(entries: &[Entry]) -> Option<ContentDigest> {
        let files: Vec<_> = entries.iter().filter(|entry| entry.kind != Kind::Directory).collect();
        let order = ordered(files.len(), &|a, b| files[a].path.as_bytes().cmp(files[b].path.as_bytes()));
        let mut digest = Sha256::new();
        let mut line = Vec::new();
        for file in order.into_iter().map(|position| files[position]) {
            line.clear();
            line.extend_from_slice(file.path.as_bytes());
            line.push(0);
            push_decimal(&mut line, file.size);
            line.push(0);
            line.extend_from_slice(&hexadecimal(&file.checksum?));
            line.push(b'\n');
            digest.update(&line);
        }
        Some(ContentDigest(digest.finalize().into()))
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tree1:")?;
        hexadecimal(&self.0).into_iter().try_for_each(|digit| fmt::Write::write_char(f, char::from(digit)))
    }
}

fn push_decimal(line: &mut Vec<u8>, number: u64) {
    if number > 9 {
        push_decimal(line, number / 10);
    }
    line.push(b'0' + (number % 10) as u8);
}

/// The digits of a checksum.
pub(crate) fn hexadecimal(bytes: &[u8; 32]) -> [u8; 64] {
    const DIGITS: [u8; 16] = *b"0123456789abcdef";
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    digits
}
