//! The packed package in every runtime, bundler and framework, each in an empty project of its own; what passed is a table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::javascript::install_locked;
use crate::process::{command, run_reported, step};
use crate::test::TEST_TIMEOUT;

const FOLDER: &str = "tests/smoke";
const TABLE: &str = "docs/runtimes.md";

/// Runs the matrix with the tarball, and refuses a table that says something else than what passed.
pub fn run(root: &Path, tarball: &Path, chromium: &str, deno: &Path) -> Result<()> {
    let tools = install_tools(root)?;
    let mut node = command("node", root);
    node.args(["--test", TEST_TIMEOUT, "--test-concurrency=2", "--test-reporter=tap"]).args(files(root)?);
    node.env("TARBALL", tarball).env("CHROMIUM", chromium).env("DENO", deno).env("SMOKE", tools);
    let table = table(&run_reported("the packed package in empty projects", &mut node)?);
    println!("{table}");
    fs::write(root.join("target/runtimes.md"), &table)?;
    if fs::read_to_string(root.join(TABLE)).context(TABLE)? != table {
        bail!("{TABLE} does not show what passed: copy target/runtimes.md over it, if a line is missing find out why");
    }
    Ok(())
}

/// The matrix's own tools, apart from the project's: they are large, and projects stand below them.
fn install_tools(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/smoke");
    fs::create_dir_all(&folder)?;
    for (from, to) in
        [("tests/smoke/package.json", "package.json"), ("tests/smoke/package-lock.json", "package-lock.json")]
    {
        fs::copy(root.join(from), folder.join(to))?;
    }
    fs::copy(root.join(".npmrc"), folder.join(".npmrc"))?;
    install_locked(&folder, "installing the matrix's runtimes and bundlers (npm ci, some 1.1 GB unpacked)")?;
    step("the matrix's runtimes and bundlers are there");
    Ok(folder)
}

fn files(root: &Path) -> Result<Vec<String>> {
    let mut files: Vec<String> = fs::read_dir(root.join(FOLDER))?
        .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".test.mjs"))
        .map(|name| format!("{FOLDER}/{name}"))
        .collect();
    files.sort();
    Ok(files)
}

/// From lines of Node's TAP: `ok 3 - esbuild | browser, esm`.
fn table(report: &str) -> String {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in report.lines() {
        let name = line.strip_prefix("ok ").and_then(|rest| rest.split_once(" - ")).map(|(_, name)| name);
        if let Some((what, how)) = name.and_then(|name| name.split_once(" | ")) {
            rows.entry(what.to_owned()).or_default().push(how.to_owned());
        }
    }
    let mut table = String::from(
        "# Where it runs\n\n\
         Written by `cargo xtask test` from the tests that passed: the packed package, installed into an empty project. Servers get \
         a link from the sandbox and verify its package; pages verify bytes in Chromium under \
         `script-src 'self' 'wasm-unsafe-eval'`.\n\n\
         | where | how | |\n| --- | --- | --- |\n",
    );
    for (what, mut ways) in rows {
        ways.sort();
        for how in ways {
            let _ = writeln!(table, "| {what} | {how} | ✓ |");
        }
    }
    table
}
