//! JSON for the JS side (`docs/decisions/records-as-json.md`). serde_json would take 10 KB of the module.

use crate::digits::{push_decimal, push_hexadecimal};

/// A text of JSON that grows by one value after the other.
#[derive(Default)]
pub(super) struct Json(String);

impl Json {
    /// `[…]`, with what `write` writes of each item.
    pub(super) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Json, T)) {
        self.begin('[');
        for item in items {
            write(self, item);
        }
        self.0.push(']');
    }

    /// `{…}`, with the fields that `write` writes.
    pub(super) fn object(&mut self, write: impl FnOnce(&mut Json)) {
        self.begin('{');
        write(self);
        self.0.push('}');
    }

    /// A field's name; its value is written next.
    pub(super) fn name(&mut self, name: &str) -> &mut Json {
        self.text(name);
        self.0.push(':');
        self
    }

    /// Writes a text in quotes. Quotes, backslashes and control characters are escaped.
    pub(super) fn text(&mut self, text: &str) {
        self.begin('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => {
                    self.0.push('\\');
                    self.0.push(character);
                }
                '\0'..='\x1f' => {
                    self.0.push_str("\\u00");
                    push_hexadecimal(&mut self.0, &[character as u8]);
                }
                _ => self.0.push(character),
            }
        }
        self.0.push('"');
    }

    /// Writes a whole number of at least 0.
    pub(super) fn number(&mut self, number: u64) {
        self.comma();
        push_decimal(&mut self.0, number);
    }

    /// A number that may be negative.
    pub(super) fn integer(&mut self, number: i64) {
        self.comma();
        if number < 0 {
            self.0.push('-');
        }
        push_decimal(&mut self.0, number.unsigned_abs());
    }

    /// Writes the literal `true` or `false`.
    pub(super) fn boolean(&mut self, value: bool) {
        self.comma();
        self.0.push_str(if value { "true" } else { "false" });
    }

    fn begin(&mut self, opening: char) {
        self.comma();
        self.0.push(opening);
    }

    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'[' | b'{' | b':')) {
            self.0.push(',');
        }
    }
}

/// What of a list crosses at once, in bytes: a whole report of 100,000 entries would take 20 MB.
const BATCH_BYTES: usize = 256 << 10;

/// A list of the first items, as many as fit a batch, and at least one.
pub(super) fn batch<T>(items: &[T], write: impl Fn(&mut Json, &T)) -> String {
    let mut json = Json::default();
    json.begin('[');
    for item in items {
        write(&mut json, item);
        if json.0.len() >= BATCH_BYTES {
            break;
        }
    }
    json.0.push(']');
    json.0
}

/// The text that `write` writes.
pub(super) fn json(write: impl FnOnce(&mut Json)) -> String {
    let mut json = Json::default();
    write(&mut json);
    json.0
}
