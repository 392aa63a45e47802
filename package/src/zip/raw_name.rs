//! A name's bytes as text: by the UTF-8 flag, Info-ZIP's Unicode path, plain UTF-8, GBK, or escaped.

use super::crc32::crc32;
use super::extra_fields::{Ambiguous, unicode_path};
use crate::digits::push_hexadecimal;
use crate::services::Runtime;

/// The flag that says that name and comment are UTF-8.
const UTF_8: u16 = 1 << 11;

/// How a name was decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Gbk,
    /// By nothing: every byte is escaped.
    Escaped,
}

/// Decodes a name's bytes by its header's flags and extra fields. [`Ambiguous`] where these leave several names.
pub(crate) fn decoded(
    name: &[u8],
    flags: u16,
    extra: &[u8],
    runtime: &impl Runtime,
) -> Result<(String, Encoding), Ambiguous> {
    let own = std::str::from_utf8(name).ok();
    let path = unicode_path(extra, || crc32(name))?;
    if flags & UTF_8 != 0 {
        return match (own, path) {
            (Some(own), Some(path)) if own != path => Err(Ambiguous),
            (Some(own), _) => Ok((own.to_owned(), Encoding::Utf8)),
            (None, _) => Ok((escaped(name), Encoding::Escaped)),
        };
    }
    if let Some(text) = path.or(own) {
        return Ok((text.to_owned(), Encoding::Utf8));
    }
    Ok(match runtime.gbk(name) {
        Some(text) => (text, Encoding::Gbk),
        None => (escaped(name), Encoding::Escaped),
    })
}

/// `\xHH` for each byte; a directory's slash at the end stays one.
pub(crate) fn escaped(name: &[u8]) -> String {
    let (bare, slash) = name.strip_suffix(b"/").map_or((name, ""), |bare| (bare, "/"));
    let mut text = String::new();
    for byte in bare {
        text.push_str("\\x");
        push_hexadecimal(&mut text, &[*byte]);
    }
    text.push_str(slash);
    text
}
