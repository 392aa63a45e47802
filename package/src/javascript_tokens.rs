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

/// How many templates may be within each other. Deeper ones are read as texts that end at the next quote.
const MAX_TEMPLATES: usize = 4;

/// The bytes that slashes may cost that begin no regular expression, in all.
const MAX_SLASHES: usize = 1 << 20;

/// The tokens of a text. What is no JavaScript gives some tokens, too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    /// Whether a value ends here, so that `/` divides.
    ends_value: bool,
    /// Bytes that may still be spent on slashes.
    slashes: usize,
    /// Braces that are open, of each template's substitution and outside of all.
    braces: [u32; MAX_TEMPLATES + 1],
    templates: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn of(text: &'a str) -> Tokens<'a> {
        let braces = [0; MAX_TEMPLATES + 1];
        Tokens { rest: text, ends_value: false, slashes: MAX_SLASHES, braces, templates: 0 }
    }

    fn read(&mut self) -> Option<Token<'a>> {
        self.rest = after_space(self.rest);
        let first = self.rest.chars().next()?;
        if is_word(first) {
            let end = self.rest.find(|character| !is_word(character)).unwrap_or(self.rest.len());
            return Some(Token::Word(self.take(end)));
        }
        self.take(first.len_utf8());
        match first {
            '"' | '\'' => return Some(Token::Text(self.quoted(first))),
            '`' => return Some(Token::Text(self.template())),
            '/' if !self.ends_value => {
                if let Some(length) = self.expression() {
                    self.take(length);
                    return Some(Token::Text(""));
                }
            }
            '{' => self.braces[self.templates] += 1,
            '}' if self.templates > 0 && self.braces[self.templates] == 0 => {
                self.templates -= 1;
                return Some(Token::Text(self.template()));
            }
            '}' => self.braces[self.templates] = self.braces[self.templates].saturating_sub(1),
            _ => {}
        }
        Some(Token::Punctuation(first))
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// The inside of a text whose first quote was read. A line break ends one that has no last quote.
    fn quoted(&mut self, quote: char) -> &'a str {
        let end = unescaped(self.rest, |rest| rest.starts_with([quote, '\n']));
        let inside = self.take(end);
        if self.rest.starts_with(quote) {
            self.take(1);
        }
        inside
    }

    /// The part of a template up to its end or to its next substitution.
    fn template(&mut self) -> &'a str {
        let can_nest = self.templates < MAX_TEMPLATES;
        let end = unescaped(self.rest, |rest| rest.starts_with('`') || (can_nest && rest.starts_with("${")));
        let inside = self.take(end);
        if self.rest.starts_with('`') {
            self.take(1);
        } else if !self.rest.is_empty() {
            self.take(2);
            self.templates += 1;
            self.braces[self.templates] = 0;
        }
        inside
    }

    /// The length of a regular expression whose first slash was read. One that does not end in its line was none.
    fn expression(&mut self) -> Option<usize> {
        let (mut is_escaped, mut is_class) = (false, false);
        for (at, byte) in self.rest.bytes().enumerate().take(self.slashes) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'[' => is_class = true,
                b']' => is_class = false,
                b'/' if !is_class => return Some(at + 1),
                b'\n' => {
                    self.slashes -= at;
                    return None;
                }
                _ => {}
            }
        }
        self.slashes -= self.slashes.min(self.rest.len());
        None
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.read()?;
        self.ends_value = match token {
            Token::Word(word) => !is_before_expression(word),
            Token::Text(_) => true,
            Token::Punctuation(character) => matches!(character, ')' | ']' | '}'),
        };
        Some(token)
    }
}

/// Where the first unescaped place is that this is true of.
fn unescaped(text: &str, is_end: impl Fn(&str) -> bool) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if character == '\\' {
            is_escaped = true;
        } else if is_end(&text[at..]) {
            return at;
        }
    }
    text.len()
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
