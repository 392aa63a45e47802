//! Writes the catalogue's texts as JavaScript, a file for each language, for the package's `texts.LANGUAGE.js`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::{CATALOGUE, UNKNOWN};
use wechat_function_link::error::refusal::Refusal;
use wechat_function_link::error::text::Text;
use wechat_function_link::error::{Error, advice, javascript, messages, peer};

use crate::catalogue::{Language, constants_module};

/// A relay's own refusals. The first of each status stands for a refusal that is known only by its status.
const REFUSALS: [Refusal; 11] = [
    Refusal::Unauthorized,
    Refusal::Forbidden,
    Refusal::CrossSite,
    Refusal::NotFound,
    Refusal::NoOutcome,
    Refusal::Method,
    Refusal::TooLarge,
    Refusal::MediaType,
    Refusal::TooOften(1),
    Refusal::TooManyAtOnce,
    Refusal::Broken,
];

/// Writes the files to `languages/` in the staging folder.
pub fn write(stage: &Path) -> Result<()> {
    let folder = stage.join("languages");
    for (name, module) in [("errors.en.js", english()), ("errors.zh-CN.js", chinese())] {
        fs::write(folder.join(name), module).with_context(|| name.to_owned())?;
    }
    Ok(())
}

/// The title of each code, and the title and advice of any other error. An error has its English message already.
fn english() -> String {
    constants_module(&[("TITLES", titles(Language::English)), ("UNEXPECTED", unexpected(Language::English))])
}

fn chinese() -> String {
    let language = Language::Chinese;
    let codes: BTreeMap<_, _> =
        Code::ALL.iter().map(|code| (code.as_str(), [language.when(*code), language.shown(code.advice())])).collect();
    let errcodes: BTreeMap<_, _> = CATALOGUE
        .iter()
        .map(|known| (known.errcode.to_string(), [language.shown(known.meaning), language.shown(known.advice)]))
        .collect();
    let unknown = [language.shown(UNKNOWN.meaning), language.shown(UNKNOWN.advice)];
    let mut statuses = BTreeMap::new();
    for refusal in REFUSALS {
        let report = (format!("{}{}", messages::RELAY_REFUSED.zh, refusal.words().zh), refusal.advice().zh);
        statuses.entry(Error::Relay(refusal).facts().status.unwrap_or_default().to_string()).or_insert(report);
    }
    let peers: BTreeMap<_, _> = peer::ALL.iter().map(|(_, text)| (text.en, text.zh)).collect();
    let phrases: Vec<_> = phrases().map(|text| [Language::English.of(text), language.of(text)]).collect();
    constants_module(&[
        ("TITLES", titles(language)),
        ("UNEXPECTED", unexpected(language)),
        ("CODES", json!(codes)),
        ("ERRCODES", json!(errcodes)),
        ("UNKNOWN", json!(unknown)),
        ("STATUSES", json!(statuses)),
        ("PEERS", json!(peers)),
        ("ABOUT", json!(language.of(javascript::ABOUT))),
        ("ABOUT_ENVIRONMENT", json!(language.of(javascript::ABOUT_ENVIRONMENT))),
        ("ABOUT_INTERFACE", json!(language.of(javascript::ABOUT_INTERFACE))),
        ("PHRASES", json!(phrases)),
    ])
}

/// The parts of messages and advice, in the order of the search.
fn phrases() -> impl Iterator<Item = Text> {
    let named = [messages::ALL, javascript::ALL, advice::ALL].into_iter().flatten().map(|(_, text)| *text);
    named.chain(Code::ALL.iter().map(|code| code.advice()))
}

fn titles(language: Language) -> Value {
    let titles: BTreeMap<_, _> = Code::ALL.iter().map(|code| (code.as_str(), language.of(code.title()))).collect();
    json!(titles)
}

fn unexpected(language: Language) -> Value {
    json!([language.of(messages::UNEXPECTED), language.of(advice::UNEXPECTED)])
}
