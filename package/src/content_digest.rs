//! The digest of a package's contents, whatever the zip around them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::digits::{push_decimal, push_hexadecimal};
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
        let mut line = String::new();
        for file in order.into_iter().map(|position| files[position]) {
            line.clear();
            line.push_str(&file.path);
            line.push('\0');
            push_decimal(&mut line, file.size);
            line.push('\0');
            push_hexadecimal(&mut line, &file.checksum?);
            line.push('\n');
            digest.update(line.as_bytes());
        }
        Some(ContentDigest(digest.finalize().into()))
    }

    /// The digest as JavaScript sees it, for example `tree1:155955…`.
    pub fn text(&self) -> String {
        let mut text = String::from("tree1:");
        push_hexadecimal(&mut text, &self.0);
        text
    }
}

impl fmt::Display for ContentDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
