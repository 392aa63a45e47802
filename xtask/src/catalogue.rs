//! What the core's catalogue becomes elsewhere: the TypeScript union, the tables of docs/errors.md, constants of JavaScript.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wechat_function_link::defaults::{ALLOWED_HOSTS, FOR_JAVASCRIPT};
use wechat_function_link::error::Error;
use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::{CATALOGUE, Explanation};
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::report::Report;

use crate::process::command;

/// The catalogue's texts in Chinese.
const CHINESE: &str = "www/page/texts/zh-CN-errors.js";

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
    constants_module(&defaults())
}

fn defaults() -> Vec<(&'static str, Value)> {
    let mut values: Vec<(&str, Value)> =
        FOR_JAVASCRIPT.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    values.push(("ALLOWED_HOSTS", ALLOWED_HOSTS.into_iter().collect()));
    let report = Report::new(&Error::Relay(Refusal::Broken), None, None, None);
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

/// What happened (or what it means) and what to do.
type Text = (String, String);

/// The catalogue's texts in one language, and the tables' words for them.
pub struct Texts {
    codes_head: &'static str,
    errcodes_head: &'static str,
    codes: BTreeMap<String, Text>,
    errcodes: BTreeMap<String, Text>,
}

impl Texts {
    /// The catalogue's own.
    pub fn english() -> Texts {
        let code = |code: &Code| (code.as_str().to_owned(), (code.when().to_owned(), code.general_advice()));
        let errcode =
            |entry: &Explanation| (entry.errcode.to_string(), (entry.meaning.to_owned(), entry.advice.to_owned()));
        Texts {
            codes_head: "| code | when | what to do |",
            errcodes_head: "| errcode | name | meaning | code | what to do |",
            codes: Code::ALL.iter().map(code).collect(),
            errcodes: CATALOGUE.iter().map(errcode).collect(),
        }
    }

    /// The console's, which has the catalogue in Chinese.
    pub fn chinese(root: &Path) -> Result<Texts> {
        let script = format!(
            "const {{ CODES, ERRCODES }} = await import('./{CHINESE}'); console.log(JSON.stringify([CODES, ERRCODES]));"
        );
        let out = command("node", root).args(["--input-type=module", "--eval", &script]).output().context("node")?;
        if !out.status.success() {
            bail!("{CHINESE} could not be read: {}", String::from_utf8_lossy(&out.stderr));
        }
        let (mut codes, mut errcodes): (BTreeMap<String, Text>, BTreeMap<String, Text>) =
            serde_json::from_slice(&out.stdout).with_context(|| format!("{CHINESE} holds something unexpected"))?;
        errcodes.insert("0".to_owned(), ("调用成功。".to_owned(), "无需处理。".to_owned()));
        for code in Code::ALL {
            let errcodes: Vec<_> = CATALOGUE.iter().filter(|entry| entry.code == Some(*code)).collect();
            // Any other errcode is REJECTED, too.
            if let Some((when, _)) =
                codes.get_mut(code.as_str()).filter(|_| *code != Code::Rejected && !errcodes.is_empty())
            {
                let listed: Vec<_> = errcodes.iter().map(|entry| entry.errcode.to_string()).collect();
                *when = format!("{}（{}）。", when.trim_end_matches('。'), listed.join("、"));
            }
        }
        let (codes_head, errcodes_head) = ("| code | 何时 | 处理办法 |", "| errcode | 名称 | 含义 | code | 处理办法 |");
        Ok(Texts { codes_head, errcodes_head, codes, errcodes })
    }
}

#[cfg(test)]
impl Texts {
    /// Without an errcode's text.
    pub fn without(mut self, errcode: &str) -> Texts {
        self.errcodes.remove(errcode);
        self
    }
}

fn text_of<'a>(texts: &'a BTreeMap<String, Text>, name: &str) -> Result<&'a Text> {
    texts.get(name).with_context(|| format!("{CHINESE} has no text for {name}"))
}

/// The table of codes.
pub fn codes_table(texts: &Texts) -> Result<String> {
    let mut table = format!("{}\n| --- | --- | --- |\n", texts.codes_head);
    for code in Code::ALL {
        let (when, advice) = text_of(&texts.codes, code.as_str())?;
        let _ = writeln!(table, "| `{}` | {when} | {advice} |", code.as_str());
    }
    Ok(table)
}

/// The table of errcodes.
pub fn errcodes_table(texts: &Texts) -> Result<String> {
    let mut table = format!("{}\n| --- | --- | --- | --- | --- |\n", texts.errcodes_head);
    for entry in CATALOGUE {
        let code = entry.code.map_or("–".to_owned(), |code| format!("`{}`", code.as_str()));
        let (meaning, advice) = text_of(&texts.errcodes, &entry.errcode.to_string())?;
        let _ = writeln!(table, "| {} | {} | {meaning} | {code} | {advice} |", entry.errcode, entry.name);
    }
    Ok(table)
}
