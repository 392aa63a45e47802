//! Compiles a crate to WebAssembly, generates its bindings and optimises the module.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::folders::fresh_folder;
use crate::javascript::run_tool;
use crate::process::{cargo as cargo_here, command, run_step, step};
use crate::wasm_target::{self, TARGET};
use crate::{bindings, fingerprint, paths, process};

/// The WebAssembly features that every supported runtime has. None accepts compact imports, which `--all-features`
/// would allow.
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// A crate of the workspace that becomes a module.
pub struct Module {
    pub package: &'static str,
    /// The module's file name.
    pub file: &'static str,
    /// The file name of its bindings, in the staging folder.
    pub bindings: &'static str,
    /// Whether its bindings contain closures and promises.
    is_async: bool,
}

/// The modules of `wechat-function-link`, of `wechat-function-link/package` and of `wechat-function-link/fleet`.
pub const MODULES: [Module; 3] = [
    Module {
        package: "wechat-function-link",
        file: "wechat_function_link.wasm",
        bindings: "bindings.js",
        is_async: true,
    },
    Module {
        package: "wechat-function-package",
        file: "wechat_function_package.wasm",
        bindings: "package-bindings.js",
        is_async: false,
    },
    Module {
        package: "wechat-function-fleet",
        file: "wechat_function_fleet.wasm",
        bindings: "fleet-bindings.js",
        is_async: false,
    },
];

/// Where cargo compiles the modules: other builds of cargo do not wait for it.
pub const FOLDER: &str = "target/wasm";

/// What the modules are made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For the npm package: optimised, without the functions' names.
    Published,
    /// For `cargo xtask size`: with the functions' names.
    Named,
    /// For the tests of traps: it traps on demand, and is not optimised, which takes longer than those tests.
    Trapping,
}

impl Form {
    const fn as_str(self) -> &'static str {
        match self {
            Form::Published => "published",
            Form::Named => "named",
            Form::Trapping => "trapping",
        }
    }
}

/// Compiles the modules and their bindings, from the crates in the folder `source`, with the tools of the project in `root`.
pub fn compile_all(root: &Path, source: &Path, stage: &Path, form: Form) -> Result<()> {
    MODULES.iter().try_for_each(|module| compile(module, root, source, stage, form))
}

/// Compiles one module. A command for each keeps cargo from uniting the features of shared dependencies.
fn compile(module: &Module, root: &Path, source: &Path, stage: &Path, form: Form) -> Result<()> {
    let toolchain = wasm_target::ensure()?;
    let target_folder = source.join(FOLDER);
    let mut cargo = toolchain.cargo(source);
    cargo.args(["build", "--release", "--lib", "--locked", "--target", TARGET, "--package", module.package]);
    if form == Form::Trapping {
        cargo.args(["--features", "trap"]);
    }
    toolchain.prepare(&mut cargo);
    cargo.env("CARGO_TARGET_DIR", &target_folder);
    cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", rust_flags(source).join("\u{1f}"));
    run_step(&format!("compiling {} to WebAssembly", module.package), &mut cargo)?;

    let compiled = format!("{FOLDER}/{TARGET}/release/{}", module.file);
    let made = format!("target/optimised/{}-{}", module.package, form.as_str());
    // JavaScript changes far more often than the crates, and optimising takes longer than all the rest of a build.
    let tools = fingerprint::of(root, &["xtask/src", "xtask/bindgen", "Cargo.lock", "package-lock.json"], &[])?;
    let inputs = fingerprint::of(source, &[&compiled], &[tools])?;
    let make = || optimise(module, root, source, &source.join(&compiled), &source.join(&made), form);
    fingerprint::unless_made(source, &made, &inputs, make)?;
    for file in [module.file, module.bindings] {
        fs::copy(source.join(&made).join(file), stage.join(file)).with_context(|| format!("{made}/{file}"))?;
    }
    Ok(())
}

/// Generates the bindings of a compiled module and optimises it, into the folder `made`.
fn optimise(module: &Module, root: &Path, source: &Path, compiled: &Path, made: &Path, form: Form) -> Result<()> {
    let glue = source.join("target/bindings").join(module.package);
    for folder in [&glue, made] {
        fresh_folder(folder)?;
    }
    let mut bindgen = cargo_here(root);
    bindgen.args(["run", "--quiet", "--locked", "--package", "xtask-bindgen", "--"]).arg(compiled).arg(&glue);
    bindgen.args((form == Form::Named).then_some("--keep-names"));
    // In a separate folder it does not wait for other builds of cargo.
    bindgen.env("CARGO_TARGET_DIR", root.join("target/bindgen"));
    run_step("generating the bindings", &mut bindgen)?;
    let bindings = fs::read_to_string(glue.join("bindings.js"))?;
    fs::write(made.join(module.bindings), bindings::adapted(&bindings, module.is_async)?)?;

    let input = glue.join("bindings_bg.wasm");
    if form == Form::Trapping {
        fs::copy(input, made.join(module.file))?;
        return Ok(());
    }
    step("optimising the module");
    let input = input.display().to_string();
    let output = made.join(module.file).display().to_string();
    // A function with one caller is not inlined: repeated code compresses better, by 4 KB.
    let mut arguments = vec!["-O3", "--one-caller-inline-max-function-size=0", &input, "-o", &output];
    arguments.extend(WASM_FEATURES);
    if form == Form::Named {
        arguments.push("--debuginfo");
    }
    run_tool(root, "wasm-opt", root, &arguments)?;
    // Checks that an engine accepts the module.
    let check = "WebAssembly.compile(require('fs').readFileSync(process.argv[1])).catch((e) => { throw e })";
    process::run(command("node", root).args(["-e", check, &output]))?;
    paths::refuse(source, Path::new(&output))
}

/// SIMD for sha2, a stack of ten times the deepest JSON's need, and no path of the building machine.
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
