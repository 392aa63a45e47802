//! Checks the records of a line, and writes them anew: known fields alone, in their order.

use std::borrow::Cow;

use crate::json::{self, Found, decoded};
use crate::shape::{Field, Kind};

/// What is wrong with a line or a row. It quotes nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed(pub Cow<'static, str>);

impl Malformed {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self(Cow::Borrowed(what))
    }

    /// Of a field of a record in a field.
    fn inside(self) -> Self {
        Self(Cow::Owned([".", &self.0].concat()))
    }

    fn field(name: &str, what: &str) -> Self {
        let separator = if what.starts_with('.') { "" } else { " " };
        Self(Cow::Owned([name, separator, what].concat()))
    }
}

/// A record's values, in the order of its fields.
pub(crate) struct Record<'a> {
    fields: &'static [Field],
    values: Vec<Option<Cow<'a, str>>>,
}

impl<'a> Record<'a> {
    /// Reads the JSON of an object: checks the fields that `fields` lists, and drops all others.
    pub(crate) fn read(fields: &'static [Field], object: &'a str) -> Result<Self, Malformed> {
        let mut record = Self { fields, values: vec![None; fields.len()] };
        let mut refused = None;
        let read = json::fields(object, |name, found| {
            if refused.is_none() {
                refused = record.set(name, found).err();
            }
        });
        match (refused, read) {
            (Some(refused), _) => Err(refused),
            (None, None) => Err(Malformed::new("is not a record")),
            (None, Some(())) => record.missing().map_or(Ok(record), Err),
        }
    }

    fn set(&mut self, name: &str, found: Found<'a>) -> Result<(), Malformed> {
        let Some(at) = self.fields.iter().position(|field| is_named(name, field.name)) else { return Ok(()) };
        let (Some(field), Some(value)) = (self.fields.get(at), self.values.get_mut(at)) else { return Ok(()) };
        if value.is_some() {
            return Err(Malformed::field(field.name, "is there twice"));
        }
        *value = Some(field.kind.checked(found).map_err(|Malformed(what)| Malformed::field(field.name, &what))?);
        Ok(())
    }

    fn missing(&self) -> Option<Malformed> {
        let missing = self.fields.iter().zip(&self.values).find(|(field, value)| field.is_required && value.is_none());
        missing.map(|(field, _)| Malformed::field(field.name, "is missing"))
    }

    /// The JSON of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().zip(&self.values).find(|(field, _)| field.name == name)?.1.as_deref()
    }

    /// Writes the record with its fields in their order.
    pub(crate) fn write(&self, json: &mut String) {
        json.push('{');
        let mut separator = "";
        for (field, value) in self.fields.iter().zip(&self.values) {
            if let Some(value) = value {
                for part in [separator, "\"", field.name, "\":", value] {
                    json.push_str(part);
                }
                separator = ",";
            }
        }
        json.push('}');
    }
}

impl Kind {
    /// The value as it is written.
    fn checked<'a>(&self, found: Found<'a>) -> Result<Cow<'a, str>, Malformed> {
        let refused = |what: &'static str| Err(Malformed::new(what));
        match (self, found) {
            (Kind::Name, Found::Text(text)) if decoded(text).is_some_and(|name| !name.is_empty()) => Ok(text.into()),
            (Kind::Name, _) => refused("must be a well-formed text that is not empty"),
            (Kind::Text, Found::Text(text)) => Ok(text.into()),
            (Kind::Text, _) => refused("must be a text"),
            (Kind::Id, Found::Text(text)) if is_id(inside(text)) => Ok(text.into()),
            (Kind::Id, _) => refused("must be the name of a snapshot"),
            (Kind::Checksum, Found::Text(text)) if is_digest(inside(text)) => Ok(text.into()),
            (Kind::Checksum, _) => refused("must be 64 lower-case hexadecimal digits"),
            (Kind::ContentDigest, Found::Text(text)) if inside(text).strip_prefix("tree1:").is_some_and(is_digest) => {
                Ok(text.into())
            }
            (Kind::ContentDigest, _) => refused("must be tree1: and 64 lower-case hexadecimal digits"),
            (Kind::Instant, Found::Text(text)) if is_instant(inside(text)) => Ok(text.into()),
            (Kind::Instant, _) => refused("must be a time in UTC as ISO 8601 writes it"),
            (Kind::Count, Found::Number(number)) if is_whole(number) => Ok(number.into()),
            (Kind::Count, _) => refused("must be a whole number of at least 0"),
            (Kind::Integer, Found::Number(number)) if is_whole(number.trim_start_matches('-')) => Ok(number.into()),
            (Kind::Integer, _) => refused("must be a whole number"),
            (Kind::Flag, Found::Flag(flag)) => Ok(flag.into()),
            (Kind::Flag, _) => refused("must be true or false"),
            (Kind::Version, Found::Number("1")) => Ok("1".into()),
            (Kind::Version, _) => refused("must be 1: later versions of this package may read it"),
            (Kind::Record(fields), Found::Object(object)) => {
                let mut json = String::with_capacity(object.len());
                let record = Record::read(fields, object).map_err(Malformed::inside)?;
                record.write(&mut json);
                Ok(json.into())
            }
            (Kind::Record(_), _) => refused("must be a record"),
            (Kind::Records(fields), Found::Array(array)) => records(fields, array).map(Cow::Owned),
            (Kind::Records(_), _) => refused("must be an array of records"),
        }
    }
}

fn is_named(quoted: &str, name: &str) -> bool {
    quoted.get(1..=name.len()) == Some(name) && quoted.len() == name.len() + 2
        || quoted.contains('\\') && decoded(quoted).is_some_and(|text| text == name)
}

fn records(fields: &'static [Field], array: &str) -> Result<String, Malformed> {
    let mut json = String::with_capacity(array.len());
    let mut refused = None;
    let read = json::items(array, |found| {
        json.push(if json.is_empty() { '[' } else { ',' });
        match Kind::Record(fields).checked(found) {
            Ok(record) => json.push_str(&record),
            Err(malformed) => refused = refused.take().or(Some(malformed)),
        }
    });
    if json.is_empty() {
        json.push('[');
    }
    json.push(']');
    match (refused, read) {
        (None, Some(())) => Ok(json),
        _ => Err(Malformed::new("must be an array of records")),
    }
}

/// A text without its quotes. An escape in it is left, and so matches none of what follows.
fn inside(quoted: &str) -> &str {
    quoted.trim_matches('"')
}

/// Whether a text is the name of a snapshot: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
fn is_id(text: &str) -> bool {
    let is_more = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() <= 64
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.bytes().all(is_more)
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Digits that JavaScript's numbers hold exactly, without a leading zero.
fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse().is_ok_and(|number: u64| number < 1 << 53)
}

/// `2026-01-31T23:59:59.123Z`, as `Date.prototype.toISOString` writes it, with or without the fraction.
fn is_instant(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                other => byte == other,
            })
    };
    shape(text, "0000-00-00T00:00:00Z") || shape(text, "0000-00-00T00:00:00.000Z")
}
