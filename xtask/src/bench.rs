//! `cargo xtask bench`: runs `benchmarks/run.mjs` with the runtimes and packages that it needs.

use std::path::Path;

use anyhow::Result;

use crate::process::{command, run_step};
use crate::{build, chromium, javascript};

/// Builds the package, installs the packages to compare it with, and runs every comparison.
pub fn run(root: &Path, mut arguments: lexopt::Parser) -> Result<()> {
    let mut quick = false;
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long("quick") => quick = true,
            other => return Err(other.unexpected().into()),
        }
    }
    javascript::install(root)?;
    let chromium = chromium::ensure()?;
    build::run(root)?;
    compare(root, &chromium, quick)
}

/// Runs every comparison of the built package.
pub fn compare(root: &Path, chromium: &str, quick: bool) -> Result<()> {
    let peers = "installing packages to compare with (npm ci, some 150 MB unpacked)";
    javascript::install_locked(&root.join("benchmarks"), peers)?;
    let mut node = command("node", root);
    node.arg("benchmarks/run.mjs").args(quick.then_some("--quick"));
    node.env("DENO", javascript::deno(root)?).env("BUN", javascript::bun(root)?).env("CHROMIUM", chromium);
    run_step("every comparison, in turn", &mut node)
}
