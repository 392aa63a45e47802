//! The exported functions. Each decodes intake's record, drives a machine and encodes its outcome.
#![allow(unreachable_pub, reason = "wasm-bindgen exports what is public")]

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::{Failure, encode, encode_about, object, text};
use super::link::encode_link;
use super::scope::Scope;
use super::{call, download, link, verify};
use crate::call::interface::Interface;
use crate::call::machine::Call;
use crate::call::record::Record;
use crate::call::reply::Reply;
use crate::download::machine::Download;
use crate::download::settings::Settings;
use crate::error::Error;
use crate::error::code::Code;
use crate::error::errcode::explain;
use crate::link::subject::Subject;
use crate::list::environments::EnvironmentsRequest;
use crate::list::functions::{self, FunctionsRequest};
use crate::list::quota::QuotaRequest;

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
    let (subject, mut call) = record.call::<Subject>().map_err(encode)?;
    trap_on_demand(&subject);
    let link = link::get(&scope, &mut call, record.keeps_requests_apart(), false).await;
    link.map(|link| encode_link(&link)).map_err(|failure| encode_about(failure, call.about(), call.sent(), call.peer()))
}

/// `downloadFunction`, and `saveFunction` with the scope's file sink.
#[wasm_bindgen(js_name = downloadFunction)]
pub async fn download_function(scope: Scope, record: String) -> Result<JsValue, JsValue> {
    let record = Record::read(&record).map_err(encode)?;
    let (subject, call) = record.call::<Subject>().map_err(encode)?;
    let settings = Settings::read(&record).map_err(encode)?;
    trap_on_demand(&subject);
    let mut machine =
        Download::new(subject, call, settings.allowed_hosts.clone(), settings.max_bytes, settings.can_begin_again);
    let done = download::drive(&scope, &mut machine, &settings, record.keeps_requests_apart()).await;
    done.map_err(|failure| encode_about(failure, machine.call.about(), machine.sent(), machine.peer()))
}

/// The interfaces whose values cross as JSON: JavaScript parses a page of 100 functions in one crossing, where
/// serde-wasm-bindgen takes three a field.
#[wasm_bindgen]
pub enum Listed {
    /// `listEnvironments`: all rows, as `Environment[]`.
    Environments = "environments",
    /// `listFunctions`: one page, `{ functions, totalCount? }`.
    Functions = "functions",
    /// `getQuota`: one object, as `Quota`.
    Quota = "quota",
}

/// `listEnvironments`, one page of `listFunctions`, or `getQuota`. One export for all: each async one takes 2 KB.
#[wasm_bindgen]
pub async fn list(scope: Scope, record: String, listed: Listed) -> Result<String, JsValue> {
    let listing = match listed {
        Listed::Environments => Listing::new::<EnvironmentsRequest>(),
        Listed::Functions => Listing::new::<FunctionsRequest>(),
        Listed::Quota | Listed::__Invalid => Listing::new::<QuotaRequest>(),
    };
    let record = Record::read(&record).map_err(encode)?;
    let mut call = (listing.call)(&record).map_err(encode)?;
    let replied = call::drive(&scope, &mut call, record.keeps_requests_apart(), false).await;
    replied
        .and_then(|reply| Ok((listing.read)(&reply, &scope)?))
        .map_err(|failure| encode_about(failure, call.about(), call.sent(), call.peer()))
}

/// How an interface of [`list`] makes its call, and reads its reply.
struct Listing {
    call: fn(&Record) -> Result<Call, Error>,
    read: fn(&Reply, &Scope) -> Result<String, Error>,
}

impl Listing {
    fn new<I: Interface<Value: Serialize>>() -> Listing {
        Listing {
            call: |record| record.call::<I>().map(|(_, call)| call),
            read: |reply, scope| I::value(reply, scope).map(|value| text(&value)),
        }
    }
}

/// Whether a list of functions ends with this page.
#[wasm_bindgen(js_name = isLastPage)]
pub fn is_last_page(fresh: u32, distinct: f64, total_count: Option<f64>) -> bool {
    functions::is_last_page(fresh, distinct as u64, total_count.map(|count| count as u64))
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
    let about = match (env, function_name) {
        (Some(env), Some(function_name)) => Subject { env, function_name }.about(),
        (Some(env), None) => format!("environment \"{env}\""),
        (None, _) => String::new(),
    };
    encode_about(Failure::Caused(Error::CallbackFailed(what), cause), &about, None, None)
}
