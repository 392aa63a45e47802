//! Writes the licences of third-party code in the package: the crates in the modules and the libraries in the bundles.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::module::MODULES;
use crate::process;
use crate::spdx::{self, ALLOWED};
use crate::wasm_target::TARGET;

/// The extension of the bundler's reports in the staging folder.
pub const METAFILE: &str = ".meta.json";

/// The text of the MIT licence.
const LICENCE: &str = include_str!("../../LICENSE-MIT");

/// The modules contain parts of the standard library. No lock file lists it, and not every toolchain ships its licence.
const STANDARD_LIBRARY: &str = "Rust's standard library (MIT OR Apache-2.0)";
const STANDARD_LIBRARY_COPYRIGHT: &str = "Copyright (c) The Rust Project Contributors";

/// A third-party crate or library: name, licence and folder.
struct Part {
    name: String,
    licence: String,
    authors: String,
    folder: PathBuf,
}

/// Writes the licences of every crate in the modules and of every bundled library into one file of the package.
pub fn write(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    let mut text = String::from(
        "What others wrote and this package holds, and the licences: first the crates that are compiled into the modules, then the\n\
         libraries that are bundled into its scripts. Where there is a choice of licences, the one below is used.\n",
    );
    let (_, terms) = LICENCE.split_once("Permission is").context("LICENSE-MIT does not say what it permits")?;
    let standard = format!("{STANDARD_LIBRARY_COPYRIGHT}\n\nPermission is{}", terms.trim_end());
    let _ = write!(text, "\n{}\n{STANDARD_LIBRARY}\n\n{standard}\n", "=".repeat(80));
    // Each text once, with the names of all its parts, in the order of the first name.
    for parts in [crates(root)?, libraries(root, stage)?] {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for part in parts {
            for licence in licence_texts(&part)? {
                texts.entry(licence).or_default().push(format!("{} ({})", part.name, part.licence));
            }
        }
        let mut texts: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, names)| (names, text)).collect();
        texts.sort();
        for (names, licence) in texts {
            let _ = write!(text, "\n{}\n{}\n\n{licence}\n", "=".repeat(80), names.join("\n"));
        }
    }
    fs::write(package.join("THIRD-PARTY-LICENSES.txt"), text)?;
    Ok(())
}

/// The texts of the licences that a part is used under.
fn licence_texts(part: &Part) -> Result<Vec<String>> {
    let Some(licences) = spdx::chosen(&part.licence) else {
        bail!(
            "{} is in the package and its licence is {}: allowed are {}",
            part.name,
            part.licence,
            ALLOWED.join(", ")
        );
    };
    let files_of = |folder: &Path| -> Result<Vec<PathBuf>> {
        Ok(folder.read_dir()?.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect())
    };
    let mut files = files_of(&part.folder)?;
    files.sort();
    let stem = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    files.retain(|path| stem(path).starts_with("license") || stem(path).starts_with("licence"));
    let apart = part.folder.join("LICENSES");
    if apart.is_dir() {
        files.extend(files_of(&apart)?);
    }
    // `LICENSE-MIT`, `LICENSE-APACHE`, or the only file.
    let text = |licence: &str| {
        let word = licence.split('-').next().unwrap_or(licence).to_lowercase();
        let own = files.iter().find(|path| stem(path).contains(&word));
        let file = own.or(if licences.len() == 1 { files.first() } else { None });
        if let (None, "MIT", Some((_, terms))) = (file, licence, LICENCE.split_once("Permission is")) {
            // A crate that ships no text of any licence: MIT's, with the authors that it names.
            return Ok(format!("Copyright (c) {}\n\nPermission is{}", part.authors, terms.trim_end()));
        }
        let file = file.with_context(|| format!("{} ships no text of {licence}", part.folder.display()))?;
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        Ok(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned())
    };
    licences.iter().map(|licence| text(licence)).collect()
}

/// The crates that are compiled into the modules. Procedural macros are not.
fn crates(root: &Path) -> Result<Vec<Part>> {
    let ask = |arguments: &[&str]| -> Result<String> {
        let mut cargo = process::cargo(root);
        let output = cargo.args(arguments).arg("--locked").output()?;
        if !output.status.success() {
            bail!("cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    };
    // The metadata covers all members with all features. Only the tree shows what is compiled in.
    let metadata: Value =
        serde_json::from_str(&ask(&["metadata", "--format-version=1", "--filter-platform", TARGET])?)?;
    let edges = ["--edges=normal,no-proc-macro", "--prefix=none", "--format={p}"];
    let trees = MODULES
        .iter()
        .map(|module| ask(&[&["tree", "--package", module.package, "--target", TARGET], edges.as_slice()].concat()));
    let trees = trees.collect::<Result<Vec<_>>>()?.concat();
    let is_own = |name: &str| MODULES.iter().any(|module| module.package == name);
    let compiled: BTreeSet<(&str, &str)> =
        trees.lines().filter_map(name_and_version).filter(|(name, _)| !is_own(name)).collect();
    let packages = metadata["packages"].as_array().context("cargo has no metadata")?;
    let known = |(name, version): &(&str, &str)| {
        let own = |package: &&Value| package["name"] == *name && package["version"] == *version;
        let package = packages.iter().find(own).with_context(|| format!("cargo does not know {name} {version}"))?;
        Ok(part(package, Path::new(text(package, "manifest_path")).parent().context("a manifest without a folder")?))
    };
    compiled.iter().map(known).collect()
}

/// Reads a line of the tree: `slab v0.4.12`, which `(*)` or a path may follow.
fn name_and_version(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    Some((words.next()?, words.next()?.strip_prefix('v')?))
}

/// The libraries in the bundles.
fn libraries(root: &Path, stage: &Path) -> Result<Vec<Part>> {
    let library = |name: String| {
        let folder = root.join("node_modules").join(&name);
        let metadata = fs::read_to_string(folder.join("package.json")).with_context(|| name.clone())?;
        Ok(part(&serde_json::from_str(&metadata).with_context(|| name.clone())?, &folder))
    };
    bundled(stage)?.into_iter().map(library).collect()
}

/// Reads a package's metadata. Cargo and npm use the same names.
fn part(metadata: &Value, folder: &Path) -> Part {
    let name = format!("{} {}", text(metadata, "name"), text(metadata, "version"));
    let authors = metadata["authors"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let authors = authors.collect::<Vec<_>>().join(", ");
    Part { name, licence: text(metadata, "license").to_owned(), authors, folder: folder.to_owned() }
}

fn text<'a>(metadata: &'a Value, name: &str) -> &'a str {
    metadata[name].as_str().unwrap_or("none")
}

/// The folders of `node_modules` whose files are in the bundles.
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

/// The library of a file: `@scope/name` for `@scope/name/dist/x.js`. A library in another one's folder keeps that path.
fn library(inside: &str) -> String {
    let (outer, rest) = match inside.rsplit_once("node_modules/") {
        Some((outer, rest)) => (format!("{outer}node_modules/"), rest),
        None => (String::new(), inside),
    };
    let parts = if rest.starts_with('@') { 2 } else { 1 };
    outer + &rest.split('/').take(parts).collect::<Vec<_>>().join("/")
}
