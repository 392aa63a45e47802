//! Words, texts and punctuation of JavaScript, without comments: enough to see what a file exports.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// An identifier, a keyword or a number.
    Word(&'a str),
    /// What stands between quotes, escapes as they are. Of a template with substitutions, nothing.
    Text(&'a str),
    /// One character. Spaces and line breaks are none.
    Punctuation(char),
}

/// The tokens of a text. What is no JavaScript gives some tokens, too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// Whether a value ends here, so that `/` divides.
    ends_value: bool,
}

impl<'a> Tokens<'a> {
    pub(crate) fn of(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text, ends_value: false }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let (token, rest) = next(self.rest, self.ends_value)?;
        self.rest = rest;
        self.ends_value = match token {
            Token::Word(word) => !is_before_expression(word),
            Token::Text(_) => true,
            Token::Punctuation(character) => matches!(character, ')' | ']' | '}'),
        };
        Some(token)
    }
}

/// Keywords after which `/` begins a regular expression.
fn is_before_expression(word: &str) -> bool {
    matches!(
        word,
        "return"
            | "typeof"
            | "case"
            | "in"
            | "of"
            | "delete"
            | "void"
            | "throw"
            | "new"
            | "do"
            | "else"
            | "await"
            | "yield"
    )
}

fn next(text: &str, ends_value: bool) -> Option<(Token<'_>, &str)> {
    let text = after_space(text);
    let first = text.chars().next()?;
    if is_word(first) {
        let end = text.find(|character| !is_word(character)).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        return Some((Token::Word(word), rest));
    }
    if matches!(first, '"' | '\'' | '`') {
        let (inside, rest) = quoted(&text[1..], first);
        return Some((Token::Text(inside), rest));
    }
    if first == '/' && !ends_value {
        return Some((Token::Text(""), after_expression(&text[1..])));
    }
    Some((Token::Punctuation(first), &text[first.len_utf8()..]))
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '_' | '$' | '#' | '\\')
        || (!character.is_ascii() && character != '\u{feff}' && !character.is_whitespace())
}

fn after_space(text: &str) -> &str {
    let mut text = text;
    loop {
        text = text.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
        if let Some(comment) = text.strip_prefix("//") {
            text = comment.find(['\n', '\r', '\u{2028}', '\u{2029}']).map_or("", |end| &comment[end..]);
        } else if let Some(comment) = text.strip_prefix("/*") {
            text = comment.split_once("*/").map_or("", |(_, rest)| rest);
        } else {
            return text;
        }
    }
}

/// The inside of a text whose first quote was read, and what is behind its last one. A line break ends a text that
/// should not have one.
fn quoted(text: &str, quote: char) -> (&str, &str) {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if byte == b'\\' {
            is_escaped = true;
        } else if char::from(byte) == quote {
            return (&text[..at], &text[at + 1..]);
        } else if byte == b'\n' && quote != '`' {
            return (&text[..at], &text[at..]);
        }
    }
    (text, "")
}

/// The most bytes of a regular expression: a slash that begins none must not cost the whole text.
const MAX_EXPRESSION: usize = 4096;

/// What is behind a regular expression whose first slash was read. One that does not end in its line was none.
fn after_expression(text: &str) -> &str {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, byte) in text.bytes().enumerate().take(MAX_EXPRESSION) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => is_class = true,
            b']' => is_class = false,
            b'/' if !is_class => return &text[at + 1..],
            b'\n' => return text,
            _ => {}
        }
    }
    text
}
