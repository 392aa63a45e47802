//! Makes other forms of the core's catalogue: the TypeScript union, the tables of `docs/errors.md`, JavaScript's constants.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use serde_json::Value;
use wechat_function_link::defaults::{ALLOWED_HOSTS, FOR_JAVASCRIPT};
use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::CATALOGUE;
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;
use wechat_function_link::error::text::{self, Text};
use wechat_function_link::error::{Error, peer};

const TYPES_MARK: &str = "/* every code of the catalogue */ string";

/// Inserts the codes into the declarations.
pub fn fill_types(types: &str) -> Result<String> {
    if !types.contains(TYPES_MARK) {
        return if types.contains("FunctionLinkErrorCode =") {
            bail!("request.d.ts lost its mark {TYPES_MARK}")
        } else {
            Ok(types.to_owned())
        };
    }
    let union: String = Code::ALL.iter().map(|code| format!("\n  | \"{}\"", code.as_str())).collect();
    Ok(types.replace(TYPES_MARK, &union))
}

/// The errcodes of the sandbox's functions: every one except 0.
pub fn errcodes_module() -> String {
    let errcodes: Vec<_> = CATALOGUE.iter().map(|entry| entry.errcode).filter(|errcode| *errcode != 0).collect();
    constants_module(&[("ERRCODES", errcodes.into())])
}

/// A JavaScript module of the crate's constants: `export const NAME = value;`, a line each. Values are numbers, texts or
/// lists of them, as JSON.
pub fn constants_module(values: &[(&str, Value)]) -> String {
    let mut module = String::from("// Written by `cargo xtask build` from the crate: change it there.\n");
    for (name, value) in values {
        let _ = writeln!(module, "export const {name} = {value};");
    }
    module
}

/// The limits and times that JavaScript shares with the module, and the error of a relay without a working module.
pub fn defaults_module() -> String {
    constants_module(&defaults())
}

fn defaults() -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&str, Value)> =
        FOR_JAVASCRIPT.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    values.push(("ALLOWED_HOSTS", ALLOWED_HOSTS.into_iter().collect()));
    let report = Report::new(&Error::Relay(Refusal::Broken), "", None, None);
    values.push(("RELAY_BROKEN", serde_json::json!(report)));
    values
}

/// The declarations of [`defaults_module`], which stand beside the files that import it.
pub fn defaults_types() -> String {
    let mut types = String::from("// Written by `cargo xtask docs` from the crate: change it there.\n");
    for (name, value) in defaults() {
        let _ = writeln!(types, "export const {name}: {};", type_of(&value));
    }
    types
}

fn type_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(items) => format!("{}[]", items.first().map_or("unknown".to_owned(), type_of)),
        Value::Object(fields) => {
            let fields: String =
                fields.iter().map(|(name, value)| format!("  {name}: {};\n", type_of(value))).collect();
            format!("{{\n{fields}}}")
        }
    }
}

/// A language of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    Chinese,
}

impl Language {
    /// A text of the catalogue for a document, without a peer.
    pub fn shown(self, text: Text) -> String {
        let places =
            [("{who}", peer::ANY), ("{address}", peer::ANY_ADDRESS), ("{host}", text::text("its host", "该域名"))];
        places.iter().fold(self.of(text), |shown, (place, words)| shown.replace(place, &self.of(*words)))
    }

    /// A text whose places are names in braces.
    pub fn of(self, text: Text) -> String {
        match self {
            Language::English => text::braced(text.en),
            Language::Chinese => text.zh.to_owned(),
        }
    }

    /// The sentence when a code is used, with its errcodes.
    pub fn when(self, code: Code) -> String {
        let errcodes: Vec<_> = code.errcodes().map(|errcode| errcode.to_string()).collect();
        let separator = if self == Language::English { ", " } else { "、" };
        self.shown(code.when()).replace("{errcodes}", &errcodes.join(separator))
    }
}

/// The table of codes, in one language.
pub fn codes_table(language: Language) -> String {
    let head = match language {
        Language::English => "| code | when | what to do |",
        Language::Chinese => "| code | 何时 | 处理办法 |",
    };
    let mut table = format!("{head}\n| --- | --- | --- |\n");
    for code in Code::ALL {
        let (when, advice) = (language.when(*code), language.shown(code.advice()));
        let _ = writeln!(table, "| `{}` | {when} | {advice} |", code.as_str());
    }
    table
}

/// The table of errcodes, in one language.
pub fn errcodes_table(language: Language) -> String {
    let head = match language {
        Language::English => "| errcode | name | meaning | code | what to do |",
        Language::Chinese => "| errcode | 名称 | 含义 | code | 处理办法 |",
    };
    let mut table = format!("{head}\n| --- | --- | --- | --- | --- |\n");
    for entry in CATALOGUE {
        let code = entry.code.map_or("–".to_owned(), |code| format!("`{}`", code.as_str()));
        let (meaning, advice) = (language.shown(entry.meaning), language.shown(entry.advice));
        let _ = writeln!(table, "| {} | {} | {meaning} | {code} | {advice} |", entry.errcode, entry.name);
    }
    table
}
