//! Small records as JSON for the JS side (`docs/decisions/records-as-json.md`). Their texts need no escapes.

/// A record that grows by one field after the other.
pub(super) struct Fields<'a> {
    json: &'a mut String,
    separator: &'static str,
}

/// Appends `{…}` to `json`, with the fields that `write` adds in its order.
pub(super) fn record(json: &mut String, write: impl FnOnce(&mut Fields<'_>)) {
    json.push('{');
    write(&mut Fields { json, separator: "" });
    json.push('}');
}

impl Fields<'_> {
    /// A field with a value of JSON.
    pub(super) fn value(&mut self, name: &str, value: &str) {
        for part in [self.separator, "\"", name, "\":", value] {
            self.json.push_str(part);
        }
        self.separator = ",";
    }

    /// A field with a text that needs no escapes, since it is one of the core's own; or with null.
    pub(super) fn word(&mut self, name: &str, word: Option<&str>) {
        let Some(word) = word else { return self.value(name, "null") };
        self.value(name, "\"");
        self.json.push_str(word);
        self.json.push('"');
    }

    /// A field that is true or false.
    pub(super) fn flag(&mut self, name: &str, flag: bool) {
        self.value(name, if flag { "true" } else { "false" });
    }

    /// A field with a number.
    pub(super) fn number(&mut self, name: &str, number: u64) {
        self.value(name, "");
        push_decimal(self.json, number);
    }
}

/// Without the formatting of the standard library, which takes 3 KB of the module.
fn push_decimal(text: &mut String, number: u64) {
    if number > 9 {
        push_decimal(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}
