//! JSON as the platform writes it: parsed strictly first, then with the platform's known errors repaired.

use std::borrow::Cow;

use crate::error::protocol::ProtocolFault;
use crate::parse::json::{Json, Object, parse};

/// Parses an API reply's body as an object.
///
/// # Errors
/// A [`ProtocolFault`]: the body is empty, cut off, HTML, not JSON, or JSON other than an object.
pub fn parse_object(body: &[u8]) -> Result<Object, ProtocolFault> {
    let text = String::from_utf8_lossy(body);
    let is_utf8 = matches!(text, Cow::Borrowed(_));
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.trim().is_empty() {
        return Err(ProtocolFault::EmptyBody);
    }
    let mut parsed = parse(text).or_else(|_| parse(&repaired(text.as_bytes(), false)));
    if !is_utf8 {
        parsed = parsed.or_else(|error| parse(&repaired(body, true)).map_err(|_| error));
    }
    match parsed {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(ProtocolFault::NotAnObject),
        Err(_) if text.trim_start().starts_with('<') => Err(ProtocolFault::Html),
        Err(error) if error.is_eof() => Err(ProtocolFault::CutOff),
        Err(_) => Err(ProtocolFault::NotJson),
    }
}

const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();
/// The most digits of a number that are kept. With an exponent of two digits it stays within f64's range.
const MOST_DIGITS: usize = 200;

/// Repairs what strict parsers refuse, and changes nothing else:
/// - Escapes U+0000 to U+001F inside strings.
/// - Replaces a lone surrogate's escape by U+FFFD: the platform may cut an errmsg in the middle of an emoji.
/// - Shortens numbers beyond f64. They stay larger than any errcode.
/// - With `gbk`, replaces each GBK character by U+FFFD: its second byte may be a backslash.
fn repaired(text: &[u8], gbk: bool) -> String {
    let mut out = Vec::with_capacity(text.len() + 16);
    let mut in_string = false;
    let (mut digits, mut most) = (0, MOST_DIGITS);
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let byte = *byte;
        let mut kept = 1;
        if gbk && !byte.is_ascii() {
            out.extend_from_slice(REPLACEMENT);
            rest = if after.first().is_some_and(|second| *second >= 0x40) {
                after.get(1..).unwrap_or_default()
            } else {
                after
            };
            continue;
        }
        if byte == b'"' {
            in_string = !in_string;
        } else if !in_string {
            digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
            most = match byte {
                b'e' | b'E' => 2,
                b'+' | b'-' | b'0'..=b'9' => most,
                _ => MOST_DIGITS,
            };
            kept = usize::from(digits <= most);
        } else if byte == b'\\' {
            match surrogate(rest) {
                Some(is_high) if !is_high || surrogate(rest.get(6..).unwrap_or_default()) != Some(false) => {
                    out.extend_from_slice(REPLACEMENT);
                    rest = rest.get(6..).unwrap_or_default();
                    continue;
                }
                Some(_) => kept = 12,
                // Keep a raw control character after a backslash: the second parse refuses it.
                None => kept = 2,
            }
        } else if byte < b' ' {
            out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            kept = 0;
        }
        let (before, after) = rest.split_at_checked(kept.max(1)).unwrap_or((rest, &[]));
        out.extend_from_slice(before.get(..kept).unwrap_or(before));
        rest = after;
    }
    String::from_utf8(out).unwrap_or_default()
}

/// Whether the text begins with a surrogate's escape: `Some(true)` for a high one, `Some(false)` for a low one.
fn surrogate(text: &[u8]) -> Option<bool> {
    let [b'\\', b'u', b'd' | b'D', half, _, _, ..] = text else { return None };
    match half | 0x20 {
        b'8' | b'9' | b'a' | b'b' => Some(true),
        b'c'..=b'f' => Some(false),
        _ => None,
    }
}
