//! The package's JavaScript: every entry as ESM and CommonJS, and once more for each loader that it can stand on.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::javascript::run_tool;
use crate::licences;
use crate::module::MODULES;
use crate::process::step;

/// What users import. Each imports `core`, and some another one of these files, beside them.
pub const ENTRIES: [&str; 5] = ["index", "fs", "relay", "sandbox", "package"];

/// What entries stand on, by the loader: one with each module.
const BASES: [&str; 2] = ["core", "package-core"];

/// What a runtime without a file system has in the place of `fs`.
const ABSENT: &str = "fs.absent";

/// Entries that stand on another loader: the same text beside another `core`. The file system is not for these.
const WORKERD_ENTRIES: [&str; 5] = ["index", "relay", "sandbox", "package", ABSENT];

/// Entries for pages that have the modules as files of their own: by the name of the entry that each stands for.
const URL_ENTRIES: [(&str, &str); 2] = [("index", "url"), ("package", "package-url")];

/// The texts of errors in each language, which `index` loads when they are asked for.
const TEXTS: [&str; 2] = ["texts.en", "texts.zh-CN"];

/// Bundles the stage's files into the package.
pub fn run(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    step("bundling the loaders");
    for base in BASES {
        bases(root, stage, package, base)?;
    }
    for entry in ENTRIES.into_iter().chain([ABSENT]) {
        let source = format!("{entry}.js");
        let others = BASES.into_iter().chain(TEXTS).chain((entry != "index").then_some("index"));
        let beside: Vec<_> = others.map(|other| format!("--external:./{other}.js")).collect();
        let beside: Vec<_> = beside.iter().map(String::as_str).collect();
        // Deno's registry has no other place that says where a file's types are.
        let types = format!("--banner:js=/* @ts-self-types=\"./{}.d.ts\" */", entry.trim_end_matches(".absent"));
        esbuild(root, stage, package, &source, &source, &[beside.as_slice(), &[&types]].concat())?;
        let common = format!("{entry}.cjs");
        esbuild(root, stage, package, &source, &common, &beside)?;
        stand_on(package, &common, &common, ".cjs")?;
        let texts = TEXTS.map(|name| (format!("./{name}.js"), format!("./{name}.cjs")));
        rewrite(package, &common, &common, &texts.each_ref().map(|(old, new)| (old.as_str(), new.as_str())))?;
    }
    for name in TEXTS {
        for output in [format!("{name}.js"), format!("{name}.cjs")] {
            esbuild(root, stage, package, &format!("{name}.js"), &output, &["--charset=utf8"])?;
        }
    }
    for entry in WORKERD_ENTRIES {
        stand_on(package, &format!("{entry}.js"), &format!("{entry}.workerd.js"), ".workerd.js")?;
    }
    for (entry, name) in URL_ENTRIES {
        let output = format!("{name}.js");
        stand_on(package, &format!("{entry}.js"), &output, ".url.js")?;
        rewrite(package, &output, &output, &[(&format!("./{entry}.d.ts"), &format!("./{name}.d.ts"))])?;
    }
    command_line(root, stage, package)?;
    licences::write(root, stage, package)
}

/// A base in each of its forms.
fn bases(root: &Path, stage: &Path, package: &Path, base: &str) -> Result<()> {
    let others = BASES.into_iter().filter(|other| *other != base);
    let mut beside: Vec<_> = others.map(|other| format!("--external:./{other}.js")).collect();
    // The other module has no tasks.
    beside.extend((base == "core").then(|| "--inject:./load/microtasks.js".to_owned()));
    let files = MODULES.iter().map(|module| format!("--external:./{}", module.file)).collect::<Vec<_>>();
    let inlined = ["--loader:.wasm=base64".to_owned()];
    let forms = [("", ".js", inlined.as_slice()), ("", ".cjs", &inlined), (".workerd", ".workerd.js", &files)];
    for (form, end, module) in forms.into_iter().chain([(".url", ".url.js", files.as_slice())]) {
        let (source, output) = (format!("{base}{form}.js"), format!("{base}{end}"));
        let more: Vec<_> = beside.iter().chain(module).map(String::as_str).collect();
        esbuild(root, stage, package, &source, &output, &more)?;
        stand_on(package, &output, &output, end)?;
    }
    Ok(())
}

/// Writes a file's text with the files beside it in another form: `.cjs`, or those for another loader.
fn stand_on(package: &Path, from: &str, to: &str, end: &str) -> Result<()> {
    let names = BASES.into_iter().chain(["index"]).map(|name| (format!("./{name}.js"), format!("./{name}{end}")));
    let names: Vec<_> = names.collect();
    let names: Vec<_> = names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    rewrite(package, from, to, &names)
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
    // `platform=node` writes the names of a CommonJS file's exports where Node's `import` finds them. In Jest a CommonJS file has no
    // `import()`: what is loaded later is required.
    let form: &[&str] = match output.ends_with(".cjs") {
        true => &["--format=cjs", "--platform=node", "--supported:dynamic-import=false"],
        false => &["--format=esm", "--platform=neutral"],
    };
    // Written beside its source first: esbuild tells where the files beside it are from the output's folder.
    let beside = format!("out.{output}");
    let (input, outfile) = (format!("./{source}"), format!("--outfile={beside}"));
    let metafile = format!("--metafile={output}{}", licences::METAFILE);
    let mut arguments = vec![input.as_str(), "--bundle", "--target=es2022", &outfile];
    arguments.extend(form);
    arguments.extend(["--log-level=warning", "--legal-comments=none", "--external:node:*", &metafile]);
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
