//! `xtask-catalogue stage FOLDER`: writes what the package has from the crates into the staged files.
//! `xtask-catalogue docs ROOT [--check]`: writes the generated tables and declarations of the project, or refuses those that differ.
#![allow(unreachable_pub)] // a program has no outside

mod catalogue;
mod docs;
mod fleet_shapes;
mod package_tables;
mod package_texts;
mod staged;
mod texts;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().context("the command is missing")?;
    let folder = arguments.next().map(PathBuf::from).context("the folder is missing")?;
    match (command.to_str(), arguments.next().as_deref().and_then(|option| option.to_str())) {
        (Some("stage"), None) => staged::write(&folder),
        (Some("docs"), None) => docs::write(&folder),
        (Some("docs"), Some("--check")) => docs::check(&folder),
        (command, option) => bail!("unknown: {} {}", command.unwrap_or_default(), option.unwrap_or_default()),
    }
}
