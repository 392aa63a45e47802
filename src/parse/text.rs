//! Looking for a text in another: what is searched here has a few hundred bytes, and the standard library's search is made for
//! megabytes, at the price of more code than all that uses it.

/// Where a part begins.
pub fn find(text: &str, part: &str) -> Option<usize> {
    if part.is_empty() {
        return None;
    }
    text.as_bytes().windows(part.len()).position(|window| window == part.as_bytes())
}

/// What stands before a part, and what begins with it.
pub fn split_before<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    text.split_at_checked(find(text, part)?)
}

/// The text with every part replaced.
pub fn replaced(text: &str, part: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = split_before(rest, part) {
        out.push_str(before);
        out.push_str(by);
        rest = found.get(part.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The text before the first character that ends it, and the rest.
pub fn split_at_end(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.char_indices().find(|(_, c)| ends(*c)).map_or(text.len(), |(at, _)| at);
    text.split_at_checked(end).unwrap_or((text, ""))
}
