//! What the core's catalogue becomes elsewhere: the TypeScript union, the README's tables, constants of JavaScript.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use serde_json::Value;
use wechat_function_link::defaults::{ALLOWED_HOSTS, FOR_JAVASCRIPT};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::CATALOGUE;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;

const TYPES_MARK: &str = "/* every code of the catalogue */ string";

/// Puts the codes into the declarations.
pub fn fill_types(types: &str) -> Result<String> {
    if !types.contains(TYPES_MARK) {
        return if types.contains("FunctionLinkErrorCode =") {
            bail!("index.d.ts lost its mark {TYPES_MARK}")
        } else {
            Ok(types.to_owned())
        };
    }
    let union: String = Code::ALL.iter().map(|code| format!("\n  | \"{}\"", code.as_str())).collect();
    Ok(types.replace(TYPES_MARK, &union))
}

/// The errcodes that the sandbox answers on demand: every one but 0.
pub fn errcodes_module() -> String {
    let errcodes: Vec<_> = CATALOGUE.iter().map(|entry| entry.errcode).filter(|errcode| *errcode != 0).collect();
    constants_module(&[("ERRCODES", errcodes.into())])
}

/// A JavaScript module of constants that the crate decides: `export const NAME = value;`, a line each. Values are numbers,
/// texts or lists of them, as JSON.
pub fn constants_module(values: &[(&str, Value)]) -> String {
    let mut module = String::from("// Written by `cargo xtask build` from the crate: change it there.\n");
    for (name, value) in values {
        let _ = writeln!(module, "export const {name} = {value};");
    }
    module
}

/// The limits and times that the package's JavaScript shares with the module, and the error of a relay without a working module.
pub fn defaults_module() -> String {
    let mut values: Vec<(&str, Value)> =
        FOR_JAVASCRIPT.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    values.push(("ALLOWED_HOSTS", ALLOWED_HOSTS.into_iter().collect()));
    let report = Report::new(&Error::Relay(Refusal::Broken), None, None, None);
    values.push(("RELAY_BROKEN", serde_json::json!(report)));
    constants_module(&values)
}

/// The table of codes.
pub fn codes_table() -> String {
    let mut table = String::from("| code | when | what to do |\n| --- | --- | --- |\n");
    for code in Code::ALL {
        let _ = writeln!(table, "| `{}` | {} | {} |", code.as_str(), code.when(), code.general_advice());
    }
    table
}

/// The table of errcodes.
pub fn errcodes_table() -> String {
    let mut table = String::from("| errcode | name | code | what to do |\n| --- | --- | --- | --- |\n");
    for entry in CATALOGUE {
        let code = entry.code.map_or("–".to_owned(), |code| format!("`{}`", code.as_str()));
        let _ = writeln!(table, "| {} | {} | {code} | {} |", entry.errcode, entry.name, entry.advice);
    }
    table
}
