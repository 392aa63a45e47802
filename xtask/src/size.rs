//! `cargo xtask size`: the parts of the modules, by the names of their functions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rustc_demangle::demangle;
use wasmparser::{KnownCustom, Name, Parser, Payload};

use crate::folders::fresh_folder;
use crate::module::{self, Form, MODULES, Module};
use crate::process::step;

/// The number of functions that are listed.
const LARGEST: usize = 40;

/// The crates that functions are summed by.
const CRATES: [&str; 24] = [
    "wasm_bindgen_futures",
    "serde_wasm_bindgen",
    "wasm_bindgen",
    "js_sys",
    "web_sys",
    "serde_json",
    "serde_core",
    "serde",
    "sha2",
    "fdeflate",
    "rawzip",
    "crc32fast",
    "imara_diff",
    "memchr",
    "base64ct",
    "percent_encoding",
    "hashbrown",
    "dlmalloc",
    "itoa",
    "zmij",
    "ryu",
    "compiler_builtins",
    "alloc",
    "core",
];

/// Builds the modules with the functions' names, and prints their parts.
pub fn run(root: &Path) -> Result<()> {
    let stage = root.join("target/named");
    fresh_folder(&stage)?;
    module::compile_all(root, root, &stage, Form::Named)?;
    for Module { package, file: name, .. } in &MODULES {
        let contents = Contents::read(&fs::read(stage.join(name))?)?;
        let own = package.replace('-', "_");
        step(&format!("{name}: sections, bytes"));
        print(&contents.sections, usize::MAX);
        step("functions by crate, bytes");
        print(&sums(&contents.functions, |function| krate(&own, function)), usize::MAX);
        step("functions by file of this crate, bytes");
        print(&sums(&contents.functions, |function| file(&own, function)), usize::MAX);
        step("the largest functions, bytes");
        print(&contents.functions, LARGEST);
    }
    Ok(())
}

#[derive(Default)]
struct Contents {
    sections: Vec<(String, usize)>,
    functions: Vec<(String, usize)>,
}

impl Contents {
    fn read(module: &[u8]) -> Result<Contents> {
        let mut contents = Contents::default();
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload.context("the module cannot be read")? {
                Payload::ImportSection(imports) => {
                    contents.sections.push(("imports".to_owned(), imports.range().len()));
                    for import in imports.into_imports() {
                        imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => contents.sections.push(("code".to_owned(), range.len())),
                Payload::DataSection(data) => {
                    contents.sections.push(("data: texts and tables".to_owned(), data.range().len()));
                }
                Payload::ExportSection(exports) => {
                    contents.sections.push(("exports".to_owned(), exports.range().len()));
                }
                Payload::ElementSection(elements) => {
                    contents.sections.push(("table of functions".to_owned(), elements.range().len()));
                }
                Payload::CodeSectionEntry(body) => contents.functions.push((String::new(), body.range().len())),
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(names) = custom.as_known() {
                        for name in names {
                            contents.name(name?, imported)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(contents)
    }

    fn name(&mut self, names: Name<'_>, imported: usize) -> Result<()> {
        let Name::Function(names) = names else { return Ok(()) };
        for naming in names {
            let naming = naming?;
            let own = (naming.index as usize).checked_sub(imported);
            if let Some(function) = own.and_then(|index| self.functions.get_mut(index)) {
                function.0 = format!("{:#}", demangle(naming.name));
            }
        }
        Ok(())
    }
}

/// The crate of a function. A generic function over a type of this project counts as the project's.
fn krate(own: &str, name: &str) -> Option<String> {
    let found = [own].into_iter().chain(CRATES).find(|krate| name.contains(&format!("{krate}::")));
    Some(found.unwrap_or("other").to_owned())
}

fn file(own: &str, name: &str) -> Option<String> {
    let path = name.split_once(&format!("{own}::"))?.1;
    let mut parts = path.split("::");
    let first = parts.next()?;
    Some(if first == "host" { format!("host/{}", parts.next()?) } else { first.to_owned() })
}

fn sums(functions: &[(String, usize)], group: impl Fn(&str) -> Option<String>) -> Vec<(String, usize)> {
    let mut sums = BTreeMap::new();
    for (name, bytes) in functions {
        if let Some(group) = group(name) {
            *sums.entry(group).or_insert(0) += bytes;
        }
    }
    sums.into_iter().collect()
}

fn print(sizes: &[(String, usize)], most: usize) {
    let mut sizes: Vec<_> = sizes.iter().collect();
    sizes.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    for (name, bytes) in sizes.iter().take(most) {
        println!("{bytes:>8}  {name}");
    }
    let rest: usize = sizes.iter().skip(most).map(|(_, bytes)| bytes).sum();
    println!("{:>8}  in all", sizes.iter().map(|(_, bytes)| bytes).sum::<usize>());
    if rest > 0 {
        println!("{rest:>8}  of them not shown");
    }
}
