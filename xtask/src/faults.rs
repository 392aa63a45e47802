//! Compares `docs/faults.md` with the tests. The page lists faults and the relay's points, and ticks the runtimes that
//! test each. Every ticked number needs a passed test named `row N: …` or `point N: …`, and the reverse.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

const LIST: &str = "docs/faults.md";

/// The two numbered lists of `docs/faults.md`.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A row of the list of faults.
    Row,
    /// A point of the list for relays.
    Point,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Row => "row",
            Kind::Point => "point",
        }
    }
}

/// Compares a report of all tests in one runtime with the list.
pub fn check(root: &Path, kind: Kind, runtime: &str, report: &str) -> Result<()> {
    let list = fs::read_to_string(root.join(LIST)).context(LIST)?;
    compare(kind, runtime, &ticks(&list, kind, runtime)?, &passed(report, kind))
}

/// The numbers of passed tests, from lines of Node's TAP (`ok 3 - row 7: …`) or of Deno (`row 7: … ... ok (3ms)`).
fn passed(report: &str, kind: Kind) -> BTreeSet<u32> {
    let name = |line: &str| {
        let tap = line.strip_prefix("ok ").and_then(|rest| rest.split_once(" - ")).map(|(_, name)| name.to_owned());
        tap.or_else(|| line.rsplit_once(" ... ok").map(|(name, _)| name.to_owned()))
    };
    let number = |name: String| {
        let (number, _) = name.strip_prefix(kind.name())?.strip_prefix(' ')?.split_once(": ")?;
        number.parse().ok()
    };
    report.lines().filter_map(|line| number(name(line.trim())?)).collect()
}

/// A runtime's column in the table of this kind: each number, and whether it is ticked.
fn ticks(list: &str, kind: Kind, runtime: &str) -> Result<BTreeMap<u32, bool>> {
    let mut lines = list.lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let header = lines.find(|cells| cells.get(1) == Some(&kind.name()));
    let column = header.and_then(|cells| cells.iter().position(|cell| *cell == runtime));
    let column = column.with_context(|| format!("{LIST} has no table of {}s with a column {runtime}", kind.name()))?;
    let rows = lines.skip(1).take_while(|cells| cells.len() > 1);
    rows.map(|cells| {
        let shown = || cells.join("|");
        let number = cells[1].parse().with_context(|| format!("{LIST} has no number in front of {}", shown()))?;
        let cell = cells.get(column).with_context(|| format!("{LIST} has too few columns in {}", shown()))?;
        Ok((number, *cell == "✓"))
    })
    .collect()
}

fn compare(kind: Kind, runtime: &str, ticks: &BTreeMap<u32, bool>, passed: &BTreeSet<u32>) -> Result<()> {
    let kind = kind.name();
    let mut faults = String::new();
    for (number, is_ticked) in ticks {
        let _ = match (is_ticked, passed.contains(number)) {
            (true, false) => {
                write!(faults, "\n  {kind} {number} is ticked, but no test named \"{kind} {number}: …\" passed")
            }
            (false, true) => write!(faults, "\n  {kind} {number} passed, but is not ticked: add ✓"),
            _ => Ok(()),
        };
    }
    for number in passed.iter().filter(|number| !ticks.contains_key(number)) {
        let _ = write!(faults, "\n  tests named \"{kind} {number}: …\" passed, but the list has no such line: add one");
    }
    if !faults.is_empty() {
        bail!("{LIST} does not match the tests in {runtime} (edit it by hand):{faults}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    const SOME: &str = "| row | fault | Node | Deno |\n| --- | --- | --- | --- |\n| 1 | a | ✓ | ✓ |\n| 2 | b | ✓ | – |\n\n| point | what | Node |\n| --- | --- | --- |\n| 9 | c | ✓ |\n";

    fn fits(kind: Kind, runtime: &str, report: &str) -> String {
        let ticks = ticks(SOME, kind, runtime).expect("a table");
        compare(kind, runtime, &ticks, &passed(report, kind)).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn only_the_numbers_of_tests_count() {
        let tap = "# Subtest: row 1: any\n    ok 1 - row 1: any\nok 3 - row 2: other # 5\nok 4 - row of trees\n";
        assert_eq!(fits(Kind::Row, "Node", tap), "");
        assert_eq!(fits(Kind::Row, "Deno", "  row 1: any words ... ok (3ms)\n"), "");
        assert_eq!(fits(Kind::Point, "Node", "ok 3 - point 9: x\nok 4 - row 77: y\n"), "");
    }

    #[test]
    fn each_mismatch_is_reported() {
        for (runtime, report, said) in [
            ("Node", "ok 1 - row 1: a\nnot ok 2 - row 2: b\n", "row 2 is ticked, but no test"),
            ("Deno", "row 1: a ... ok (1ms)\nrow 2: b ... ok (1ms)\n", "row 2 passed, but is not ticked"),
            ("Node", "ok 1 - row 1: a\nok 2 - row 2: b\nok 3 - row 86: c\n", "\"row 86: …\" passed, but the list"),
        ] {
            assert!(fits(Kind::Row, runtime, report).contains(said), "{said}");
        }
        assert!(ticks(SOME, Kind::Point, "Deno").is_err(), "no such column");
        assert!(ticks("| row | Node |\n| --- | --- |\n| x | ✓ |\n", Kind::Row, "Node").is_err(), "no number");
    }
}
