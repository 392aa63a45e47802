//! What a comparison needs of a row.

use crate::json::{self, Found, decoded};
use crate::key::Key;
use crate::record::{Malformed, Record};
use crate::shape::{Field, Kind};

/// What a comparison needs of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// Whose row it is.
    pub key: Key,
    /// The package's SHA-256 digits.
    pub checksum: Option<String>,
    /// The digest of the package's contents.
    pub content_digest: Option<String>,
    /// Whether the row has an error.
    pub has_error: bool,
}

/// As JavaScript hands rows over. `hasError` is in the place of the error, which stays outside.
const COMPARED: &[Field] = &[
    Field { name: "authorizerAppid", kind: Kind::Name, is_required: true },
    Field { name: "env", kind: Kind::Name, is_required: false },
    Field { name: "functionName", kind: Kind::Name, is_required: false },
    Field { name: "checksum", kind: Kind::Checksum, is_required: false },
    Field { name: "contentDigest", kind: Kind::ContentDigest, is_required: false },
    Field { name: "hasError", kind: Kind::Flag, is_required: true },
];

impl Compared {
    /// Reads a batch of rows, a JSON array. Ends with the first malformed one.
    pub fn read_all(json: &str) -> Vec<Result<Compared, Malformed>> {
        let mut rows: Vec<Result<Compared, Malformed>> = Vec::new();
        let read = json::items(json, |found| {
            if rows.last().is_none_or(Result::is_ok) {
                rows.push(Compared::read(found));
            }
        });
        if read.is_none() {
            rows.push(Err(Malformed::new("is not JSON")));
        }
        rows
    }

    fn read(found: Found<'_>) -> Result<Compared, Malformed> {
        let Found::Object(object) = found else { return Err(Malformed::new("is not a record")) };
        let record = Record::read(COMPARED, object)?;
        let text = |name| record.get(name).and_then(decoded).map(String::from);
        let key = Key {
            authorizer_appid: text("authorizerAppid").unwrap_or_default(),
            env: text("env"),
            function_name: text("functionName"),
        };
        let has_error = record.get("hasError") == Some("true");
        if key.function_name.is_some() && key.env.is_none() {
            return Err(Malformed::new("has a functionName without an env"));
        }
        if key.function_name.is_none() && !has_error {
            return Err(Malformed::new("has neither a functionName nor an error"));
        }
        Ok(Compared { key, checksum: text("checksum"), content_digest: text("contentDigest"), has_error })
    }
}
