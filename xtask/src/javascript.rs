//! Node, npm, and the JavaScript tools of `package.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process::{command, output, run, run_step};

const OLDEST_NODE: u32 = 20;

/// Installs the tools of the root's `package-lock.json`, unless they are installed.
pub fn install(root: &Path) -> Result<()> {
    let version = output("node", &["--version"])
        .with_context(|| format!("node was not found: install Node.js {OLDEST_NODE} or newer"))?;
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if major < OLDEST_NODE {
        bail!("node is {version}: install Node.js {OLDEST_NODE} or newer");
    }
    install_locked(root, "installing JavaScript tools (npm ci, some 500 MB unpacked)")
}

/// Runs `npm ci` in a folder, unless the packages of its `package-lock.json` are installed.
pub fn install_locked(folder: &Path, what: &str) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{}/package-lock.json", folder.display()))?;
    let stamp = folder.join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = npm(folder);
    npm.args(["ci", "--loglevel=error"]).stdout(Stdio::null());
    run_step(what, &mut npm)?;
    fs::write(stamp, lock)?;
    Ok(())
}

/// Creates a command of npm in a folder.
pub fn npm(folder: &Path) -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, folder)
}

/// The path of a tool that npm installed.
pub fn tool(root: &Path, name: &str) -> PathBuf {
    root.join("node_modules/.bin").join(if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() })
}

/// The path of Deno itself. npm's `deno` is a wrapper: a test that kills it would leave Deno running.
pub fn deno(root: &Path) -> Result<PathBuf> {
    let path = output(tool(root, "deno"), &["eval", "console.log(Deno.execPath())"]);
    path.map(PathBuf::from).context("deno, which npm installed, does not run")
}

/// Runs a tool that npm installed, in a folder.
pub fn run_tool(root: &Path, name: &str, folder: &Path, arguments: &[&str]) -> Result<()> {
    run(command(tool(root, name), folder).args(arguments))
}

/// The path of Bun itself. npm's `bun` needs an install script, which does not run here.
pub fn bun(root: &Path) -> Result<PathBuf> {
    let packages = root.join("node_modules/@oven");
    let name = if cfg!(windows) { "bin/bun.exe" } else { "bin/bun" };
    let found = packages.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join(name)));
    match found.into_iter().find(|program| output(program, &["--version"]).is_some()) {
        Some(program) => Ok(program),
        None => bail!("no program of npm's `bun` runs on this machine; they are in {}", packages.display()),
    }
}
