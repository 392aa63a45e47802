//! Installs packages of Python's registry into folders of the project.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::folders::fresh_folder;
use crate::process::{command, install_debian_packages, may_install_debian_packages, output, run_step};

/// The last sentence of the error where pip is missing or fails.
const NEEDS: &str = "install Python 3.10 or newer with pip (Debian's and Ubuntu's package is python3-pip)";

/// Installs packages and what they need into `target/tools/NAME`, and returns that folder: programs are in its `bin`, and Python finds the
/// modules where the folder is PYTHONPATH. `whose` names the tests that need them.
pub fn ensure(root: &Path, name: &str, packages: &[&str], whose: &str) -> Result<PathBuf> {
    let folder = root.join("target/tools").join(name);
    // Python writes into the folder when it runs, so that its contents are no sign.
    let (ready, wanted) = (folder.join("ready"), packages.join("\n"));
    if fs::read_to_string(&ready).ok().as_ref() == Some(&wanted) {
        return Ok(folder);
    }
    fresh_folder(&folder)?;
    // Python compiles what it imports, which is a small part of what is installed.
    let mut install = vec!["install", "--no-compile", "--no-warn-conflicts", "--target=."];
    install.extend(packages);
    run(&folder, &format!("pip install {}", packages.join(" ")), &install, whose)?;
    fs::write(ready, wanted)?;
    Ok(folder)
}

/// Runs pip in a folder.
pub fn run(folder: &Path, what: &str, arguments: &[&str], whose: &str) -> Result<()> {
    let has_pip = || output("python3", &["-m", "pip", "--version"]).is_some();
    if !has_pip() && may_install_debian_packages() {
        install_debian_packages(&["python3-pip"])?;
    }
    let mut pip = command("python3", folder);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check"]).args(arguments);
    // As root pip warns of what `--target` does not do.
    pip.env("PIP_ROOT_USER_ACTION", "ignore");
    run_step(what, &mut pip).with_context(|| format!("{whose}: {NEEDS}"))
}
