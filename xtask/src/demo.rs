//! The main job in the terminal, then the console.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{command, step};
use crate::{build, javascript};

/// Builds what is missing and hands over to `www/demo.mjs`, which is told the arguments as they are.
pub fn run_demo(root: &Path, arguments: lexopt::Parser) -> Result<()> {
    let arguments = read(arguments)?;
    javascript::install(root)?;
    build::run(root)?;
    step("the main job: link, download, verify");
    hand_over(command("node", root).arg("www/demo.mjs").args(arguments))
}

/// The demo takes this process's place, so that Ctrl-C reaches it alone and its exit code is the command's.
#[cfg(unix)]
fn hand_over(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("could not start node")
}

#[cfg(not(unix))]
fn hand_over(command: &mut Command) -> Result<()> {
    crate::process::run(command)
}

/// The options that the demo knows; anything else is refused before the long build.
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
