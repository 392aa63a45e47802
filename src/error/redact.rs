//! Removes tokens and URL queries from text for people.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that `encodeURIComponent` escapes.
pub const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

const REDACTED: &str = "[redacted]";
/// Parameters whose values are credentials anywhere in a text.
const CREDENTIAL_PARAMETERS: [&str; 4] = ["access_token=", "sign=", "q-signature=", "refresh_token="];

/// The shortest secret that is redacted anywhere, in bytes. A shorter one may be part of ordinary words, and is redacted
/// only as a parameter's value. The platform's tokens have more than 100 bytes.
const LEAST_SECRET_BYTES: usize = 8;

/// Redacts the secret (plain and percent-encoded), the query of every URL and the values of credential parameters.
pub fn redact(text: &str, secret: &str) -> String {
    let secret = if secret.len() < LEAST_SECRET_BYTES { "" } else { secret };
    let out = replaced(text, secret);
    let out = replaced(&out, &utf8_percent_encode(secret, COMPONENT).to_string());
    let out = without_url_queries(&out);
    CREDENTIAL_PARAMETERS.iter().fold(out, |text, name| without_parameter(&text, name))
}

/// Puts a text on one line: replaces control characters and line separators by spaces, and cuts it after 300 characters.
pub fn one_line(text: &str) -> String {
    one_line_of(text, 300)
}

/// Puts a text on one line of at most `longest` characters.
pub fn one_line_of(text: &str, longest: usize) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let mut out: String = text.chars().take(longest).map(|c| if breaks(c) { ' ' } else { c }).collect();
    if text.chars().nth(longest).is_some() {
        out.push('…');
    }
    out
}

/// Brackets do not end a URL: they are legal in a query, and `[redacted]` contains them.
fn ends_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '<' | '>')
}

fn without_url_queries(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, url)) = split_before(rest, "://") {
        out.push_str(before);
        let (url, after) = split_at_end(url, ends_url);
        let (address, query) = split_at_end(url, |c| matches!(c, '?' | '#'));
        out.push_str(address);
        if let Some(mark) = query.chars().next() {
            out.push(mark);
            out.push_str(REDACTED);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn without_parameter(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = split_before(rest, name) {
        out.push_str(before);
        out.push_str(name);
        out.push_str(REDACTED);
        let value = found.get(name.len()..).unwrap_or_default();
        rest = split_at_end(value, |c| ends_url(c) || matches!(c, '&' | ',' | ';')).1;
    }
    out.push_str(rest);
    out
}

/// Finds a part, in any case: `%2B` and `%2b` are both legal. Not `str::find`: its search is made for megabytes, and
/// takes 4.5 KB of the compressed module.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    if part.is_empty() {
        return None;
    }
    text.as_bytes().windows(part.len()).position(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

/// Replaces every occurrence of a part by `[redacted]`.
fn replaced(text: &str, part: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = split_before(rest, part) {
        out.push_str(before);
        out.push_str(REDACTED);
        rest = found.get(part.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Splits a text before a part.
fn split_before<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    text.split_at_checked(find(text, part)?)
}

/// Splits a text before the first character that ends it.
pub(crate) fn split_at_end(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(ends).unwrap_or(text.len())).unwrap_or((text, ""))
}
