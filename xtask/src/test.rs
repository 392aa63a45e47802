//! All that CI runs: format, lints, the core, the packed package in each runtime, the console in Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::build::copy_files;
use crate::faults::Matrix;
use crate::javascript::{self, npm};
use crate::node_test::{in_place, node_test, test_files};
use crate::process::{command, run, run_reported, run_step, step};
use crate::wasm_target::{self, TARGET};
use crate::{bench, build, chromium, docs, relay_test, reproducible, smoke};

/// The tests that run in Bun, too: rows 56, 58, 59, 64 and 69 of the fault matrix.
const BUN_TESTS: [&str; 5] = ["border-buffers", "border-trap", "border-reused", "border-lengths", "dead-pool"];

/// Tests of the packed package, run from its empty folder in every runtime.
const PACKAGE_TESTS: &str = "package";

/// Tests of its declarations, by TypeScript.
const TYPE_TESTS: &str = "package/types";

/// Runs everything; the first failure ends it.
pub fn run_all(root: &Path) -> Result<()> {
    let start = Instant::now();
    javascript::install(root)?;
    let chromium = chromium::ensure()?;
    lint(root)?;
    core(root)?;
    build::run(root)?;
    docs::check(root)?;
    reproducible::check(root)?;
    let trapping = build::run_trapping(root)?;
    let consumer = Consumer::install(root, &trapping)?;
    let deno = javascript::deno(root)?;
    consumer.types(root, &deno)?;
    let mut faults = Matrix::default();
    faults.read("Node", &consumer.in_node()?);
    faults.read("Deno", &consumer.in_deno(&deno)?);
    consumer.in_bun(&javascript::bun(root)?)?;
    let installed = consumer.folder.join("node_modules/wechat-function-link");
    relay_test::run(root, &installed, &deno, &mut faults)?;
    faults.check(root, &["Node", "Deno"], &relay_test::runtimes())?;
    let console = ["console", "console-states", "console-layout"];
    in_place(root, "the console in Chromium", &console, &[("CHROMIUM", chromium.as_ref())])?;
    in_place(root, "the demo as a user runs it", &["demo"], &[])?;
    let programs =
        [("CHROMIUM", chromium.as_ref()), ("DENO", deno.as_os_str()), ("CONSUMER", consumer.folder.as_os_str())];
    in_place(root, "the README's snippets", &["readme"], &programs)?;
    in_place(root, "an outbound proxy", &["proxy"], &programs)?;
    in_place(root, "the command line", &["command-line"], &programs)?;
    smoke::run(root, &consumer.tarball, &chromium, &deno)?;
    let package = [("TARBALL", consumer.tarball.as_os_str()), ("DENO", deno.as_os_str())];
    in_place(root, "the package as users' tools see it", &["lint"], &package)?;
    bench::compare(root, &chromium, true)?;
    in_place(root, "the benchmark's report", &["benchmarks"], &[])?;
    fs::remove_dir_all(&consumer.folder)?;
    step(&format!("every test passed in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

fn cargo(root: &Path) -> std::process::Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), root)
}

fn lint(root: &Path) -> Result<()> {
    run_step("rustfmt", cargo(root).args(["fmt", "--all", "--check"]))?;
    let deny = ["--", "-D", "warnings"];
    let mut native = cargo(root);
    native.args(["clippy", "--quiet", "--locked", "--workspace", "--all-targets"]).args(deny);
    run_step("clippy, native", &mut native)?;
    let toolchain = wasm_target::ensure()?;
    if matches!(toolchain, wasm_target::Toolchain::Debian) {
        // Debian's compiler comes without clippy for this target; the build itself denies the compiler's warnings.
        step("clippy, WebAssembly: this toolchain has no such target, rustc's own warnings are denied by the build");
        return Ok(());
    }
    let mut wasm = cargo(root);
    wasm.args(["clippy", "--quiet", "--locked", "--package", "wechat-function-link", "--target", TARGET]).args(deny);
    run_step("clippy, WebAssembly", &mut wasm)
}

fn core(root: &Path) -> Result<()> {
    let mut test = cargo(root);
    test.args(["test", "--quiet", "--locked", "--package", "wechat-function-link", "--package", "xtask"]);
    run_step("the core and xtask, natively", &mut test)
}

/// An empty folder outside the project with the packed package in it, as a user would install it.
struct Consumer {
    folder: PathBuf,
    tarball: PathBuf,
}

impl Consumer {
    fn install(root: &Path, trapping: &Path) -> Result<Consumer> {
        step("npm pack, and npm install into an empty folder");
        let folder = std::env::temp_dir().join(format!("wechat-function-link-test-{}", std::process::id()));
        build::fresh_folder(&folder)?;
        let package = root.join("pkg");
        run(npm(&package).args(["pack", "--silent", "--pack-destination"]).arg(&folder).stdout(Stdio::null()))?;
        let tarball = fs::read_dir(&folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
            .context("npm pack left no tarball")?;
        fs::write(folder.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
        fs::copy(root.join(".npmrc"), folder.join(".npmrc"))?;
        run(npm(&folder).args(["install", "--loglevel=error"]).arg(&tarball).stdout(Stdio::null()))?;
        let installed = fs::read_dir(folder.join("node_modules"))?
            .filter_map(|entry| entry.ok().map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .filter(|name| !name.starts_with('.'))
            .collect::<Vec<_>>();
        if installed != ["wechat-function-link"] {
            bail!("the package brought dependencies: {}", installed.join(", "));
        }
        let tests = root.join("tests");
        copy_files(&tests.join(PACKAGE_TESTS), &folder.join(PACKAGE_TESTS))?;
        copy_files(&tests.join("support"), &folder.join("support"))?;
        copy_files(&tests.join("vectors"), &folder.join("vectors"))?;
        copy_files(trapping, &folder.join("trapping-package"))?;
        Ok(Consumer { folder, tarball })
    }

    fn types(&self, root: &Path, deno: &Path) -> Result<()> {
        let mut node = node_test(&self.folder);
        node.args(test_files(&self.folder, TYPE_TESTS)?);
        node.env("MODULES", root.join("node_modules")).env("DENO", deno);
        run_step("the declarations in each of TypeScript's module modes, and the snippets", &mut node)
    }

    /// Runs the tests and gives their report.
    fn in_node(&self) -> Result<String> {
        let mut node = node_test(&self.folder);
        node.args(["--expose-gc", "--test-reporter=tap"]).args(test_files(&self.folder, PACKAGE_TESTS)?);
        run_reported("the packed package in Node", &mut node)
    }

    fn in_deno(&self, deno: &Path) -> Result<String> {
        let mut deno = command(deno, &self.folder);
        let flags = ["test", "--no-check", "--allow-all", "--node-modules-dir=manual", "--v8-flags=--expose-gc"];
        deno.args(flags).args(test_files(&self.folder, PACKAGE_TESTS)?);
        deno.env("DENO_NO_UPDATE_CHECK", "1").env("DENO_NO_PROMPT", "1").env("NO_COLOR", "1");
        run_reported("the packed package in Deno", &mut deno)
    }

    fn in_bun(&self, bun: &Path) -> Result<()> {
        let mut bun = command(bun, &self.folder);
        bun.arg("test").args(BUN_TESTS.map(|name| format!("./{PACKAGE_TESTS}/{name}.test.mjs")));
        run_step("rows 56, 58, 59, 64 and 69 in Bun", &mut bun)
    }
}
