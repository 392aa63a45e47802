//! What the package entry's JavaScript has from the crates: constants, advice and messages.

use serde_json::{Map, Value};
use wechat_function_link::defaults::{ENTRY_BYTES, MAX_IDLE_MEMORY_BYTES, WORTH_LOADING_BYTES};
use wechat_function_link::error::code::Code;
use wechat_function_package::{Notice, Reason};

use crate::catalogue::{Language, constants_module};

/// The errors that JavaScript makes: the main module, which makes all others, may not be loaded there.
const CODES: [Code; 6] = [
    Code::InvalidArgument,
    Code::TooLarge,
    Code::WriteFailed,
    Code::BadPackage,
    Code::ChecksumMismatch,
    Code::CallbackFailed,
];

/// `package/constants.js`: the advice of errors by their code, and sizes in bytes.
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
    messages_module(Reason::english, Notice::english)
}

/// `package/messages.zh-CN.js`: the same in Chinese, for the command line.
pub fn chinese_messages() -> String {
    messages_module(Reason::chinese, Notice::chinese)
}

fn messages_module(of_reason: fn(Reason) -> &'static str, of_notice: fn(Notice) -> &'static str) -> String {
    let reasons = Reason::ALL.iter().map(|reason| (reason.as_str(), of_reason(*reason)));
    let notices = Notice::ALL.iter().map(|notice| (notice.as_str(), of_notice(*notice)));
    let texts = reasons.chain(notices).map(|(code, text)| (code.to_owned(), Value::from(text)));
    constants_module(&[("MESSAGES", texts.collect::<Map<_, _>>().into())])
}
