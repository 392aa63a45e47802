//! What the package entry's JavaScript has from the crates: constants, advice and messages.

use serde_json::{Map, Value};
use wechat_function_link::defaults::{ENTRY_BYTES, MAX_IDLE_MEMORY_BYTES, WORTH_LOADING_BYTES};
use wechat_function_link::error::code::Code;
use wechat_function_package::{Notice, Reason};

use crate::catalogue::{Language, constants_module};

/// The errors that this entry's JavaScript makes: the main module, which makes all others, may not be loaded there.
const CODES: [Code; 3] = [Code::InvalidArgument, Code::TooLarge, Code::BadPackage];

/// `package/constants.js`
pub fn constants() -> String {
    let advice = CODES.iter().map(|code| (code.as_str().to_owned(), Language::English.shown(code.advice()).into()));
    constants_module(&[
        ("ADVICE", advice.collect::<Map<_, _>>().into()),
        ("ENTRY_BYTES", ENTRY_BYTES.into()),
        ("MAX_IDLE_MEMORY_BYTES", MAX_IDLE_MEMORY_BYTES.into()),
        ("WORTH_LOADING_BYTES", (WORTH_LOADING_BYTES as u64).into()),
    ])
}

/// `package/messages.js`: what a finding says, by its code.
pub fn messages() -> String {
    let reasons = Reason::ALL.iter().map(|reason| (reason.as_str(), reason.english()));
    let notices = Notice::ALL.iter().map(|notice| (notice.as_str(), notice.english()));
    let texts = reasons.chain(notices).map(|(code, text)| (code.to_owned(), Value::from(text)));
    constants_module(&[("MESSAGES", texts.collect::<Map<_, _>>().into())])
}
