//! Runs the packed package in every runtime, bundler and framework, each in an empty project, and compares the results
//! with the table of `docs/runtimes.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::javascript::install_locked;
use crate::job::Job;
use crate::node_test::in_place;
use crate::process::{say, step};

const TABLE: &str = "docs/runtimes.md";

/// Runs the matrix with the tarball. Fails where the table differs from the results.
pub fn run(job: &Job) -> Result<()> {
    let root = job.root();
    let (tarball, chromium, deno) = (job.prepared.tarball()?, job.prepared.chromium()?, job.prepared.deno()?);
    let tools = install_tools(root)?;
    let more = [
        ("TARBALL", tarball.as_os_str()),
        ("CHROMIUM", chromium.as_ref()),
        ("DENO", deno.as_os_str()),
        ("SMOKE", tools.as_os_str()),
    ];
    let table = table(&in_place(job, "the packed package in empty projects", &more)?);
    if !job.is_whole {
        return Ok(());
    }
    say(&table);
    fs::write(root.join("target/runtimes.md"), &table)?;
    if fs::read_to_string(root.join(TABLE)).context(TABLE)? != table {
        bail!(
            "{TABLE} does not show what passed. If no line is missing, or should be, renew it by \
             `cargo xtask test smoke; cp target/runtimes.md {TABLE}`"
        );
    }
    Ok(())
}

/// Installs the matrix's tools in a folder of their own: they are large, and the projects are below that folder.
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
    step("the matrix's runtimes and bundlers are installed");
    Ok(folder)
}

/// Makes the table from Node's TAP: `ok 3 - esbuild | browser, esm`.
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
         Written by `cargo xtask test smoke` from the tests that passed: the packed package, installed into an empty project. Servers get \
         a link from the sandbox and verify its package; pages verify bytes in Chromium under \
         `script-src 'self' 'wasm-unsafe-eval'`. `./package` inspects every package of `tests/packages`, with names in GBK, and finds \
         the same everywhere.\n\n\
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
