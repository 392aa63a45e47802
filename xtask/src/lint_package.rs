//! The packed package as users' tools see it: its contents, its types, its sizes, its licences.

use std::path::Path;

use anyhow::Result;

use crate::process::{command, run_step};
use crate::test::TEST_TIMEOUT;

/// Runs the checks with the tarball.
pub fn run(root: &Path, tarball: &Path, deno: &Path) -> Result<()> {
    let mut node = command("node", root);
    node.args(["--test", TEST_TIMEOUT, "tests/lint.test.mjs"]).env("TARBALL", tarball).env("DENO", deno);
    run_step("the package as users' tools see it", &mut node)
}
