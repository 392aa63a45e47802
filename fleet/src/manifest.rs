//! Reads a snapshot's file, or a part of one: NDJSON with a head, rows and a summary.

use crate::json::{self, Found};
use crate::lines::Lines;
use crate::record::{Malformed, Record};
use crate::shape::{HEAD, ROW, SUMMARY};

/// Reads chunks into checked lines. A part of a snapshot has rows alone: the caller knows whether it needs a head and a summary.
#[derive(Debug, Default)]
pub struct ManifestReader {
    lines: Lines,
    place: Place,
    count: u64,
    refused: Option<Refused>,
}

/// Where in the file the next line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Rows,
    End,
}

/// The first malformed line: nothing behind it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its number, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub malformed: Malformed,
}

impl ManifestReader {
    /// Takes the next chunk. The lines that it ends, as a JSON array of `{"head":…}`, `{"row":…}` and `{"summary":…}`. After a malformed
    /// line there are no more.
    pub fn push(&mut self, chunk: &[u8]) -> String {
        let mut items = String::from("[");
        let Self { lines, place, count, refused } = self;
        if refused.is_none() {
            let read = lines.push(chunk, |line| {
                *count += 1;
                let line = line.ok_or(Malformed::new("is longer than 1 MiB"))?;
                *place = place.after(line, &mut items)?;
                Ok(())
            });
            *refused = read.err().map(|malformed| Refused { line: *count, malformed });
        }
        items.push(']');
        items
    }

    /// There are no more chunks: the last line, where it has no line feed.
    pub fn end(&mut self) -> String {
        if self.lines.has_rest() { self.push(b"\n") } else { String::from("[]") }
    }

    /// The malformed line, where there is one.
    pub fn refused(&self) -> Option<&Refused> {
        self.refused.as_ref()
    }
}

impl Place {
    /// The place behind a line, which is written to `items`.
    fn after(self, line: &[u8], items: &mut String) -> Result<Place, Malformed> {
        let text = std::str::from_utf8(line).map_err(|_| Malformed::new("is not UTF-8"))?;
        let (place, name, record) = match Record::read(ROW, text) {
            Ok(row) => (Place::Rows, "row", checked_row(row)?),
            Err(malformed) => match inside(text) {
                Some(("snapshot", head)) => (Place::Rows, "head", Record::read(HEAD, head)?),
                Some((_, summary)) => (Place::End, "summary", Record::read(SUMMARY, summary)?),
                None => return Err(malformed),
            },
        };
        match (self, name) {
            (Place::End, _) => return Err(Malformed::new("is behind the summary")),
            (Place::Rows, "head") => return Err(Malformed::new("is a head, which is the first line")),
            _ => {}
        }
        if items.len() > 1 {
            items.push(',');
        }
        for part in ["{\"", name, "\":"] {
            items.push_str(part);
        }
        record.write(items);
        items.push('}');
        Ok(place)
    }
}

/// What an object has under `snapshot` or `summary`.
fn inside(line: &str) -> Option<(&'static str, &str)> {
    let mut object = None;
    json::fields(line, |name, found| {
        if let Found::Object(value) = found {
            let name = ["snapshot", "summary"].into_iter().find(|known| name.trim_matches('"') == *known);
            object = object.take().or(name.map(|name| (name, value)));
        }
    })?;
    object
}

/// What the fields of a row say of each other.
fn checked_row(row: Record<'_>) -> Result<Record<'_>, Malformed> {
    let has = |name| row.get(name).is_some();
    if has("functionName") && !has("env") {
        return Err(Malformed::new("has a functionName without an env"));
    }
    if !has("functionName") && !has("error") {
        return Err(Malformed::new("has neither a functionName nor an error"));
    }
    Ok(row)
}
