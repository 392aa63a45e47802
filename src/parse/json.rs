//! Minimal JSON: numbers are f64, objects keep order and repeats of their members.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The most members of an object that [`parse_once_each`] takes: a relay's requests and responses have fewer.
const MOST_MEMBERS: usize = 64;

/// A parsed JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// A string, without its escapes.
    Text(String),
    /// A number as f64.
    Number(f64),
    /// `true` or `false`, which [`Object::boolean`] reads from a member.
    Boolean(bool),
    /// An object with its members.
    Object(Object),
    /// An array with its items.
    Array(Vec<Json>),
    /// `null`, for which [`Object::optional`] reads a member as absent.
    Null,
}

/// An object's members, in the text's order, repeated names included.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Json)>);

/// Parses a JSON text.
///
/// # Errors
/// For a text that is not JSON, or that nests more than serde_json's 128 levels, which bounds the recursion.
pub fn parse(text: &str) -> Result<Json, serde_json::Error> {
    serde_json::from_str(text)
}

/// Parses an object of at most 64 members whose names are unique, nested objects included; `None` for anything else.
pub fn parse_once_each(bytes: &[u8]) -> Option<Object> {
    match std::str::from_utf8(bytes).map(parse) {
        Ok(Ok(Json::Object(object))) if object.has_no_repeats() => Some(object),
        _ => None,
    }
}

impl Object {
    /// The member of this name; the last one where the name is repeated.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The string of this name; `None` where it is absent or of another type.
    pub fn text(&self, name: &str) -> Option<&str> {
        if let Some(Json::Text(text)) = self.get(name) { Some(text) } else { None }
    }

    /// The integer of this name, in any notation; `None` outside JavaScript's safe range, ±(2^53 − 1).
    pub fn integer(&self, name: &str) -> Option<i64> {
        const SAFE: f64 = 9_007_199_254_740_991.0;
        match self.get(name) {
            Some(Json::Number(number)) if number.fract() == 0.0 && number.abs() <= SAFE => Some(*number as i64),
            _ => None,
        }
    }

    /// The number of this name; `None` where it is absent or of another type.
    pub fn number(&self, name: &str) -> Option<f64> {
        if let Some(Json::Number(number)) = self.get(name) { Some(*number) } else { None }
    }

    /// The boolean of this name; `None` where it is absent or of another type.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        if let Some(Json::Boolean(boolean)) = self.get(name) { Some(*boolean) } else { None }
    }

    /// The object of this name; `None` where it is absent or of another type.
    pub fn object(&self, name: &str) -> Option<&Object> {
        if let Some(Json::Object(object)) = self.get(name) { Some(object) } else { None }
    }

    /// Reads a member that may be absent or `null`: `Some(None)` then, `None` for a value that `read` does not take.
    pub fn optional<'a, T>(&'a self, name: &str, read: impl Fn(&'a Object, &str) -> Option<T>) -> Option<Option<T>> {
        match self.get(name) {
            None | Some(Json::Null) => Some(None),
            Some(_) => read(self, name).map(Some),
        }
    }

    /// Whether every member's name is one of these.
    pub fn has_only(&self, names: &[&str]) -> bool {
        self.0.iter().all(|(name, _)| names.contains(&name.as_str()))
    }

    /// The array of this name; `None` where it is absent or of another type.
    pub fn array(&self, name: &str) -> Option<&[Json]> {
        if let Some(Json::Array(array)) = self.get(name) { Some(array) } else { None }
    }

    /// Whether no name is repeated, here or in nested objects. False beyond [`MOST_MEMBERS`], so that comparing each pair
    /// takes no longer than parsing.
    fn has_no_repeats(&self) -> bool {
        let names = || self.0.iter().map(|(name, _)| name);
        let is_once = |name: &String| names().filter(|known| *known == name).count() == 1;
        self.0.len() <= MOST_MEMBERS && names().all(is_once) && self.0.iter().all(|(_, value)| value.has_no_repeats())
    }
}

impl Json {
    fn has_no_repeats(&self) -> bool {
        match self {
            Json::Object(object) => object.has_no_repeats(),
            Json::Array(array) => array.iter().all(Json::has_no_repeats),
            Json::Text(_) | Json::Number(_) | Json::Boolean(_) | Json::Null => true,
        }
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Object::default();
        while let Some(member) = members.next_entry()? {
            object.0.push(member);
        }
        Ok(Json::Object(object))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}
