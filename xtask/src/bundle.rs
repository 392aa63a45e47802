//! Bundles the package's JavaScript: every entry as ESM and CommonJS, and once more for each loader.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64ct::{Base64, Encoding};

use crate::javascript::run_tool;
use crate::licences;
use crate::module::MODULES;
use crate::printable;
use crate::process::{command, run as run_command, step};

/// The entries that users import. Each imports `core`, and some another entry, as a file beside it.
pub const ENTRIES: [&str; 7] = ["index", "fs", "relay", "sandbox", "package", "fleet", "bullmq"];

/// The packages that users install beside this one for some entries.
const PEERS: [&str; 3] = ["--external:aws4fetch", "--external:bullmq", "--external:ioredis"];

/// The base of the entries for each module, by the loader.
const BASES: [&str; 3] = ["core", "package-core", "fleet-core"];

/// The base of an entry for servers alone: there is no form of it for other loaders.
const SERVER_BASE: &str = "fleet-core";

/// The file that names what decodes the text of a module.
const INLINE: &str = "load/inline.js";

/// The entries that replace `fs`, `fleet` and `bullmq` in a runtime without a file system.
const ABSENT: [&str; 3] = ["fs.absent", "fleet.absent", "bullmq.absent"];

/// Entries with another loader: the same text beside another `core`. `fs`, `fleet` and `bullmq` are not among them.
const WORKERD_ENTRIES: [&str; 7] = ["index", "relay", "sandbox", "package", ABSENT[0], ABSENT[1], ABSENT[2]];

/// Entries for pages that load the modules as separate files, by the name of the entry that each replaces.
const URL_ENTRIES: [(&str, &str); 2] = [("index", "url"), ("package", "package-url")];

/// The texts of errors in each language, which `index` loads on first use.
const TEXTS: [&str; 2] = ["texts.en", "texts.zh-CN"];

/// The project's own tsconfig.json is for its checker: `strict` would put "use strict" into the output.
const NO_TSCONFIG: &str = "--tsconfig-raw={}";

/// Bundles the files of the staging folder into the package.
pub fn run(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    step("bundling the loaders");
    without_comments(root, stage)?;
    bases(root, stage, package)?;
    for entry in ENTRIES.into_iter().chain(ABSENT) {
        let source = format!("{entry}.js");
        let others = BASES.into_iter().chain(TEXTS).chain((entry != "index").then_some("index"));
        let beside: Vec<_> = others.map(|other| format!("--external:./{other}.js")).collect();
        let beside: Vec<_> = beside.iter().map(String::as_str).chain(PEERS).collect();
        // Only this comment shows Deno's registry where a file's types are.
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
    console(root, stage, package)?;
    licences::write(root, stage, package)
}

/// Bundles every base in each of its forms.
fn bases(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    let each = |form: &str, end: &str| {
        let has_form = |base: &&str| *base != SERVER_BASE || form.is_empty();
        BASES.into_iter().filter(has_form).try_for_each(|base| one_base(root, stage, package, base, form, end))
    };
    // Pages, whose bundlers take the ES modules, have the text that is compressed better, and servers the one that is decoded faster.
    texts_of_modules(stage, printable::encoded)?;
    each("", ".js")?;
    texts_of_modules(stage, Base64::encode_string)?;
    rewrite(stage, INLINE, INLINE, &[("./printable.js", "./base64.js")])?;
    each("", ".cjs")?;
    each(".workerd", ".workerd.js")?;
    each(".url", ".url.js")
}

/// Writes the text of each module that a script contains.
fn texts_of_modules(stage: &Path, encoded: impl Fn(&[u8]) -> String) -> Result<()> {
    for module in &MODULES {
        let bytes = fs::read(stage.join(module.file)).with_context(|| module.file.to_owned())?;
        let path = stage.join(module.file).with_extension("txt");
        fs::write(&path, encoded(&bytes)).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Bundles a base in one form.
fn one_base(root: &Path, stage: &Path, package: &Path, base: &str, form: &str, end: &str) -> Result<()> {
    let others = BASES.into_iter().filter(|other| *other != base);
    let mut beside: Vec<_> = others.map(|other| format!("--external:./{other}.js")).collect();
    // The other modules have no tasks.
    beside.extend((base == "core").then(|| "--inject:./load/microtasks.js".to_owned()));
    beside.extend(MODULES.iter().map(|module| format!("--external:./{}", module.file)));
    let beside: Vec<_> = beside.iter().map(String::as_str).collect();
    let (source, output) = (format!("{base}{form}.js"), format!("{base}{end}"));
    esbuild(root, stage, package, &source, &output, &beside)?;
    stand_on(package, &output, &output, end)
}

/// Writes a file's text with the files beside it in another form: `.cjs`, or those for another loader.
fn stand_on(package: &Path, from: &str, to: &str, end: &str) -> Result<()> {
    let names = BASES.into_iter().chain(["index"]).map(|name| (format!("./{name}.js"), format!("./{name}{end}")));
    let names: Vec<_> = names.collect();
    let names: Vec<_> = names.iter().map(|(old, new)| (old.as_str(), new.as_str())).collect();
    rewrite(package, from, to, &names)
}

/// Removes the comments from the staged files: bundling keeps those with types, within classes and expressions.
pub fn without_comments(root: &Path, stage: &Path) -> Result<()> {
    let files = scripts(stage, Path::new("."))?;
    let mut arguments = vec!["--outdir=.", "--allow-overwrite", "--minify-whitespace", "--target=es2022", NO_TSCONFIG];
    arguments.push("--log-level=warning");
    arguments.extend(files.iter().map(String::as_str));
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

/// Bundles the command line to one file with its libraries. The package's own entries stay beside it.
fn command_line(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    report_page(root, stage)?;
    // By absolute paths: libraries have files of these names, too.
    let entries = ENTRIES.map(|entry| format!("--external:{}", stage.join(format!("{entry}.js")).display()));
    let version = format!("--define:VERSION=\"{}\"", env!("CARGO_PKG_VERSION"));
    // The module of `--authorize` may be ESM: `require` does not take it in every Node.
    let folder = "--define:PACKAGE_FOLDER=__dirname";
    let mut more = vec![version.as_str(), folder, "--supported:dynamic-import=true", "--loader:.html=text"];
    more.extend(entries.iter().map(String::as_str));
    esbuild(root, stage, package, "cli/main.js", "cli.cjs", &more)?;
    let common = ENTRIES.map(|entry| (format!("./{entry}.js"), format!("./{entry}.cjs")));
    let names = common.each_ref().map(|(old, new)| (old.as_str(), new.as_str()));
    rewrite(package, "cli.cjs", "cli.cjs", &names)
}

/// Bundles the script and the style of the report's page, which the command writes into the page.
fn report_page(root: &Path, stage: &Path) -> Result<()> {
    let folder = stage.join("cli/report/page");
    let bundle = ["--bundle", "--minify", "--target=es2022", "--charset=utf8", "--log-level=warning", NO_TSCONFIG];
    for (source, output, more) in [("main.js", "main.txt", Some("--format=iife")), ("style.css", "style.txt", None)] {
        let outfile = format!("--outfile={output}");
        let arguments: Vec<_> = [source, &outfile].into_iter().chain(bundle).chain(more).collect();
        run_tool(root, "esbuild", &folder, &arguments)?;
    }
    Ok(())
}

/// Bundles the console's page and worker into a folder of the package, from the entries that are there already.
fn console(root: &Path, stage: &Path, package: &Path) -> Result<()> {
    let report = stage.join(format!("console{}", licences::METAFILE));
    run_command(command("node", root).arg("www/build.mjs").arg(package).arg(report))
}

/// Bundles one file. The output's extension decides the format.
fn esbuild(root: &Path, stage: &Path, package: &Path, source: &str, output: &str, more: &[&str]) -> Result<()> {
    // `platform=node` writes the names of a CommonJS file's exports where Node's `import` finds them. In Jest a CommonJS file has no
    // `import()`: what is loaded later is required.
    let form: &[&str] = match output.ends_with(".cjs") {
        true => &["--format=cjs", "--platform=node", "--supported:dynamic-import=false"],
        false => &["--format=esm", "--platform=neutral"],
    };
    // Written beside its source first: esbuild resolves the files beside it from the output's folder.
    let beside = format!("out.{output}");
    let (input, outfile) = (format!("./{source}"), format!("--outfile={beside}"));
    let metafile = format!("--metafile={output}{}", licences::METAFILE);
    let mut arguments = vec![input.as_str(), "--bundle", "--target=es2022", &outfile];
    arguments.extend(form);
    arguments.extend(["--log-level=warning", "--legal-comments=none", "--external:node:*", NO_TSCONFIG, &metafile]);
    arguments.extend(more);
    run_tool(root, "esbuild", stage, &arguments)?;
    fs::rename(stage.join(beside), package.join(output)).with_context(|| output.to_owned())
}

/// Copies a file with other names for the files beside it.
fn rewrite(package: &Path, from: &str, to: &str, names: &[(&str, &str)]) -> Result<()> {
    let mut text = fs::read_to_string(package.join(from)).with_context(|| from.to_owned())?;
    for (old, new) in names {
        text = text.replace(&format!("\"{old}\""), &format!("\"{new}\""));
    }
    fs::write(package.join(to), text).with_context(|| to.to_owned())
}
