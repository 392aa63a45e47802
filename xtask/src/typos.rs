//! Finds `typos`, which looks for misspelt words, or installs it from Python's registry.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::pip;

/// Returns the program's path.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("TYPOS") {
        return Ok(chosen.into());
    }
    let whose = "the spelling check needs typos, whose path the environment variable TYPOS may say, or Python";
    let folder = pip::ensure(root, "typos", &["typos==1.52.0"], whose)?;
    Ok(folder.join("bin").join(if cfg!(windows) { "typos.exe" } else { "typos" }))
}
