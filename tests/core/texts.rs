//! The texts in both languages: each has the same places, and what an error says is one of them.

use std::collections::HashMap;

use wechat_function_link::error::code::Code;
use wechat_function_link::error::errcode::{CATALOGUE, UNKNOWN};
use wechat_function_link::error::text::{Text, braced};
use wechat_function_link::error::{advice, javascript, messages, peer};

/// Every text, with its file and its name.
fn every_text() -> Vec<(&'static str, String, Text)> {
    let of = |file, texts: &[(&'static str, Text)]| {
        texts.iter().map(move |(name, text)| (file, (*name).to_owned(), *text)).collect::<Vec<_>>()
    };
    let mut texts = of("messages.rs", messages::ALL);
    texts.extend(of("advice.rs", advice::ALL));
    texts.extend(of("javascript.rs", javascript::ALL));
    texts.extend(of("peer.rs", peer::ALL));
    for code in Code::ALL {
        let parts = [("title", code.title()), ("when", code.when()), ("advice", code.advice())];
        texts.extend(parts.map(|(part, text)| ("code.rs", format!("{} {part}", code.as_str()), text)));
    }
    for known in CATALOGUE.iter().chain([&UNKNOWN]) {
        let parts = [("meaning", known.meaning), ("advice", known.advice)];
        texts.extend(parts.map(|(part, text)| ("errcode.rs", format!("{} {part}", known.errcode), text)));
    }
    texts
}

fn places(text: &str) -> Vec<String> {
    let mut places: Vec<String> = text
        .split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
        .filter(|name| name != "meaning")
        .collect();
    places.sort();
    places
}

#[test]
fn both_languages_have_the_same_places() {
    let texts = every_text();
    assert!(texts.len() > 200, "{}", texts.len());
    for (file, name, Text { en, zh }) in texts {
        assert_eq!(places(&braced(en)), places(zh), "{file}: {name}");
        assert!(!zh.contains(char::is_control), "{file}: {name}");
    }
}

#[test]
fn chinese_is_chinese_with_a_space_beside_latin_and_ends_as_the_english_does() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let takes_space = |c: char| c.is_ascii_alphanumeric();
    for (file, name, Text { en, zh }) in every_text() {
        let is_name = en == zh || name == "MUST" || name == "STORAGE_CODE" || file == "peer.rs";
        assert!(is_name || zh.contains(is_chinese), "{file}: {name}: {zh}");
        for (one, next) in zh.chars().zip(zh.chars().skip(1)) {
            let is_tight = (is_chinese(one) && takes_space(next)) || (takes_space(one) && is_chinese(next));
            assert!(!is_tight, "{file}: {name}: no space between {one} and {next}");
        }
        let is_sentence = en.ends_with('.') && !en.ends_with(": ");
        assert_eq!(zh.ends_with('。'), is_sentence, "{file}: {name}: {zh}");
    }
}

#[test]
fn an_english_text_has_one_chinese() {
    let mut seen: HashMap<String, (&str, String, &str)> = HashMap::new();
    for (file, name, Text { en, zh }) in every_text().into_iter().filter(|(file, ..)| !file.contains("code.rs")) {
        if let Some((other_file, other, before)) = seen.insert(braced(en), (file, name.clone(), zh)) {
            assert_eq!(zh, before, "{file}: {name}, and {other_file}: {other}");
        }
    }
}
