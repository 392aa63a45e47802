//! JSON as the platform writes it: strict first, then with raw control characters inside strings escaped.

use crate::error::protocol::ProtocolFault;
use crate::parse::json::{Json, Object, parse};

/// Parses an object.
///
/// # Errors
/// A [`ProtocolFault`] that tells an empty, cut-off, HTML or otherwise broken body apart.
pub fn parse_object(text: &str) -> Result<Object, ProtocolFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ProtocolFault::EmptyBody);
    }
    let parsed = parse(text).or_else(|_| parse(&escape_control_characters(text)));
    match parsed {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(ProtocolFault::NotAnObject),
        Err(_) if text.trim_start().starts_with('<') => Err(ProtocolFault::Html),
        Err(error) if error.is_eof() => Err(ProtocolFault::CutOff),
        Err(_) => Err(ProtocolFault::NotJson),
    }
}

/// Escapes U+0000 to U+001F inside string literals and leaves every other byte as it is.
fn escape_control_characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        // After a backslash the pair is an illegal escape: left as it is, so that the second parse refuses it.
        if in_string && !escaped && c < '\u{20}' {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
            continue;
        }
        match c {
            '"' if !escaped => in_string = !in_string,
            '\\' if in_string && !escaped => {
                escaped = true;
                out.push(c);
                continue;
            }
            _ => {}
        }
        escaped = false;
        out.push(c);
    }
    out
}
