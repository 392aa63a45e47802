//! Each package of `tests/packages` gives what `fixtures.json` says.

use std::fmt::Write;
use std::fs;

use serde_json::Value;
use wechat_function_package::{Depth, Entry, Kind, Level, Limits, Report};

use crate::support::{contents, folder, inspected, lines, of_files};

fn fixtures() -> Vec<(Value, Vec<u8>)> {
    let list: Value = serde_json::from_slice(&fs::read(folder().join("fixtures.json")).unwrap()).unwrap();
    let list = list.as_array().unwrap().clone();
    assert!(list.len() > 150, "{}", list.len());
    let read = |fixture: &Value| fs::read(folder().join(fixture["file"].as_str().unwrap())).unwrap();
    list.into_iter().map(|fixture| (fixture.clone(), read(&fixture))).collect()
}

fn limits(fixture: &Value) -> Limits {
    let Limits { max_bytes, max_entries } = Limits::default();
    let number = |name| fixture["limits"][name].as_u64();
    let max_entries = number("maxEntries").map_or(max_entries, |number| u32::try_from(number).unwrap());
    Limits { max_bytes: number("maxBytes").unwrap_or(max_bytes), max_entries }
}

fn expected_findings(fixture: &Value) -> String {
    fixture["findings"].as_array().unwrap().iter().fold(String::new(), |mut text, finding| {
        let path = finding["path"].as_str().map(str::to_owned);
        let (level, code) = (finding["level"].as_str().unwrap(), finding["code"].as_str().unwrap());
        writeln!(text, "{level} {code} {path:?}").unwrap();
        text
    })
}

/// Every fixture that does not fail is collected, so that all of the others are seen at once.
fn for_each(mut check: impl FnMut(&Value, &[u8]) -> Result<(), String>) {
    let mut failures = String::new();
    for (fixture, bytes) in fixtures() {
        if let Err(failure) = check(&fixture, &bytes) {
            writeln!(failures, "{}: {failure}", fixture["file"]).unwrap();
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn equal(actual: &str, expected: &str) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("\n{actual}instead of\n{expected}")) }
}

#[test]
fn each_package_has_its_findings() {
    for_each(|fixture, bytes| match inspected(bytes, limits(fixture), Depth::Contents) {
        Err(reason) => equal(reason.as_str(), fixture["notZip"].as_str().unwrap_or("a report")),
        Ok(_) if fixture["findings"].is_null() => Err("a report".to_owned()),
        Ok(report) => equal(&lines(&report.findings), &expected_findings(fixture)),
    });
}

#[test]
fn each_sound_package_has_the_digest_of_its_contents() {
    for_each(|fixture, bytes| {
        let Ok(report) = inspected(bytes, limits(fixture), Depth::Contents) else { return Ok(()) };
        let digest = report.content_digest.map(|digest| digest.to_string());
        if report.forbids_comparing().is_some() {
            return equal(digest.as_deref().unwrap_or("none"), "none");
        }
        fixture["contentDigest"].as_str().map_or(Ok(()), |expected| equal(&digest.unwrap(), expected))
    });
}

fn entry_differs(entry: &Entry, expected: &Value) -> bool {
    let modified = expected.get("modified");
    expected["path"].as_str() != Some(entry.path.as_str())
        || expected["kind"].as_str().is_some_and(|kind| kind != entry.kind.as_str())
        || expected["size"].as_u64().is_some_and(|size| size != entry.size)
        || expected["executable"].as_bool().is_some_and(|executable| executable != entry.executable)
        || modified.is_some_and(|modified| modified.as_i64() != entry.modified)
}

#[test]
fn entries_have_their_kinds_dates_and_execute_bits() {
    for_each(|fixture, bytes| {
        let Some(expected) = fixture["entries"].as_array() else { return Ok(()) };
        let Report { entries, .. } = inspected(bytes, limits(fixture), Depth::Contents).unwrap();
        let is_same = entries.len() == expected.len()
            && entries.iter().zip(expected).all(|(entry, expected)| !entry_differs(entry, expected));
        if is_same { Ok(()) } else { Err(format!("{entries:?}")) }
    });
}

/// Findings of the directory alone are those of the whole inspection, as far as they go.
#[test]
fn a_shallower_inspection_finds_nothing_else() {
    for_each(|fixture, bytes| {
        for depth in [Depth::Directory, Depth::Headers] {
            let (Ok(whole), Ok(part)) =
                (inspected(bytes, limits(fixture), Depth::Contents), inspected(bytes, limits(fixture), depth))
            else {
                continue;
            };
            let surplus = part.findings.iter().find(|finding| {
                // Where a symbolic link points is in its contents.
                finding.level == Level::Error && finding.code() != "SYMLINK" && !whole.findings.contains(finding)
            });
            if let Some(finding) = surplus {
                return Err(format!("{depth:?}: {finding:?}"));
            }
        }
        Ok(())
    });
}

/// What an inspection calls sound is read entry by entry, and its files alone give the same digest; what it calls damaged
/// is not read.
#[test]
fn entries_are_read_where_they_are_sound() {
    for_each(|fixture, bytes| {
        let Ok(report) = inspected(bytes, limits(fixture), Depth::Contents) else { return Ok(()) };
        let mut files = Vec::new();
        for entry in &report.entries {
            let is_unique = report.entries.iter().filter(|other| other.path == entry.path).count() == 1;
            let is_apart = !report.findings.iter().any(|finding| finding.code() == "OVERLAP");
            if entry.kind == Kind::Directory || !is_unique || !is_apart {
                continue;
            }
            match (contents(bytes, &report, &entry.path), entry.checksum) {
                (Ok(data), Some(_)) => files.push((entry.path.clone(), entry.kind, data)),
                (Err(_), None) => {}
                // The whole is too large, this one is not.
                (Ok(_), None) if !fixture["limits"].is_null() => {}
                // What the descriptor says, the contents do not.
                (Err(reason), Some(_)) if report.findings.iter().any(|finding| finding.reason() == Some(reason)) => {}
                (read, checksum) => return Err(format!("{}: {read:?} and {checksum:?}", entry.path)),
            }
        }
        if report.content_digest.is_some() {
            let tree = of_files(files.iter().map(|(path, kind, data)| (path.as_str(), *kind, data.as_slice())));
            if tree.content_digest != report.content_digest {
                return Err("the files have another digest".to_owned());
            }
            if tree.entry_file != report.entry_file || tree.package_json != report.package_json {
                return Err("the files are taken for something else".to_owned());
            }
        }
        Ok(())
    });
}

/// Some fixture shows each reason.
#[test]
fn each_reason_and_notice_has_a_package() {
    let text = fs::read_to_string(folder().join("fixtures.json")).unwrap();
    let reasons = wechat_function_package::Reason::ALL.iter().map(|reason| reason.as_str());
    let notices = wechat_function_package::Notice::ALL.iter().map(|notice| notice.as_str());
    // 500 MB do not fit into a fixture.
    let missing: Vec<_> = reasons
        .chain(notices)
        .filter(|code| *code != "UNPACKED_SIZE" && !text.contains(&format!("\"{code}\"")))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
