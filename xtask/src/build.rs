//! Builds `pkg/`: modules, bundled JavaScript, declarations and metadata.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bundle::{self, ENTRIES};
use crate::folders::{copy_files, fresh_folder};
use crate::module::{self, Form, MODULES};
use crate::process::{output, step};
use crate::{catalogue, fingerprint, javascript, wasm_target};

/// The package that traps on demand, for tests only.
const TRAPPING: &str = "target/trapping-pkg";

/// Files that the package contains unchanged.
const SHIPPED: [&str; 5] = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// The other sources of the package.
const SOURCES: [&str; 12] = [
    "src",
    "fleet/src",
    "fleet/Cargo.toml",
    "package/src",
    "package/Cargo.toml",
    "pkg-template",
    "xtask",
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "www/build.mjs",
    "www/page",
];

/// The fingerprint of everything that the package depends on.
pub fn inputs(root: &Path) -> Result<String> {
    let version = |rustc: &str| output(rustc, &["-vV"]).unwrap_or_default();
    let mut facts = vec![version("rustc"), version(wasm_target::DEBIAN_RUSTC)];
    let settings = std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PROFILE_") || name == "RUSTC");
    facts.extend(settings.map(|(name, value)| format!("{name}={value}")));
    facts.sort();
    fingerprint::of(root, &[SOURCES.as_slice(), &SHIPPED].concat(), &facts)
}

/// Builds the package, unless it is up to date.
pub fn run(root: &Path) -> Result<()> {
    javascript::install(root)?;
    let package = root.join("pkg");
    fingerprint::unless_made(root, "pkg", &inputs(root)?, || build(root, &package, "target/stage", Form::Published))?;
    let mut sizes = Vec::new();
    for module in &MODULES {
        sizes.push(format!("{:.1}", fs::metadata(package.join(module.file))?.len() as f64 / 1000.0));
    }
    step(&format!("pkg/ is ready for `npm pack` (modules: {} KB)", sizes.join(", ")));
    Ok(())
}

/// Builds the package that traps on demand, for tests only.
pub fn run_trapping(root: &Path) -> Result<PathBuf> {
    javascript::install(root)?;
    let package = root.join(TRAPPING);
    let make = || build(root, &package, "target/trapping-stage", Form::Trapping);
    fingerprint::unless_made(root, TRAPPING, &inputs(root)?, make)?;
    Ok(package)
}

fn build(root: &Path, package: &Path, stage: &str, form: Form) -> Result<()> {
    let stage = root.join(stage);
    fresh_folder(&stage)?;
    copy_files(&root.join("pkg-template"), &stage)?;
    catalogue::stage(root, &stage)?;
    module::compile_all(root, root, &stage, form)?;
    fresh_folder(package)?;
    for module in &MODULES {
        fs::copy(stage.join(module.file), package.join(module.file))?;
    }
    bundle::run(root, &stage, package)?;
    assemble(root, &stage, package)
}

fn assemble(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    for entry in ENTRIES.into_iter().chain(["request", "lists", "sandbox-contents", "url", "package-url", "web"]) {
        let types = fs::read_to_string(stage.join(format!("{entry}.d.ts")))?;
        fs::write(package.join(format!("{entry}.d.ts")), &types)?;
        if !entry.ends_with("url") {
            fs::write(package.join(format!("{entry}.d.cts")), common_names(&types))?;
        }
    }
    let template = fs::read_to_string(stage.join("package.json"))?;
    let mut metadata: serde_json::Value = serde_json::from_str(&template).context("pkg-template/package.json")?;
    metadata["version"] = env!("CARGO_PKG_VERSION").into();
    fs::write(package.join("package.json"), serde_json::to_string_pretty(&metadata)? + "\n")?;
    let template = fs::read_to_string(stage.join("jsr.json"))?;
    let mut metadata: serde_json::Value = serde_json::from_str(&template).context("pkg-template/jsr.json")?;
    metadata["version"] = env!("CARGO_PKG_VERSION").into();
    fs::write(package.join("jsr.json"), serde_json::to_string_pretty(&metadata)? + "\n")?;
    for file in SHIPPED {
        fs::copy(root.join(file), package.join(file)).with_context(|| file.to_owned())?;
    }
    Ok(())
}

/// The declarations for CommonJS, with the names of the files beside them changed.
fn common_names(types: &str) -> String {
    let beside = |types: String, name| types.replace(&format!("\"./{name}.d.ts\""), &format!("\"./{name}.d.cts\""));
    let types = types.replace("\"./index.js\"", "\"./index.cjs\"").replace("\"./package.js\"", "\"./package.cjs\"");
    ["request", "lists", "sandbox-contents", "web", "package"].into_iter().fold(types, beside)
}
