//! `cargo xtask bench [--quick] [--fleets]`: runs `benchmarks/run.mjs` with the runtimes and packages that it needs.

use std::path::Path;

use anyhow::Result;

use crate::process::{command, run_step};
use crate::{build, chromium, javascript, redis};

/// Builds the package, installs the packages to compare it with, and runs every comparison.
pub fn run(root: &Path, mut arguments: lexopt::Parser) -> Result<()> {
    let mut flags = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long("quick") => flags.push("--quick"),
            lexopt::Arg::Long("fleets") => flags.push("--fleets"),
            other => return Err(other.unexpected().into()),
        }
    }
    javascript::install(root)?;
    let chromium = chromium::ensure()?;
    build::run(root)?;
    compare(root, &chromium, &flags)
}

/// Runs comparisons of the built package: every one, unless the flags of `run.mjs` say otherwise.
pub fn compare(root: &Path, chromium: &str, flags: &[&str]) -> Result<()> {
    redis::ensure()?;
    let peers = "installing packages to compare with (npm ci, some 150 MB unpacked)";
    javascript::install_locked(&root.join("benchmarks"), peers)?;
    let mut node = command("node", root);
    node.arg("benchmarks/run.mjs").args(flags);
    node.env("DENO", javascript::deno(root)?).env("BUN", javascript::bun(root)?).env("CHROMIUM", chromium);
    run_step("comparisons, in turn", &mut node)
}
