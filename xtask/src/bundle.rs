//! The package's JavaScript: every entry as ESM and CommonJS, and once more for each loader that it can stand on.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::javascript::run_tool;
use crate::licences;
use crate::process::step;

/// What users import. Each imports `core`, and some `index`, as files beside them.
pub const ENTRIES: [&str; 4] = ["index", "fs", "relay", "sandbox"];

/// What a runtime without a file system has in the place of `fs`.
const ABSENT: &str = "fs.absent";

/// Entries that stand on another loader: the same text beside another `core`. The file system is not for these.
const WORKERD_ENTRIES: [&str; 4] = ["index", "relay", "sandbox", ABSENT];

/// The project's own tsconfig.json is for its checker: `strict` would put "use strict" into the output.
const NO_TSCONFIG: &str = "--tsconfig-raw={}";

const MODULE_IMPORT: &str = "--external:./wechat_function_link.wasm";

/// Bundles the stage's files into the package.
pub fn run(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    step("bundling the loaders");
    without_comments(root, stage)?;
    let inlined = ["--inject:./load/microtasks.js", "--loader:.wasm=base64"];
    esbuild(root, stage, package, "core.js", "core.js", &inlined)?;
    esbuild(root, stage, package, "core.js", "core.cjs", &inlined)?;
    let apart = ["--inject:./load/microtasks.js", MODULE_IMPORT];
    esbuild(root, stage, package, "core.workerd.js", "core.workerd.js", &apart)?;
    esbuild(root, stage, package, "core.url.js", "core.url.js", &apart)?;
    for entry in ENTRIES.into_iter().chain([ABSENT]) {
        let source = format!("{entry}.js");
        let mut beside = vec!["--external:./core.js"];
        if entry != "index" {
            beside.push("--external:./index.js");
        }
        // Deno's registry has no other place that says where a file's types are.
        let types = format!("--banner:js=/* @ts-self-types=\"./{}.d.ts\" */", entry.trim_end_matches(".absent"));
        esbuild(root, stage, package, &source, &source, &[beside.as_slice(), &[&types]].concat())?;
        let common = format!("{entry}.cjs");
        esbuild(root, stage, package, &source, &common, &beside)?;
        rewrite(package, &common, &common, &[("./core.js", "./core.cjs"), ("./index.js", "./index.cjs")])?;
    }
    for entry in WORKERD_ENTRIES {
        let renamed = [("./core.js", "./core.workerd.js"), ("./index.js", "./index.workerd.js")];
        rewrite(package, &format!("{entry}.js"), &format!("{entry}.workerd.js"), &renamed)?;
    }
    rewrite(package, "index.js", "url.js", &[("./core.js", "./core.url.js"), ("./index.d.ts", "./url.d.ts")])?;
    command_line(root, stage, package)?;
    licences::write(root, stage, package)
}

/// Takes the comments out of the stage's files: bundling keeps those with types, which stand within classes and expressions.
fn without_comments(root: &Path, stage: &Path) -> Result<()> {
    let mut arguments = vec!["--outdir=.", "--allow-overwrite", "--minify-whitespace", "--target=es2022", NO_TSCONFIG];
    let files = scripts(stage, Path::new("."))?;
    arguments.extend(files.iter().map(String::as_str));
    arguments.push("--log-level=warning");
    run_tool(root, "esbuild", stage, &arguments)
}

/// The paths of a folder's JavaScript, from its root.
fn scripts(root: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            found.extend(scripts(root, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            found.push(path.display().to_string());
        }
    }
    found.sort();
    Ok(found)
}

/// One file with its libraries inside; the package's own entries stay beside it.
fn command_line(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    // By their whole paths: libraries have files of these names too.
    let entries = ENTRIES.map(|entry| format!("--external:{}", stage.join(format!("{entry}.js")).display()));
    let version = format!("--define:VERSION=\"{}\"", env!("CARGO_PKG_VERSION"));
    let mut more = vec![version.as_str()];
    more.extend(entries.iter().map(String::as_str));
    esbuild(root, stage, package, "cli/main.js", "cli.cjs", &more)?;
    let common = ENTRIES.map(|entry| (format!("./{entry}.js"), format!("./{entry}.cjs")));
    let names = common.each_ref().map(|(old, new)| (old.as_str(), new.as_str()));
    rewrite(package, "cli.cjs", "cli.cjs", &names)
}

/// The output's extension tells its format.
fn esbuild(root: &Path, stage: &Path, package: &Path, source: &str, output: &str, more: &[&str]) -> Result<()> {
    // `platform=node` writes the names of a CommonJS file's exports where Node's `import` finds them.
    let [format, platform] = match output.ends_with(".cjs") {
        true => ["--format=cjs", "--platform=node"],
        false => ["--format=esm", "--platform=neutral"],
    };
    // Written beside its source first: esbuild tells where the files beside it are from the output's folder.
    let beside = format!("out.{output}");
    let (input, outfile) = (format!("./{source}"), format!("--outfile={beside}"));
    let metafile = format!("--metafile={output}{}", licences::METAFILE);
    let mut arguments = vec![input.as_str(), "--bundle", platform, "--target=es2022", format, &outfile];
    arguments.extend(["--log-level=warning", "--legal-comments=none", "--external:node:*", NO_TSCONFIG, &metafile]);
    arguments.extend(more);
    run_tool(root, "esbuild", stage, &arguments)?;
    fs::rename(stage.join(beside), package.join(output)).with_context(|| output.to_owned())
}

/// Writes a file's text with other names for the files beside it.
fn rewrite(package: &Path, from: &str, to: &str, names: &[(&str, &str)]) -> Result<()> {
    let mut text = fs::read_to_string(package.join(from)).with_context(|| from.to_owned())?;
    for (old, new) in names {
        text = text.replace(&format!("\"{old}\""), &format!("\"{new}\""));
    }
    fs::write(package.join(to), text).with_context(|| to.to_owned())
}
