//! Bytes as printable ASCII, for a module within a script.
//!
//! A byte is one character, or two if it is 90 or more, so that a compressor finds in the text what repeats in the bytes. Base64 puts
//! each repetition at another of three positions: the module's 84 KB of brotli become 112 KB as base64, and 87 KB as this text.
//! `pkg-template/load/printable.js` decodes it.

/// The character of the lowest byte. The two before it are a space and `!`, and `"` would need a backslash.
const FIRST: u8 = b'#';
/// The number of bytes that are one character: up to `|`.
const SINGLE: u8 = 90;
/// The first character of two: this one, and `~` after it.
const ESCAPE: u8 = b'}';
/// The number of bytes that each of these two begins.
const ESCAPED: u8 = 83;

/// Returns the text of these bytes.
pub fn encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5 / 4);
    for &byte in bytes {
        if byte < SINGLE {
            text.push(char::from(FIRST + byte));
        } else {
            let escaped = byte - SINGLE;
            text.push(char::from(ESCAPE + escaped / ESCAPED));
            text.push(char::from(FIRST + escaped % ESCAPED));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_own_printable_text() {
        let texts: Vec<_> = (0..=u8::MAX).map(|byte| encoded(&[byte])).collect();
        assert_eq!(texts[0], "#");
        assert_eq!(texts[89], "|");
        assert_eq!(texts[90], "}#");
        assert_eq!(texts[172], "}u");
        assert_eq!(texts[173], "~#");
        assert_eq!(texts[255], "~u");
        for (at, text) in texts.iter().enumerate() {
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"'), "{text}");
            assert!(!texts[..at].contains(text), "{text} is the text of two bytes");
        }
    }
}
