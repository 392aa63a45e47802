//! Runs `xtask-catalogue`, which knows the crates' catalogues. Other commands start without compiling the crates.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::Result;

use crate::process::{cargo, run};

/// Writes what the package has from the crates into the staged files.
pub fn stage(root: &Path, stage: &Path) -> Result<()> {
    catalogue(root, &[OsStr::new("stage"), stage.as_os_str()])
}

/// Writes the generated tables and declarations of the project.
pub fn write_docs(root: &Path) -> Result<()> {
    catalogue(root, &[OsStr::new("docs"), root.as_os_str()])
}

/// Refuses generated tables and declarations that differ from the catalogues.
pub fn check_docs(root: &Path) -> Result<()> {
    catalogue(root, &[OsStr::new("docs"), root.as_os_str(), OsStr::new("--check")])
}

fn catalogue(root: &Path, arguments: &[&OsStr]) -> Result<()> {
    let mut program = cargo(root);
    program.args(["run", "--quiet", "--locked", "--package", "xtask-catalogue", "--"]).args(arguments);
    // A target folder of its own: the program does not wait for other builds.
    program.env("CARGO_TARGET_DIR", root.join("target/bindgen"));
    run(&mut program)
}
