//! `cargo xtask demo`: the main job in the terminal, then the console in a browser.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{command, step};
use crate::{build, javascript};

/// Builds what is missing and starts `www/demo.mjs` with the same arguments.
pub fn run_demo(root: &Path, arguments: lexopt::Parser) -> Result<()> {
    let arguments = read(arguments)?;
    javascript::install(root)?;
    build::run(root)?;
    step("the main job: link, download, verify");
    hand_over(command("node", root).arg("www/demo.mjs").args(arguments))
}

/// Replaces this process by the demo, so that only the demo gets Ctrl-C and its exit code is the command's.
#[cfg(unix)]
fn hand_over(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("could not start node")
}

#[cfg(not(unix))]
fn hand_over(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}

/// Reads the demo's options. Refuses any other one before the long build.
fn read(mut parser: lexopt::Parser) -> Result<Vec<String>> {
    let mut arguments = Vec::new();
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long(name @ ("once" | "live")) => arguments.push(format!("--{name}")),
            lexopt::Arg::Long(name @ ("env" | "function")) => {
                let option = format!("--{name}");
                arguments.extend([option, parser.value()?.to_string_lossy().into_owned()]);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(arguments)
}
