//! The main job in the terminal, then the console.

use std::path::Path;

use anyhow::Result;

use crate::process::{command, run, step};
use crate::{build, javascript};

/// Builds what is missing and hands over to `www/demo.mjs`, which is told the arguments as they are.
pub fn run_demo(root: &Path, arguments: lexopt::Parser) -> Result<()> {
    let arguments = read(arguments)?;
    javascript::install(root)?;
    build::run(root)?;
    step("the main job: link, download, verify");
    run(command("node", root).arg("www/demo.mjs").args(arguments))
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
