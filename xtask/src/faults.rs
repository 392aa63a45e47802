//! The fault matrix, as the tests named `row N: …` passed it: each row in each runtime, or the run fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Rows 1 to 26 are faults of the API, 27 to 52 of downloads.
const ROWS: std::ops::RangeInclusive<u32> = 1..=52;

/// What was seen of the rows.
#[derive(Default)]
pub struct Matrix(BTreeMap<u32, Vec<(&'static str, String)>>);

impl Matrix {
    /// Takes in a runtime's report: lines of Node's TAP (`ok 3 - row 7: …`) or Deno's (`row 7: … ... ok (3ms)`).
    pub fn read(&mut self, runtime: &'static str, report: &str) {
        for line in report.lines().map(str::trim) {
            let tap = line.strip_prefix("ok ").and_then(|rest| rest.split_once(" - ")).map(|(_, name)| name);
            let deno = line.rsplit_once(" ... ok").map(|(name, _)| name);
            let Some(name) = tap.or(deno) else { continue };
            let name = name.split(" # ").next().unwrap_or(name).replace("\\#", "#");
            let Some((row, what)) = name.strip_prefix("row ").and_then(|rest| rest.split_once(": ")) else { continue };
            // Most download tests run twice: into memory and to a stream.
            let what = what.trim_end_matches(" (bytes)").trim_end_matches(" (to)");
            if let Ok(row) = row.parse() {
                self.0.entry(row).or_default().push((runtime, what.to_owned()));
            }
        }
    }

    /// Refuses a row that did not pass in a runtime, and a table in docs/ that says something else.
    pub fn check(&self, root: &Path, runtimes: &[&str]) -> Result<()> {
        for row in ROWS {
            let passed = self.0.get(&row).map(Vec::as_slice).unwrap_or_default();
            for runtime in runtimes {
                if !passed.iter().any(|(where_passed, _)| where_passed == runtime) {
                    bail!("no test of the fault matrix's row {row} passed in {runtime}");
                }
            }
        }
        let table = self.table(runtimes);
        fs::write(root.join("target/faults.md"), &table)?;
        let shown = fs::read_to_string(root.join("docs/faults.md")).context("docs/faults.md")?;
        if shown != table {
            bail!("docs/faults.md does not show what the tests passed: copy target/faults.md over it");
        }
        Ok(())
    }

    fn table(&self, runtimes: &[&str]) -> String {
        let mut table = String::from(
            "# Faults that are tested\n\n\
             Written by `cargo xtask test` from the tests that passed, on real sockets against servers that misbehave on purpose. \
             On every row no token and no URL query is shown, and the call settles inside its deadline. Rows 1 to 26 are faults \
             of the API, 27 to 52 of downloads.\n\n",
        );
        let _ = writeln!(table, "| row | tests | {} |", runtimes.join(" | "));
        let _ = writeln!(table, "| --- | --- |{}", " --- |".repeat(runtimes.len()));
        for row in ROWS {
            let passed = self.0.get(&row).map(Vec::as_slice).unwrap_or_default();
            let mut names: Vec<&str> = Vec::new();
            for (_, name) in passed {
                if !names.contains(&name.as_str()) {
                    names.push(name);
                }
            }
            let what = names.join("; ").replace('|', "\\|");
            let mark = |runtime: &&str| if passed.iter().any(|(at, _)| at == runtime) { " ✓ |" } else { " – |" };
            let _ = writeln!(table, "| {row} | {what} |{}", runtimes.iter().map(mark).collect::<String>());
        }
        table
    }
}
