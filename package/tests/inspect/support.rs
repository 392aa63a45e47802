//! A runtime for the core, and how a package is inspected at once.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use wechat_function_package::{
    Depth, Entry, EntryReader, Finding, Inspection, Kind, Limits, Manifest, Progress, Reason, Report, Runtime, Step,
    TreeReader,
};

/// What JavaScript's runtimes know, natively.
pub(crate) struct Native;

impl Runtime for Native {
    fn gbk(&self, bytes: &[u8]) -> Option<String> {
        encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(bytes).map(Into::into)
    }

    fn folded(&self, name: &str) -> String {
        name.nfc().collect::<String>().to_lowercase()
    }

    fn manifest(&self, json: &[u8]) -> Option<Manifest> {
        let value: Value = serde_json::from_slice(json).ok()?;
        let object = value.as_object()?;
        let text = |name: &str| Some(object.get(name)?.as_str()?.to_owned());
        let pairs = |name: &str| object.get(name).and_then(Value::as_object).into_iter().flatten();
        Some(Manifest {
            name: text("name"),
            version: text("version"),
            main: text("main"),
            dependencies: pairs("dependencies")
                .filter_map(|(name, range)| Some((name.clone(), range.as_str()?.to_owned())))
                .collect(),
            has_install_scripts: pairs("scripts")
                .any(|(name, _)| matches!(name.as_str(), "preinstall" | "install" | "postinstall")),
        })
    }
}

/// The folder of the packages.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/packages")
}

/// A whole inspection; a package that is no zip gives the reason.
pub(crate) fn inspected(bytes: &[u8], limits: Limits, depth: Depth) -> Result<Report, Reason> {
    let mut inspection = Inspection::new(limits, depth);
    loop {
        match inspection.step(&bytes, &Native) {
            Step::More => {}
            Step::Done(report) => return Ok(*report),
            Step::NotZip(reason) => return Err(reason),
        }
    }
}

/// One entry's contents, or why they are not to be had.
pub(crate) fn contents(bytes: &[u8], report: &Report, path: &str) -> Result<Vec<u8>, Reason> {
    contents_of(bytes, report.entries.iter().find(|entry| entry.path == path).unwrap(), u64::MAX)
}

/// The same of an entry.
pub(crate) fn contents_of(bytes: &[u8], entry: &Entry, max_bytes: u64) -> Result<Vec<u8>, Reason> {
    let mut reader = EntryReader::new();
    reader.begin(&bytes, entry, max_bytes)?;
    let mut contents = Vec::new();
    loop {
        match reader.next(&bytes, entry) {
            Progress::Chunk(chunk) => contents.extend_from_slice(chunk),
            Progress::End => return Ok(contents),
            Progress::Damaged(reason) => return Err(reason),
        }
    }
}

/// The report of files.
pub(crate) fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, Kind, &'a [u8])>) -> Report {
    let mut tree = TreeReader::new(Limits::default());
    for (path, kind, data) in files {
        tree.begin(path, kind, false, None).unwrap();
        for chunk in data.chunks(7) {
            tree.chunk(chunk).unwrap();
        }
        tree.end(&Native);
    }
    tree.finish(&Native)
}

/// A line for each finding: its level, code and path.
pub(crate) fn lines(findings: &[Finding]) -> String {
    findings.iter().fold(String::new(), |mut text, finding| {
        writeln!(text, "{} {} {:?}", finding.level.as_str(), finding.code(), finding.path).unwrap();
        text
    })
}
