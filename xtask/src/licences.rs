//! The licences of the libraries that are bundled into the package, as their authors ask: shipped with it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// What the bundler's reports are named by, in the stage.
pub const METAFILE: &str = ".meta.json";

/// What may be bundled.
const ALLOWED: [&str; 5] = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

/// Writes the text of every bundled library's licence into one file of the package.
pub fn write(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    let mut text = String::from("Libraries that are bundled into this package, and their licences.\n");
    for library in bundled(stage)? {
        let folder = root.join("node_modules").join(&library);
        let metadata = fs::read_to_string(folder.join("package.json")).with_context(|| library.clone())?;
        let metadata: Value = serde_json::from_str(&metadata).with_context(|| library.clone())?;
        let (name, version) =
            (metadata["name"].as_str().unwrap_or(&library), metadata["version"].as_str().unwrap_or(""));
        let licence = metadata["license"].as_str().unwrap_or("none");
        if !ALLOWED.contains(&licence) {
            bail!("{name} is bundled and its licence is {licence}: allowed are {}", ALLOWED.join(", "));
        }
        let _ =
            write!(text, "\n{}\n{name} {version} ({licence})\n\n{}\n", "=".repeat(80), licence_text(&folder)?.trim());
    }
    fs::write(package.join("THIRD-PARTY-LICENSES.txt"), text)?;
    Ok(())
}

fn licence_text(folder: &Path) -> Result<String> {
    let mut names: Vec<_> = folder.read_dir()?.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    names.sort();
    let file = names.into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        name.starts_with("license") || name.starts_with("licence")
    });
    let file = file.with_context(|| format!("{} ships no licence", folder.display()))?;
    Ok(fs::read_to_string(file)?)
}

/// The folders of `node_modules` that the bundles hold files of.
fn bundled(stage: &Path) -> Result<BTreeSet<String>> {
    let mut libraries = BTreeSet::new();
    for entry in stage.read_dir()? {
        let path = entry?.path();
        if !path.to_string_lossy().ends_with(METAFILE) {
            continue;
        }
        let report: Value =
            serde_json::from_str(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        let inputs = report["inputs"].as_object().context("the bundler's report has no inputs")?;
        for input in inputs.keys() {
            if let Some((_, inside)) = input.split_once("node_modules/") {
                libraries.insert(library(inside));
            }
        }
    }
    Ok(libraries)
}

/// `@scope/name/dist/x.js` is of `@scope/name`; a library inside another one's folder keeps that path.
fn library(inside: &str) -> String {
    let (outer, rest) = match inside.rsplit_once("node_modules/") {
        Some((outer, rest)) => (format!("{outer}node_modules/"), rest),
        None => (String::new(), inside),
    };
    let parts = if rest.starts_with('@') { 2 } else { 1 };
    outer + &rest.split('/').take(parts).collect::<Vec<_>>().join("/")
}
