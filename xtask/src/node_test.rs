//! Node's test runner: how the test files are started.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{command, run_step};

/// `node --test` in a folder; a test that hangs fails after five minutes.
pub fn node_test(folder: &Path) -> Command {
    let mut node = command("node", folder);
    node.args(["--test", "--test-timeout=300000"]);
    node
}

/// The test files of a folder below `root`, as paths from there.
pub fn test_files(root: &Path, folder: &str) -> Result<Vec<String>> {
    let mut files: Vec<String> = fs::read_dir(root.join(folder))?
        .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    files.sort();
    Ok(files)
}

/// Runs tests that stand in the project's own folder.
pub fn in_place(root: &Path, what: &str, names: &[&str], environment: &[(&str, &OsStr)]) -> Result<()> {
    let mut node = node_test(root);
    node.args(names.iter().map(|name| format!("tests/{name}.test.mjs"))).envs(environment.iter().copied());
    run_step(what, &mut node)
}
