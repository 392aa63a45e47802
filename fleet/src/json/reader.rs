//! Reads one value after the other, each as the part of the text that it takes.

/// The kind of a value, with the part of the text that it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found<'a> {
    /// A text, with its quotes and escapes.
    Text(&'a str),
    /// A number as it is written, with its sign, fraction and exponent.
    Number(&'a str),
    /// `true` or `false`, as it is written.
    Flag(&'a str),
    /// `null`, which no field of a record takes.
    Null,
    /// An object with everything in it.
    Object(&'a str),
    /// An array with everything in it.
    Array(&'a str),
}

/// The deepest nesting that is read. Snapshots have three levels.
const MAX_DEPTH: usize = 64;

/// A place in a text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// Hands over each field of an object, the name with its quotes. `None` where the text is anything but one sound object.
pub(crate) fn fields<'a>(text: &'a str, mut each: impl FnMut(&'a str, Found<'a>)) -> Option<()> {
    let mut reader = Reader { text, at: 0 };
    reader.fields_at(0, &mut each)?;
    reader.end()
}

/// Hands over each item of an array. `None` where the text is anything but one sound array.
pub(crate) fn items<'a>(text: &'a str, mut each: impl FnMut(Found<'a>)) -> Option<()> {
    let mut reader = Reader { text, at: 0 };
    reader.items_at(0, &mut each)?;
    reader.end()
}

impl<'a> Reader<'a> {
    fn value_at(&mut self, depth: usize) -> Option<Found<'a>> {
        self.skip_space();
        let start = self.at;
        match self.peek()? {
            b'"' => self.text_here().map(Found::Text),
            b'{' => {
                self.fields_at(depth, &mut |_, _| {})?;
                Some(Found::Object(self.since(start)))
            }
            b'[' => {
                self.items_at(depth, &mut |_| {})?;
                Some(Found::Array(self.since(start)))
            }
            b't' => self.word("true").map(Found::Flag),
            b'f' => self.word("false").map(Found::Flag),
            b'n' => self.word("null").map(|_| Found::Null),
            _ => self.number().map(Found::Number),
        }
    }

    fn fields_at(&mut self, depth: usize, each: &mut dyn FnMut(&'a str, Found<'a>)) -> Option<()> {
        self.list_at(depth, [b'{', b'}'], &mut |reader, depth| {
            reader.skip_space();
            let name = reader.text_here()?;
            reader.take(b':')?;
            each(name, reader.value_at(depth)?);
            Some(())
        })
    }

    fn items_at(&mut self, depth: usize, each: &mut dyn FnMut(Found<'a>)) -> Option<()> {
        self.list_at(depth, [b'[', b']'], &mut |reader, depth| {
            each(reader.value_at(depth)?);
            Some(())
        })
    }

    fn list_at(
        &mut self,
        depth: usize,
        [open, close]: [u8; 2],
        item: &mut dyn FnMut(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.take(open)?;
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            item(self, depth + 1)?;
            if self.take(b',').is_none() {
                return self.take(close);
            }
        }
    }

    fn text_here(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.take_here(b'"')?;
        loop {
            match self.next()? {
                b'"' => return Some(self.since(start)),
                b'\\' => self.escape()?,
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        match self.next()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => (0..4).try_for_each(|_| self.next()?.is_ascii_hexdigit().then_some(())),
            _ => None,
        }
    }

    fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
        let _sign = self.take_here(b'-');
        if self.take_here(b'0').is_none() {
            self.digits()?;
        }
        if self.take_here(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(self.since(start))
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<&'a str> {
        let start = self.at;
        word.bytes().try_for_each(|byte| self.take_here(byte))?;
        Some(self.since(start))
    }

    /// Takes a byte of JSON's punctuation, and the space before it.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.skip_space();
        self.take_here(byte)
    }

    /// Nothing but space is left.
    fn end(&mut self) -> Option<()> {
        self.skip_space();
        (self.at == self.text.len()).then_some(())
    }

    fn take_here(&mut self, byte: u8) -> Option<()> {
        (self.peek() == Some(byte)).then(|| self.at += 1)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text from `start` to here. Both are beside ASCII bytes, and so at the bounds of characters.
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }
}
