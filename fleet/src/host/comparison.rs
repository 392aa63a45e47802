//! A comparison of two snapshots that JavaScript drives: it hands over the rows of both by batches.
#![allow(unnameable_types, unreachable_pub, reason = "wasm-bindgen exports what is public")]

use wasm_bindgen::prelude::*;

use super::record::record;
use crate::drift::DriftStatus;
use crate::merge::{ErrorSource, Merge, Side, Step, Verdict};

/// A comparison under way.
#[wasm_bindgen(js_name = Comparison)]
#[derive(Default)]
pub struct Compared(Merge);

#[wasm_bindgen(js_class = Comparison)]
impl Compared {
    /// A comparison of no rows yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Compared {
        Compared::default()
    }

    /// Takes the next rows of a side, a JSON array.
    pub fn push(&mut self, is_after: bool, rows: &str) {
        #[cfg(feature = "trap")]
        if rows.contains("\"trap\"") {
            std::process::abort();
        }
        self.0.push(side(is_after), rows);
    }

    /// A side has no more rows.
    pub fn end(&mut self, is_after: bool) {
        self.0.end(side(is_after));
    }

    /// Goes on as far as the rows reach, as JSON: `{ verdicts, wants, refused, row, what }`. All is compared where the
    /// other fields are null.
    pub fn advance(&mut self) -> String {
        let mut verdicts = String::from("[");
        let end = loop {
            match self.0.step() {
                Step::Take(verdict) => write_verdict(&mut verdicts, verdict),
                other => break other,
            }
        };
        verdicts.push(']');
        let mut json = String::with_capacity(verdicts.len() + 100);
        record(&mut json, |fields| {
            fields.value("verdicts", &verdicts);
            let (wants, refused) = match end {
                Step::Wants(side) => (Some(name(side)), None),
                Step::Refused(side, refused) => (None, Some((name(side), refused))),
                Step::Take(_) | Step::Done => (None, None),
            };
            fields.word("wants", wants);
            let (side, refused) = refused.unzip();
            fields.word("refused", side);
            fields.number("row", refused.as_ref().map_or(0, |refused| refused.row));
            fields.word("what", refused.as_ref().map(|refused| refused.malformed.0.as_ref()));
        });
        json
    }
}

fn write_verdict(json: &mut String, verdict: Verdict) {
    if json.len() > 1 {
        json.push(',');
    }
    record(json, |fields| {
        fields.flag("before", verdict.before);
        fields.flag("after", verdict.after);
        fields.word("status", verdict.status.map(DriftStatus::as_str));
        let (of, side) = match verdict.error {
            None => (None, None),
            Some(ErrorSource::Row(side)) => (Some("row"), Some(side)),
            Some(ErrorSource::Merchant(side)) => (Some("merchant"), Some(side)),
            Some(ErrorSource::Environment(side)) => (Some("environment"), Some(side)),
        };
        fields.word("errorOf", of);
        fields.word("errorSide", side.map(name));
    });
}

const fn name(side: Side) -> &'static str {
    match side {
        Side::Before => "before",
        Side::After => "after",
    }
}

const fn side(is_after: bool) -> Side {
    if is_after { Side::After } else { Side::Before }
}
