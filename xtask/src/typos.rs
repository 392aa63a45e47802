//! Finds `typos`, which looks for misspelt words, or installs it from Python's registry.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, install_debian_packages, may_install_debian_packages, output, run_step};

const VERSION: &str = "1.52.0";

/// Returns the program's path.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("TYPOS") {
        return Ok(chosen.into());
    }
    let folder = root.join(format!("target/tools/typos-{VERSION}"));
    let program = folder.join("bin").join(if cfg!(windows) { "typos.exe" } else { "typos" });
    if output(&program, &["--version"]).is_some() {
        return Ok(program);
    }
    let has_pip = || output("python3", &["-m", "pip", "--version"]).is_some();
    if !has_pip() && may_install_debian_packages() {
        install_debian_packages(&["python3-pip"])?;
    }
    let mut pip = command("python3", root);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target"]).arg(&folder);
    // As root pip warns of what `--target` does not do.
    pip.arg(format!("typos=={VERSION}")).env("PIP_ROOT_USER_ACTION", "ignore");
    run_step("installing typos (pip, 33 MB)", &mut pip).context(
        "the spelling check needs typos: install Python 3 with pip, or set the environment variable TYPOS to the program's path",
    )?;
    Ok(program)
}
