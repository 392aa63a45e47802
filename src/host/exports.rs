//! The exported functions. Each decodes intake's record, drives a machine and encodes its outcome.
#![allow(unreachable_pub, reason = "wasm-bindgen exports what is public")]

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::{Failure, encode, encode_about, object};
use super::link::encode_link;
use super::scope::Scope;
use super::{download, link, verify};
use crate::call::interface::Interface;
use crate::call::record::Record;
use crate::download::machine::Download;
use crate::download::settings::Settings;
use crate::error::Error;
use crate::error::code::Code;
use crate::error::errcode::explain;
use crate::link::subject::Subject;

/// Traps for a function of the name `trap`, in the module of the tests alone.
fn trap_on_demand(subject: &Subject) {
    if cfg!(feature = "trap") && subject.function_name == "trap" {
        std::process::abort();
    }
}

/// `getFunctionLink`: gets a function's download address and checksum from the platform or a relay.
#[wasm_bindgen(js_name = getFunctionLink)]
pub async fn get_function_link(scope: Scope, record: String) -> Result<JsValue, JsValue> {
    let record = Record::read(&record).map_err(encode)?;
    let (subject, mut call) = record.call(Subject::from_record).map_err(encode)?;
    trap_on_demand(&subject);
    let link = link::get(&scope, &mut call, record.keeps_requests_apart(), false).await;
    link.map(|link| encode_link(&link)).map_err(|failure| encode_about(failure, call.about(), call.sent(), call.peer()))
}

/// `downloadFunction`, and `saveFunction` with the scope's file sink.
#[wasm_bindgen(js_name = downloadFunction)]
pub async fn download_function(scope: Scope, record: String) -> Result<JsValue, JsValue> {
    let record = Record::read(&record).map_err(encode)?;
    let (subject, call) = record.call(Subject::from_record).map_err(encode)?;
    let settings = Settings::read(&record).map_err(encode)?;
    trap_on_demand(&subject);
    let mut machine =
        Download::new(subject, call, settings.allowed_hosts.clone(), settings.max_bytes, settings.can_begin_again);
    let done = download::drive(&scope, &mut machine, &settings, record.keeps_requests_apart()).await;
    done.map_err(|failure| encode_about(failure, machine.call.about(), machine.sent(), machine.peer()))
}

/// `verifyChecksum`: hashes the scope's source and compares the digest with the checksum.
#[wasm_bindgen(js_name = verifyChecksum)]
pub async fn verify_checksum(scope: Scope, record: String) -> Result<bool, JsValue> {
    let record = Record::read(&record).map_err(encode)?;
    verify::verify(&scope, &record).await.map_err(|failure| encode_about(failure, "", None, None))
}

/// `explainErrcode`: the catalogue's entry for an errcode. NaN stands for any value that is not a number.
#[wasm_bindgen(js_name = explainErrcode)]
pub fn explain_errcode(errcode: f64) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct Fields {
        name: &'static str,
        meaning: &'static str,
        advice: &'static str,
        code: Option<&'static str>,
        retryable: bool,
    }
    if errcode.fract() != 0.0 {
        return Err(encode(Error::argument("errcode must be an integer")));
    }
    let known = explain(errcode as i64);
    Ok(object(&Fields {
        name: known.name,
        meaning: known.meaning.en,
        advice: known.advice.en,
        code: known.code.map(Code::as_str),
        retryable: known.retryable(),
    }))
}

/// Creates `INVALID_ARGUMENT`, for arguments that the package's JavaScript checks.
#[wasm_bindgen(js_name = invalidArgument)]
pub fn invalid_argument(what: String) -> JsValue {
    encode(Error::InvalidArgument(what))
}

/// Creates `CALLBACK_FAILED`, for a callback of the caller's that fails once its call has succeeded.
#[wasm_bindgen(js_name = callbackFailed)]
pub fn callback_failed(what: String, env: Option<String>, function_name: Option<String>, cause: JsValue) -> JsValue {
    let about = env.zip(function_name).map(|(env, function_name)| Subject { env, function_name }.about());
    encode_about(Failure::Caused(Error::CallbackFailed(what), cause), &about.unwrap_or_default(), None, None)
}
