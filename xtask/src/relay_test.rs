//! The relay's list of points, on real sockets in each runtime that a relay is promised to run in.

use std::path::Path;

use anyhow::Result;

use crate::faults::Matrix;
use crate::node_test::node_test;
use crate::process::{run_reported, run_step};

/// How the table names a runtime, and how the tests do.
const RUNTIMES: [(&str, &str); 3] = [("Node", "node"), ("Deno", "deno"), ("workerd", "workerd")];

/// The runtimes, as the table names them.
pub fn runtimes() -> Vec<&'static str> {
    RUNTIMES.iter().map(|(shown, _)| *shown).collect()
}

/// Runs the same tests against a relay of the installed package in each of them.
pub fn run(root: &Path, package: &Path, deno: &Path, matrix: &mut Matrix) -> Result<()> {
    for (shown, runtime) in RUNTIMES {
        let mut node = node_test(root);
        node.args(["--test-reporter=tap", "tests/relay.test.mjs"]);
        node.env("RELAY_RUNTIME", runtime).env("PACKAGE", package).env("DENO", deno);
        matrix.read(shown, &run_reported(&format!("the relay in {shown}, on real sockets"), &mut node)?);
    }
    // Bun ends a response that breaks by a reset.
    let mut node = node_test(root);
    node.arg("tests/relay/outcome.mjs").env("RELAY_RUNTIME", "bun").env("PACKAGE", package);
    run_step("what a relay tells of a broken package in Bun", &mut node)
}
