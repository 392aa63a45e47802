//! Paths of the building machine. The module must not contain them or depend on them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::process;

/// The paths, each with its replacement in the module. Where one is inside another, the last match counts.
pub fn of_this_machine(source: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut paths = Vec::new();
    if let Some(cargo) = home("CARGO_HOME", ".cargo") {
        // The folder's name depends on the registry's address, which differs with a mirror.
        let registries =
            fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten().map(|entry| entry.path());
        let registries: Vec<_> = registries.map(|folder| (folder, "/registry")).collect();
        paths.push((cargo, "/cargo"));
        paths.extend(registries);
    }
    if let Some(rustup) = home("RUSTUP_HOME", ".rustup") {
        paths.push((rustup, "/rustup"));
    }
    if let Some(sysroot) = process::output("rustc", &["--print", "sysroot"]) {
        paths.push((PathBuf::from(sysroot), "/rust"));
    }
    paths.push((source.to_owned(), "/wechat-function-link"));
    paths
}

fn home(variable: &str, folder: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(folder)))
}

/// Refuses a module that contains one of the paths.
pub fn refuse(source: &Path, module: &Path) -> Result<()> {
    let bytes = fs::read(module)?;
    for (path, _) in of_this_machine(source) {
        let text = path.display().to_string();
        if bytes.windows(text.len()).any(|window| window == text.as_bytes()) {
            bail!("the module contains a path of this machine: {text}");
        }
    }
    Ok(())
}
