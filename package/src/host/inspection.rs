//! An inspection that JavaScript drives, of a zip or of files one by one, and its report.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use wasm_bindgen::prelude::*;

use super::digest::digits;
use super::json::{Json, batch, json};
use super::outside::{Outside, Zip};
use crate::{Depth, Entry, Finding, Found, Inspection, Kind, Limits, Reason, Report, Step, TreeReader};

/// An inspection under way, or what came of it.
#[wasm_bindgen(js_name = Inspection)]
pub struct Examined(State);

enum State {
    Zip(Box<Inspection>),
    Tree(Box<TreeReader>),
    Done(Box<Report>),
    NotZip(Reason),
}

/// What a path leads to.
#[wasm_bindgen]
pub enum PathKind {
    /// The one file of this path.
    File = "file",
    /// No entry has this path.
    Missing = "missing",
    /// A directory or a symbolic link.
    NotFile = "not-file",
    /// Several entries have this path: none of them can be read.
    NotUnique = "not-unique",
}

fn limits(max_bytes: Option<f64>, max_entries: Option<u32>) -> Limits {
    let default = Limits::default();
    Limits {
        max_bytes: max_bytes.map_or(default.max_bytes, |bytes| bytes as u64),
        max_entries: max_entries.unwrap_or(default.max_entries),
    }
}

#[wasm_bindgen(js_class = Inspection)]
impl Examined {
    /// Begins with a zip: all of it, or its headers alone.
    #[wasm_bindgen(js_name = ofZip)]
    pub fn of_zip(max_bytes: Option<f64>, max_entries: Option<u32>, is_whole: bool) -> Examined {
        let depth = if is_whole { Depth::Contents } else { Depth::Headers };
        Examined(State::Zip(Box::new(Inspection::new(limits(max_bytes, max_entries), depth))))
    }

    /// Begins with no files.
    #[wasm_bindgen(js_name = ofTree)]
    pub fn of_tree(max_bytes: Option<f64>, max_entries: Option<u32>) -> Examined {
        Examined(State::Tree(Box::new(TreeReader::new(limits(max_bytes, max_entries)))))
    }

    /// Of a zip: goes on for about 1 MiB; whether it is done.
    pub fn step(&mut self, zip: &Zip) -> bool {
        let State::Zip(inspection) = &mut self.0 else { return true };
        self.0 = match inspection.step(zip, &Outside) {
            Step::More => return false,
            Step::Done(report) => State::Done(report),
            Step::NotZip(reason) => State::NotZip(reason),
        };
        true
    }

    /// Of files: begins an entry. Whether it takes more: what is over the limits is a finding, and ends the files.
    #[wasm_bindgen(js_name = beginEntry)]
    pub fn begin_entry(&mut self, path: &str, kind: &str, is_executable: bool, modified_ms: Option<f64>) -> bool {
        #[cfg(feature = "trap")]
        if path == "trap" {
            std::process::abort();
        }
        let State::Tree(tree) = &mut self.0 else { return false };
        let kinds = [Kind::Directory, Kind::Symlink];
        let kind = kinds.into_iter().find(|known| known.as_str() == kind).unwrap_or(Kind::File);
        let seconds = modified_ms.map(|milliseconds| (milliseconds / 1000.0).floor() as i64);
        tree.begin(path, kind, is_executable, seconds).is_ok()
    }

    /// Of files: the next chunk of the entry that was begun. Whether it takes more.
    pub fn chunk(&mut self, chunk: &[u8]) -> bool {
        let State::Tree(tree) = &mut self.0 else { return false };
        tree.chunk(chunk).is_ok()
    }

    /// Of files: ends the entry that was begun.
    #[wasm_bindgen(js_name = endEntry)]
    pub fn end_entry(&mut self) {
        if let State::Tree(tree) = &mut self.0 {
            tree.end(&Outside);
        }
    }

    /// Of files: there are no more.
    pub fn finish(self) -> Examined {
        Examined(match self.0 {
            State::Tree(tree) => State::Done(Box::new(tree.finish(&Outside))),
            other => other,
        })
    }

    /// Why the bytes are no zip, where they are none.
    #[wasm_bindgen(js_name = notZip)]
    pub fn not_zip(&self) -> Option<String> {
        match &self.0 {
            State::NotZip(reason) => Some(reason.as_str().to_owned()),
            _ => None,
        }
    }

    /// Why it may not be compared, where it may not; the same of one entry, where `path` is its.
    pub fn refusal(&self, path: Option<String>) -> Option<String> {
        let report = self.report()?;
        let reason = match path {
            None => report.forbids_comparing(),
            Some(path) => report.forbids_reading(&path),
        };
        reason.map(|reason| reason.as_str().to_owned())
    }

    /// Where the finding is that forbids to extract it, where one does.
    #[wasm_bindgen(js_name = extractRefusal)]
    pub fn extract_refusal(&self, skips_symlinks: bool) -> Option<usize> {
        self.report()?.forbids_extracting(skips_symlinks)
    }

    /// What a path leads to.
    pub fn find(&self, path: &str) -> PathKind {
        #[cfg(feature = "trap")]
        if path == "trap" {
            std::process::abort();
        }
        match self.report().map(|report| report.find(path)) {
            Some(Found::File(_)) => PathKind::File,
            Some(Found::NotFile) => PathKind::NotFile,
            Some(Found::NotUnique) => PathKind::NotUnique,
            Some(Found::Missing) | None => PathKind::Missing,
        }
    }

    /// The report without its lists: as JSON, with their lengths.
    pub fn head(&self) -> String {
        let Some(report) = self.report() else { return String::from("{}") };
        json(|json| json.object(|json| write_head(json, report)))
    }

    /// Where the first entry of a path is among the entries.
    #[wasm_bindgen(js_name = indexOf)]
    pub fn index_of(&self, path: &str) -> Option<usize> {
        self.report()?.entries.iter().position(|entry| entry.path == path)
    }

    /// The size that an entry says it has, in bytes.
    #[wasm_bindgen(js_name = sizeAt)]
    pub fn size_at(&self, index: usize) -> f64 {
        self.report().and_then(|report| report.entries.get(index)).map_or(0.0, |entry| entry.size as f64)
    }

    /// The entries from `from` on, as JSON: as many as fit a batch.
    pub fn entries(&self, from: usize) -> String {
        batch(self.report().and_then(|report| report.entries.get(from..)).unwrap_or_default(), write_entry)
    }

    /// The findings from `from` on, likewise.
    pub fn findings(&self, from: usize) -> String {
        batch(self.report().and_then(|report| report.findings.get(from..)).unwrap_or_default(), write_finding)
    }
}

impl Examined {
    pub(super) fn report(&self) -> Option<&Report> {
        match &self.0 {
            State::Done(report) => Some(report),
            State::Zip(_) | State::Tree(_) | State::NotZip(_) => None,
        }
    }
}

fn write_head(json: &mut Json, report: &Report) {
    json.name("size").number(report.size);
    if let Some(digest) = &report.content_digest {
        json.name("contentDigest").text(&digest.text());
    }
    json.name("unpackedSize").number(report.unpacked_size);
    if let Some(file) = &report.entry_file {
        json.name("entryFile").object(|json| {
            json.name("path").text(&file.path);
            if let Some(exports) = file.exports_main {
                json.name("exportsMain").boolean(exports);
            }
        });
    }
    if let Some(manifest) = &report.package_json {
        json.name("packageJson").object(|json| {
            let texts = [("name", &manifest.name), ("version", &manifest.version), ("main", &manifest.main)];
            for (name, text) in texts {
                if let Some(text) = text {
                    json.name(name).text(text);
                }
            }
            json.name("dependencies").list(&manifest.dependencies, |json, (name, range)| {
                json.list([name, range], |json, text| json.text(text));
            });
        });
    }
    json.name("entryCount").number(report.entries.len() as u64);
    json.name("findingCount").number(report.findings.len() as u64);
}

fn write_entry(json: &mut Json, entry: &Entry) {
    json.object(|json| {
        json.name("path").text(&entry.path);
        json.name("size").number(entry.size);
        json.name("compressedSize").number(entry.compressed_size);
        if let Some(checksum) = &entry.checksum {
            json.name("checksum").text(&digits(checksum));
        }
        json.name("kind").text(entry.kind.as_str());
        if entry.executable {
            json.name("executable").boolean(true);
        }
        if let Some(seconds) = entry.modified {
            json.name("modified").integer(seconds.saturating_mul(1000));
        }
    });
}

fn write_finding(json: &mut Json, finding: &Finding) {
    json.object(|json| {
        json.name("level").text(finding.level.as_str());
        json.name("code").text(finding.code());
        if let Some(path) = &finding.path {
            json.name("path").text(path);
        }
    });
}
