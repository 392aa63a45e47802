//! moto, a server of S3 for the tests of archives: installed from Python's registry into a virtual environment.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process::{command, install_debian_packages, may_install_debian_packages, output, run_step};

const VERSION: &str = "5.2.5";

/// Returns the path of `moto_server`. The tests start it themselves, on a port of their own.
pub fn ensure(root: &Path) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("MOTO") {
        return Ok(chosen.into());
    }
    let folder = root.join(format!("target/tools/moto-{VERSION}"));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = programs.join(if cfg!(windows) { "moto_server.exe" } else { "moto_server" });
    // Its imports take seconds, and an installation that was broken off fails them.
    if output(&program, &["--help"]).is_some() {
        return Ok(program);
    }
    let has_venv = || output("python3", &["-c", "import ensurepip, venv"]).is_some();
    if !has_venv() && may_install_debian_packages() {
        install_debian_packages(&["python3-venv"])?;
    }
    let needs = "the tests of archives in S3 need Python 3.10 or newer with venv (Debian's and Ubuntu's package is python3-venv): \
                 install it, or set the environment variable MOTO to the path of moto_server";
    let mut venv = command("python3", root);
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    run_step("making a virtual environment for moto", &mut venv).context(needs)?;
    let mut pip = command(programs.join("python"), root);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("moto[server]=={VERSION}"));
    run_step("installing moto (pip, 60 packages)", &mut pip).context(needs)?;
    Ok(program)
}
