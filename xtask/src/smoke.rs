//! The packed package in every runtime, bundler and framework, each in an empty project of its own.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::process::{command, run_step};
use crate::test::TEST_TIMEOUT;

const FOLDER: &str = "tests/smoke";

/// Runs the smoke tests with the tarball.
pub fn run(root: &Path, tarball: &Path, chromium: &str) -> Result<()> {
    let mut files: Vec<String> = fs::read_dir(root.join(FOLDER))?
        .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("{FOLDER}/{name}"))
        .collect();
    files.sort();
    let mut node = command("node", root);
    node.args(["--test", TEST_TIMEOUT]).args(files).env("TARBALL", tarball).env("CHROMIUM", chromium);
    run_step("the packed package in empty projects", &mut node)
}
