//! Snapshots as lists of rows, and the comparison of two as JavaScript drives it.

use serde_json::{Value, json};
use wechat_function_fleet::merge::Refused;
use wechat_function_fleet::{DriftStatus, ErrorSource, ManifestReader, Merge, Side, Step, Verdict};

/// 64 digits that end in a number.
pub(crate) fn digits(number: u32) -> String {
    format!("{number:064x}")
}

/// A row of a function, as a comparison takes it: the number of its checksum, and the one of its contents where they are known.
pub(crate) fn function(names: [&str; 3], checksum: u32, contents: Option<u32>) -> Value {
    let mut row = json!({
        "authorizerAppid": names[0], "env": names[1], "functionName": names[2], "checksum": digits(checksum), "hasError": false
    });
    if let Some(contents) = contents {
        row["contentDigest"] = format!("tree1:{}", digits(contents)).into();
    }
    row
}

/// A row with an error: of a merchant, an environment or a function.
pub(crate) fn failed(names: &[&str]) -> Value {
    let mut row = json!({ "hasError": true });
    for (name, value) in ["authorizerAppid", "env", "functionName"].iter().zip(names) {
        row[*name] = (*value).into();
    }
    row
}

/// What became of a row, by its names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) names: Vec<String>,
    pub(crate) status: DriftStatus,
    pub(crate) error: Option<ErrorSource>,
}

/// Drives a comparison, with so many rows at once.
pub(crate) fn compare(before: &[Value], after: &[Value], batch: usize) -> Result<Vec<Found>, (Side, Refused)> {
    let mut merge = Merge::default();
    let mut pushed = [before.chunks(batch.max(1)), after.chunks(batch.max(1))];
    let (mut rows, mut found) = ([before.iter(), after.iter()], Vec::new());
    loop {
        match merge.step() {
            Step::Wants(side) => match pushed[side as usize].next() {
                Some(rows) => merge.push(side, &Value::from(rows).to_string()),
                None => merge.end(side),
            },
            Step::Take(Verdict { before, after, status, error }) => {
                let row = [before, after]
                    .into_iter()
                    .zip(&mut rows)
                    .filter_map(|(takes, rows)| if takes { rows.next() } else { None });
                let row = row.last().expect("a verdict takes a row");
                let names =
                    ["authorizerAppid", "env", "functionName"].into_iter().filter_map(|name| row[name].as_str());
                let names = names.map(str::to_owned).collect();
                found.extend(status.map(|status| Found { names, status, error }));
            }
            Step::Done => {
                assert!(rows.into_iter().all(|mut rows| rows.next().is_none()), "a row was left");
                return Ok(found);
            }
            Step::Refused(side, refused) => return Err((side, refused)),
        }
    }
}

/// The statuses, each with its row's names.
pub(crate) fn statuses(before: &[Value], after: &[Value]) -> Vec<(String, DriftStatus)> {
    let found = compare(before, after, 2).unwrap();
    found.into_iter().map(|found| (found.names.join("/"), found.status)).collect()
}

/// The lines of a file that arrives in chunks of this size; or the number of the malformed line, and what is wrong with it.
pub(crate) fn read(file: &[u8], chunk: usize) -> (Vec<Value>, Option<(u64, String)>) {
    let mut reader = ManifestReader::default();
    let mut items = Vec::new();
    let mut take = |text: String| match serde_json::from_str(&text).unwrap() {
        Value::Array(lines) => items.extend(lines),
        other => panic!("{other}"),
    };
    for chunk in file.chunks(chunk.max(1)) {
        take(reader.push(chunk));
    }
    take(reader.end());
    let refused = reader.refused().map(|refused| (refused.line, refused.malformed.0.clone().into_owned()));
    (items, refused)
}
