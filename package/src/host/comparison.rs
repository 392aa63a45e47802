//! A comparison that JavaScript drives: it hands over the contents of one pair of files after the other.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use wasm_bindgen::prelude::*;

use super::inspection::Examined;
use super::json::{Json, batch, json};
use super::outside::{Outside, Zip};
use super::reader::ContentsReader;
use crate::Report;
use crate::compare::{Comparison, DependencyChange, FileChange, Ignore, Options, Outcome, Pair, SideContents};

/// Patterns of files that do not count.
#[wasm_bindgen(js_name = Patterns)]
pub struct Patterns(Result<Ignore, String>);

#[wasm_bindgen(js_class = Patterns)]
impl Patterns {
    /// Reads patterns, one an item. Where one is malformed, `malformed` says so and no path is ignored.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands a list over by value")]
    pub fn new(patterns: Vec<String>) -> Patterns {
        Patterns(Ignore::new(&patterns).map_err(|malformed| malformed.to_string()))
    }

    /// What is wrong with one of them.
    pub fn malformed(&self) -> Option<String> {
        self.0.as_ref().err().cloned()
    }

    /// Whether a path is left out; a directory's ends in a slash.
    pub fn ignores(&self, path: &str) -> bool {
        self.0.as_ref().is_ok_and(|ignore| ignore.ignores(path))
    }
}

/// A comparison under way, or what came of it.
#[wasm_bindgen(js_name = Comparison)]
pub struct Compared {
    state: State,
    pair: Option<Reading>,
}

enum State {
    Reading(Box<Comparison>),
    Done(Outcome),
    Refused,
}

/// A pair whose contents are being read.
struct Reading {
    pair: Pair,
    before: SideContents,
    after: SideContents,
}

#[wasm_bindgen(js_class = Comparison)]
impl Compared {
    /// Compares two packages that may be compared.
    #[wasm_bindgen(constructor)]
    pub fn new(
        before: &Examined,
        after: &Examined,
        patterns: Patterns,
        modes: bool,
        ignore_cr_at_eol: bool,
        no_patches: bool,
    ) -> Compared {
        let options = Options { modes, ignore_cr_at_eol, no_patches, ignore: patterns.0.unwrap_or_default() };
        let reports = before.report().zip(after.report());
        let comparison = reports.and_then(|(before, after)| Comparison::new(before, after, options).ok());
        let state = comparison.map_or(State::Refused, |comparison| State::Reading(Box::new(comparison)));
        Compared { state, pair: None }
    }

    /// Takes in what was read of the last pair, and begins with the next; false where there is none.
    #[wasm_bindgen(js_name = nextPair)]
    pub fn next_pair(&mut self) -> bool {
        let State::Reading(comparison) = &mut self.state else { return false };
        if let Some(Reading { pair, before, after }) = self.pair.take() {
            comparison.settle(&pair, &before, &after, &Outside);
        }
        self.pair = comparison.next_pair().map(|pair| {
            let (before, after) = (pair.contents_before(), pair.contents_after());
            Reading { pair, before, after }
        });
        self.pair.is_some()
    }

    /// Where the entry of a side is among the entries, where that side is to be read.
    #[wasm_bindgen(js_name = indexIn)]
    pub fn index_in(&self, is_after: bool) -> Option<usize> {
        let Reading { pair, .. } = self.pair.as_ref()?;
        if is_after { pair.after } else { pair.before }
    }

    /// Takes the next chunk of a side; whether its rest matters.
    #[wasm_bindgen(js_name = takeChunk)]
    pub fn take_chunk(&mut self, is_after: bool, chunk: &[u8]) -> bool {
        self.side(is_after).is_some_and(|contents| contents.chunk(chunk))
    }

    /// The same of a zip, whose chunk does not leave the module.
    #[wasm_bindgen(js_name = takeFrom)]
    pub fn take_from(&mut self, is_after: bool, reader: &mut ContentsReader, zip: &Zip) -> bool {
        let Some(contents) = self.side(is_after) else { return false };
        reader.next_chunk(zip).is_some_and(|chunk| contents.chunk(chunk))
    }

    /// There are no more pairs. Whether the packages are the same, and how long the lists are, as JSON.
    pub fn conclude(&mut self) -> String {
        let state = std::mem::replace(&mut self.state, State::Refused);
        let State::Reading(comparison) = state else { return String::from("{}") };
        let outcome = comparison.finish();
        let text = json(|json| {
            json.object(|json| {
                json.name("same").boolean(outcome.same);
                json.name("fileCount").number(outcome.files.len() as u64);
                json.name("dependencyCount").number(outcome.dependencies.len() as u64);
            });
        });
        self.state = State::Done(outcome);
        text
    }

    /// The files that differ, from `from` on, as JSON: as many as fit a batch, at least one.
    pub fn files(&self, before: &Examined, after: &Examined, from: usize) -> String {
        let (State::Done(outcome), Some(before), Some(after)) = (&self.state, before.report(), after.report()) else {
            return String::from("[]");
        };
        let files = outcome.files.get(from..).unwrap_or_default();
        batch(files, |json, file| write_file(json, file, before, after))
    }

    /// The installed packages that differ, likewise.
    pub fn dependencies(&self, from: usize) -> String {
        let State::Done(outcome) = &self.state else { return String::from("[]") };
        batch(outcome.dependencies.get(from..).unwrap_or_default(), write_dependency)
    }
}

impl Compared {
    fn side(&mut self, is_after: bool) -> Option<&mut SideContents> {
        let Reading { before, after, .. } = self.pair.as_mut()?;
        Some(if is_after { after } else { before })
    }
}

fn write_file(json: &mut Json, file: &FileChange, before: &Report, after: &Report) {
    let before = file.before.and_then(|at| before.entries.get(at));
    let after = file.after.and_then(|at| after.entries.get(at));
    json.object(|json| {
        if let Some(entry) = after.or(before) {
            json.name("path").text(&entry.path);
        }
        json.name("status").text(file.status.name());
        for (name, entry) in [("beforeSize", before), ("afterSize", after)] {
            if let Some(entry) = entry {
                json.name(name).number(entry.size);
            }
        }
        if let Some(patch) = &file.patch {
            json.name("patch").text(patch);
        }
    });
}

fn write_dependency(json: &mut Json, dependency: &DependencyChange) {
    json.object(|json| {
        json.name("name").text(&dependency.name);
        json.name("path").text(&dependency.folder);
        for (name, version) in [("before", &dependency.before), ("after", &dependency.after)] {
            if let Some(version) = version {
                json.name(name).text(version);
            }
        }
        if dependency.changed() {
            json.name("changed").boolean(true);
        }
    });
}
