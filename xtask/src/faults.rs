//! The fault matrix and the relay's list, as the tests named `row N: …` and `point N: …` passed them: each in each runtime, or the
//! run fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Rows 1 to 26 are faults of the API, 27 to 52 of downloads, 53 to 62 of what callers hand over, 64 to 68 of size and load, 80 to 82 of
/// what errors tell. No test has row 63 (no WebAssembly, no module file) yet.
fn rows() -> impl Iterator<Item = u32> {
    (1..=62).chain(64..=68).chain(80..=82)
}

/// Points 1 to 9 of the relay's list; the tenth is the console's policy.
const POINTS: RangeInclusive<u32> = 1..=9;

/// How many of a row's tests are named: some rows have hundreds.
const MOST_NAMES: usize = 12;

/// Tests that passed, by a number in their names: runtime and name.
type Passed = BTreeMap<u32, Vec<(&'static str, String)>>;

/// What was seen of the rows and the points.
#[derive(Default)]
pub struct Matrix {
    rows: Passed,
    points: Passed,
}

impl Matrix {
    /// Takes in a runtime's report: lines of Node's TAP (`ok 3 - row 7: …`) or Deno's (`row 7: … ... ok (3ms)`).
    pub fn read(&mut self, runtime: &'static str, report: &str) {
        for line in report.lines().map(str::trim) {
            let tap = line.strip_prefix("ok ").and_then(|rest| rest.split_once(" - ")).map(|(_, name)| name);
            let deno = line.rsplit_once(" ... ok").map(|(name, _)| name);
            let Some(name) = tap.or(deno) else { continue };
            let name = name.split(" # ").next().unwrap_or(name).replace("\\#", "#");
            for (kind, seen) in [("row ", &mut self.rows), ("point ", &mut self.points)] {
                let Some((number, what)) = name.strip_prefix(kind).and_then(|rest| rest.split_once(": ")) else {
                    continue;
                };
                // Most download tests run twice: into memory and to a stream.
                let what = what.trim_end_matches(" (bytes)").trim_end_matches(" (to)");
                if let Ok(number) = number.parse() {
                    seen.entry(number).or_default().push((runtime, what.to_owned()));
                }
            }
        }
    }

    /// Refuses a row or point that did not pass in a runtime, and tables in docs/ that say something else.
    pub fn check(&self, root: &Path, runtimes: &[&str], relay_runtimes: &[&str]) -> Result<()> {
        require(&self.rows, rows(), runtimes, "the fault matrix's row")?;
        require(&self.points, POINTS, relay_runtimes, "the relay's point")?;
        let table = self.text(runtimes, relay_runtimes);
        fs::write(root.join("target/faults.md"), &table)?;
        let shown = fs::read_to_string(root.join("docs/faults.md")).context("docs/faults.md")?;
        if shown != table {
            bail!("docs/faults.md does not show what the tests passed: copy target/faults.md over it");
        }
        Ok(())
    }

    fn text(&self, runtimes: &[&str], relay_runtimes: &[&str]) -> String {
        let faults = table("row", &self.rows, rows(), runtimes);
        let relay = table("point", &self.points, POINTS, relay_runtimes);
        format!(
            "# Faults that are tested\n\n\
             Written by `cargo xtask test` from the tests that passed, on real sockets against servers that misbehave on purpose. \
             On every row no token and no URL query is shown, and the call ends within its deadline. Rows 1 to 26 are faults of \
             the API, 27 to 52 of downloads, 53 to 62 of what callers hand over, 64 to 68 of size and load, 80 to 82 of what errors tell.\n\n{faults}\n\
             # What a relay keeps to\n\n\
             The same of a relay, in each runtime that it is tested in. A tenth point, the console's policy, is tested in \
             Chromium.\n\n{relay}"
        )
    }
}

fn require(seen: &Passed, numbers: impl Iterator<Item = u32>, runtimes: &[&str], what: &str) -> Result<()> {
    for number in numbers {
        let passed = seen.get(&number).map(Vec::as_slice).unwrap_or_default();
        for runtime in runtimes {
            if !passed.iter().any(|(where_passed, _)| where_passed == runtime) {
                bail!("no test of {what} {number} passed in {runtime}");
            }
        }
    }
    Ok(())
}

fn table(first: &str, seen: &Passed, numbers: impl Iterator<Item = u32>, runtimes: &[&str]) -> String {
    let mut table = String::new();
    let _ = writeln!(table, "| {first} | tests | {} |", runtimes.join(" | "));
    let _ = writeln!(table, "| --- | --- |{}", " --- |".repeat(runtimes.len()));
    for number in numbers {
        let passed = seen.get(&number).map(Vec::as_slice).unwrap_or_default();
        let mut names: Vec<&str> = Vec::new();
        for (_, name) in passed {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(MOST_NAMES);
        let mut what = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("; ").replace('|', "\\|");
        if more > 0 {
            let _ = write!(what, "; and {more} more");
        }
        let mark = |runtime: &&str| if passed.iter().any(|(at, _)| at == runtime) { " ✓ |" } else { " – |" };
        let _ = writeln!(table, "| {number} | {what} |{}", runtimes.iter().map(mark).collect::<String>());
    }
    table
}
