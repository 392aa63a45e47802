//! Private keys, by their names and by the header of PEM.

/// What each PEM header begins with.
const BEGIN: &[u8] = b"-----BEGIN ";

/// Dashes at both ends of it.
const BEGIN_DASHES: usize = 5;

/// The most bytes in which a header and the beginning of its key are recognised.
const SIGHT: usize = 192;

/// Base64 digits in a row that are a key's rather than a word of a program.
const RUN: usize = 24;

/// Whether a file of this name holds a private key, as a rule. `name` is the last part of its path.
pub fn is_name_of_key(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519")
        || [".key", "key.pem", ".p12", ".pfx", ".ppk"].iter().any(|end| name.ends_with(end))
}

/// Looks for a private key in contents that come in chunks.
#[derive(Debug, Clone, Default)]
pub struct KeyScan {
    /// The end of what was seen, where a header may begin.
    tail: Vec<u8>,
    found: bool,
}

impl KeyScan {
    /// Looks at the next chunk.
    pub fn update(&mut self, chunk: &[u8]) {
        if self.found {
            return;
        }
        self.tail.extend_from_slice(&chunk[..chunk.len().min(SIGHT)]);
        self.found = holds_key(&self.tail);
        if chunk.len() > SIGHT {
            self.found = self.found || holds_key(chunk);
            self.tail.clear();
            self.tail.extend_from_slice(&chunk[chunk.len() - SIGHT..]);
        }
        let surplus = self.tail.len().saturating_sub(SIGHT);
        self.tail.drain(..surplus);
    }

    /// Whether a private key was seen.
    pub fn has_found(&self) -> bool {
        self.found
    }
}

fn holds_key(bytes: &[u8]) -> bool {
    // Of five dashes in a row one stands at every fifth byte.
    let mut at = BEGIN_DASHES - 1;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'-' {
            let start = bytes[..at].iter().rposition(|byte| *byte != b'-').map_or(0, |before| before + 1);
            let dashes = bytes[start..].iter().take_while(|byte| **byte == b'-').count();
            let from = (start + dashes).saturating_sub(BEGIN_DASHES);
            if dashes >= BEGIN_DASHES && is_key(&bytes[from..]) {
                return true;
            }
            at = at.max(start + dashes);
        }
        at += BEGIN_DASHES;
    }
    false
}

/// Whether a header of a private key with a key behind it begins here.
fn is_key(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(BEGIN) else { return false };
    let label = rest.iter().take(48).take_while(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ')).count();
    let (label, rest) = rest.split_at(label);
    if !rest.starts_with(b"-----") {
        return false;
    }
    if label == b"PGP PRIVATE KEY BLOCK" {
        return true;
    }
    let body = &rest[BEGIN_DASHES..rest.len().min(96)];
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    label.ends_with(b"PRIVATE KEY")
        && (body.split(|byte| !is_digit(byte)).any(|run| run.len() >= RUN)
            || body.windows(10).any(|word| word == b"Proc-Type:"))
}
