//! Makes `pkg/`: crate → wasm → glue → optimised module → inlined loaders, types and metadata.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bundle::{self, ENTRIES};
use crate::javascript::{self, run_tool};
use crate::process::{cargo as cargo_here, command, output, run_step, step};
use crate::wasm_target::{self, TARGET};
use crate::{bindings, catalogue, fingerprint, paths, process, texts};

/// What the compiled module may use: what every supported runtime has. Compact imports, which `--all-features` would
/// bring, are refused by all of them.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

pub const MODULE: &str = "wechat_function_link.wasm";

/// The package that traps, which no user gets.
const TRAPPING: &str = "target/trapping-pkg";

/// What stands in the package as it stands here.
const SHIPPED: [&str; 5] = ["README.md", "README.zh-CN.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// The other files that the package is made from.
const SOURCES: [&str; 6] = ["src", "pkg-template", "xtask", "Cargo.toml", "Cargo.lock", "package-lock.json"];

/// The fingerprint of all that the package depends on.
pub fn inputs(root: &Path) -> Result<String> {
    let version = |rustc: &str| output(rustc, &["-vV"]).unwrap_or_default();
    let mut facts = vec![version("rustc"), version(wasm_target::DEBIAN_RUSTC)];
    let settings = std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PROFILE_") || name == "RUSTC");
    facts.extend(settings.map(|(name, value)| format!("{name}={value}")));
    facts.sort();
    fingerprint::of(root, &[SOURCES.as_slice(), &SHIPPED].concat(), &facts)
}

/// Builds the package, unless it is there as these sources make it.
pub fn run(root: &Path) -> Result<()> {
    javascript::install(root)?;
    let package = root.join("pkg");
    fingerprint::unless_made(root, "pkg", &inputs(root)?, || build(root, &package, "target/stage", &[]))?;
    let size = fs::metadata(package.join(MODULE))?.len();
    step(&format!("pkg/ is ready for `npm pack` (module: {:.1} KB)", size as f64 / 1000.0));
    Ok(())
}

/// Builds the package that traps where a test asks for it, which no user gets.
pub fn run_trapping(root: &Path) -> Result<PathBuf> {
    javascript::install(root)?;
    let package = root.join(TRAPPING);
    let features = ["--features", "trap"];
    let make = || build(root, &package, "target/trapping-stage", &features);
    fingerprint::unless_made(root, TRAPPING, &inputs(root)?, make)?;
    Ok(package)
}

fn build(root: &Path, package: &Path, stage: &str, features: &[&str]) -> Result<()> {
    let stage = root.join(stage);
    fresh_folder(&stage)?;
    copy_files(&root.join("pkg-template"), &stage)?;
    fs::write(stage.join("sandbox/errcodes.js"), catalogue::errcodes_module())?;
    fs::write(stage.join("host/defaults.js"), catalogue::defaults_module())?;
    texts::write(&stage)?;
    compile(root, root, &stage, features, Names::Removed)?;
    fresh_folder(package)?;
    bundle::run(root, &stage, package)?;
    assemble(root, &stage, package)
}

/// The functions' names in the module.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// As users get it.
    Removed,
    /// To see what it is made of.
    Kept,
}

/// The module and its bindings, from the crate in the folder `source`, by the tools of the project in `root`.
pub fn compile(root: &Path, source: &Path, stage: &Path, features: &[&str], names: Names) -> Result<()> {
    let toolchain = wasm_target::ensure()?;
    let target_folder = source.join("target/wasm");
    let mut cargo = toolchain.cargo(source);
    cargo.args(["build", "--release", "--lib", "--locked", "--target", TARGET, "--package", "wechat-function-link"]);
    cargo.args(features);
    toolchain.prepare(&mut cargo);
    cargo.env("CARGO_TARGET_DIR", &target_folder);
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", rust_flags(source).join("\u{1f}"));
    run_step("compiling the crate to WebAssembly", &mut cargo)?;

    let compiled = target_folder.join(TARGET).join("release").join(MODULE);
    let glue = source.join("target/bindings");
    fresh_folder(&glue)?;
    let mut bindgen = cargo_here(root);
    bindgen.args(["run", "--quiet", "--locked", "--package", "xtask-bindgen", "--"]).arg(compiled).arg(&glue);
    bindgen.args((names == Names::Kept).then_some("--keep-names"));
    // In a folder of its own it does not wait for what else cargo builds.
    bindgen.env("CARGO_TARGET_DIR", root.join("target/bindgen"));
    run_step("generating the bindings", &mut bindgen)?;
    let bindings = fs::read_to_string(glue.join("bindings.js"))?;
    fs::write(stage.join("bindings.js"), bindings::adapted(&bindings)?)?;

    step("optimising the module");
    let input = glue.join("bindings_bg.wasm").display().to_string();
    let output = stage.join(MODULE).display().to_string();
    // A function that has one caller stays one: what repeats compresses better, by 4 KB.
    let mut arguments = vec!["-O3", "--one-caller-inline-max-function-size=0", &input, "-o", &output];
    arguments.extend(WASM_FEATURES);
    if names == Names::Kept {
        arguments.push("--debuginfo");
    }
    run_tool(root, "wasm-opt", root, &arguments)?;
    // Does an engine take it?
    let check = "WebAssembly.compile(require('fs').readFileSync(process.argv[1])).catch((e) => { throw e })";
    process::run(command("node", root).args(["-e", check, &output]))?;
    paths::refuse(source, Path::new(&output))
}

/// SIMD for sha2, a stack that is ten times what the deepest JSON takes, and no path of the machine that built it.
fn rust_flags(source: &Path) -> Vec<String> {
    let mut flags = vec![
        "-Ctarget-feature=+simd128".to_owned(),
        "-Dwarnings".to_owned(),
        "-Clink-arg=-zstack-size=262144".to_owned(),
    ];
    for (from, to) in paths::of_this_machine(source) {
        flags.push(format!("--remap-path-prefix={}={to}", from.display()));
    }
    flags
}

fn assemble(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    fs::copy(stage.join(MODULE), package.join(MODULE))?;
    for entry in ENTRIES.into_iter().chain(["request", "url", "web"]) {
        let types = fs::read_to_string(stage.join(format!("{entry}.d.ts")))?;
        let types = catalogue::fill_types(&types)?;
        fs::write(package.join(format!("{entry}.d.ts")), &types)?;
        if entry != "url" {
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

/// The declarations of the same beside CommonJS.
fn common_names(types: &str) -> String {
    let beside = |types: String, name| types.replace(&format!("\"./{name}.d.ts\""), &format!("\"./{name}.d.cts\""));
    let types = types.replace("\"./index.js\"", "\"./index.cjs\"");
    ["request", "web"].into_iter().fold(types, beside)
}

/// An empty folder.
pub fn fresh_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder)?;
    Ok(())
}

/// Copies a folder's files, and its folders' files. A symbolic link stays one.
pub fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in from.read_dir().with_context(|| from.display().to_string())? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_files(&entry.path(), &target)?;
        } else if cfg!(unix) && kind.is_symlink() {
            link(&fs::read_link(entry.path())?, &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
use std::os::unix::fs::symlink as link;

/// npm makes no symbolic links here.
#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> std::io::Result<()> {
    Ok(())
}
