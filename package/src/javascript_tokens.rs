//! Words, texts and punctuation of JavaScript, without comments: enough to see what a file exports.

/// A token. What is not ASCII is part of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// An identifier, a keyword or a number.
    Word(Word),
    /// What stands between quotes, or a part of a template.
    Text(Word),
    /// One character. Spaces and line breaks are none.
    Punctuation(u8),
}

macro_rules! words {
    ($($variant:ident = $text:literal,)*) => {
        /// A word that means something to exports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word {
            $(#[doc = $text] $variant,)*
            /// A name that ends as bundlers end those of exports.
            SomeExports,
            Other,
        }

        const WORDS: &[(&str, Word)] = &[$(($text, Word::$variant),)*];
    };
}

words! {
    As = "as",
    Assign = "assign",
    Async = "async",
    Class = "class",
    Const = "const",
    Export = "export",
    ExportStar = "__exportStar",
    Exports = "exports",
    From = "from",
    Function = "function",
    Get = "get",
    Let = "let",
    Main = "main",
    Module = "module",
    Var = "var",
    Void = "void",
    // After these `/` begins a regular expression.
    Await = "await",
    Case = "case",
    Delete = "delete",
    Do = "do",
    Else = "else",
    In = "in",
    New = "new",
    Of = "of",
    Return = "return",
    Throw = "throw",
    Typeof = "typeof",
    Yield = "yield",
}

impl Word {
    fn of(text: &[u8]) -> Word {
        let known = WORDS.iter().find(|(word, _)| word.as_bytes() == text);
        match known {
            Some((_, word)) => *word,
            None if text.ends_with(b"exports") || text.ends_with(b"exports__") => Word::SomeExports,
            None => Word::Other,
        }
    }

    fn is_before_expression(self) -> bool {
        self == Word::Void || (self as u8 >= Word::Await as u8 && self as u8 <= Word::Yield as u8)
    }
}

/// How many templates may be within each other. Deeper ones are read as texts that end at the next quote.
const MAX_TEMPLATES: usize = 4;

/// The bytes that slashes may cost that begin no regular expression, in all.
const MAX_SLASHES: usize = 1 << 20;

/// The tokens of a text. What is no JavaScript gives some tokens, too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens<'a> {
    rest: &'a [u8],
    /// Whether a value ends here, so that `/` divides.
    ends_value: bool,
    /// Bytes that may still be spent on slashes.
    slashes: usize,
    /// Braces that are open, of each template's substitution and outside of all.
    braces: [u32; MAX_TEMPLATES + 1],
    templates: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn of(text: &'a [u8]) -> Tokens<'a> {
        let rest = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        Tokens { rest, ends_value: false, slashes: MAX_SLASHES, braces: [0; MAX_TEMPLATES + 1], templates: 0 }
    }

    fn read(&mut self) -> Option<Token> {
        self.rest = after_space(self.rest);
        let first = *self.rest.first()?;
        let word = self.rest.iter().take_while(|byte| is_word(**byte)).count();
        if word > 0 {
            return Some(Token::Word(Word::of(self.take(word))));
        }
        self.take(1);
        match first {
            b'"' | b'\'' => return Some(Token::Text(Word::of(self.quoted(first)))),
            b'`' => return Some(Token::Text(Word::of(self.template()))),
            b'/' if !self.ends_value => {
                if let Some(length) = self.expression() {
                    self.take(length);
                    return Some(Token::Text(Word::Other));
                }
            }
            b'{' => self.braces[self.templates] += 1,
            b'}' if self.templates > 0 && self.braces[self.templates] == 0 => {
                self.templates -= 1;
                return Some(Token::Text(Word::of(self.template())));
            }
            b'}' => self.braces[self.templates] = self.braces[self.templates].saturating_sub(1),
            _ => {}
        }
        Some(Token::Punctuation(first))
    }

    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// The inside of a text whose first quote was read. A line break ends one that has no last quote.
    fn quoted(&mut self, quote: u8) -> &'a [u8] {
        let inside = self.take(unescaped(self.rest, |rest| rest[0] == quote || rest[0] == b'\n'));
        if self.rest.first() == Some(&quote) {
            self.take(1);
        }
        inside
    }

    /// The part of a template up to its end or to its next substitution.
    fn template(&mut self) -> &'a [u8] {
        let can_nest = self.templates < MAX_TEMPLATES;
        let end = unescaped(self.rest, |rest| rest[0] == b'`' || (can_nest && rest.starts_with(b"${")));
        let inside = self.take(end);
        if self.take(1) == b"$" {
            self.take(1);
            self.templates += 1;
            self.braces[self.templates] = 0;
        }
        inside
    }

    /// The length of a regular expression whose first slash was read. One that does not end in its line was none.
    fn expression(&mut self) -> Option<usize> {
        let (mut is_escaped, mut is_class) = (false, false);
        for (at, byte) in self.rest.iter().enumerate().take(self.slashes) {
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

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let token = self.read()?;
        self.ends_value = match token {
            Token::Word(word) => !word.is_before_expression(),
            Token::Text(_) => true,
            Token::Punctuation(byte) => matches!(byte, b')' | b']' | b'}'),
        };
        Some(token)
    }
}

/// Where the first unescaped place is that this is true of; it is asked of what is not empty.
fn unescaped(text: &[u8], is_end: impl Fn(&[u8]) -> bool) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.iter().enumerate() {
        if is_escaped {
            is_escaped = false;
        } else if *byte == b'\\' {
            is_escaped = true;
        } else if is_end(&text[at..]) {
            return at;
        }
    }
    text.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'#' | b'\\' | 0x80..)
}

fn after_space(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    loop {
        let comment = match rest {
            [b'/', b'/', comment @ ..] => {
                comment.iter().position(|byte| matches!(byte, b'\n' | b'\r')).map(|end| &comment[end..])
            }
            [b'/', b'*', comment @ ..] => {
                comment.windows(2).position(|pair| pair == b"*/").map(|end| &comment[end + 2..])
            }
            _ => return rest,
        };
        rest = comment.unwrap_or_default().trim_ascii_start();
    }
}
