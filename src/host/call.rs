//! The exports' bodies: decode, call, encode.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::download::Download;
use super::error::{Failure, encode, encode_about, object};
use super::link::{Call, encode_link};
use super::options::Fields;
use super::sink::Sink;
use crate::error::Error;
use crate::error::errcode::explain;
use crate::link::retry::Attempts;

fn decode(request: &JsValue, options: &JsValue, default_timeout_ms: u32) -> Result<Call, Error> {
    Call::decode(request, &Fields::optional(options, "options")?, default_timeout_ms)
}

/// `getFunctionLink`
pub async fn get_function_link(request: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let call = decode(request, options, 30_000).map_err(|error| encode(error.into()))?;
    let guard = call.options.transport.guard();
    let mut attempts = Attempts::new(call.options.max_attempts);
    let link = match guard.check() {
        Ok(()) => call.told_link(&guard, &mut attempts).await,
        Err(failure) => Err(failure),
    };
    link.map(|link| encode_link(&link)).map_err(|failure| encode_about(failure, Some(&call.subject), attempts.sent()))
}

/// `downloadFunction`, and `saveFunction` where a file is given.
pub async fn download(request: &JsValue, options: &JsValue, file: Option<JsValue>) -> Result<JsValue, JsValue> {
    let refused = |error: Error| encode(error.into());
    let fields = Fields::optional(options, "options").map_err(refused)?;
    let call = Call::decode(request, &fields, 600_000).map_err(refused)?;
    let mut download = Download::decode(call, &fields).map_err(refused)?;
    let mut sink = match file {
        Some(file) => Sink::File(file),
        None => Sink::decode(&fields).map_err(refused)?,
    };
    let done = download.run(&mut sink).await;
    done.map_err(|failure| {
        let reason = encode_about(failure, Some(download.subject()), download.sent());
        sink.abandon(&reason);
        reason
    })
}

/// What the catalogue says of an errcode. `code` is null for 0 alone.
pub fn explain_errcode(errcode: &JsValue) -> Result<JsValue, Failure> {
    #[derive(Serialize)]
    struct Fields {
        name: &'static str,
        meaning: &'static str,
        advice: &'static str,
        code: Option<&'static str>,
        retryable: bool,
    }
    let number = errcode.as_f64().filter(|number| number.fract() == 0.0);
    let number = number.ok_or_else(|| Error::argument("errcode must be an integer"))?;
    let known = explain(number as i64);
    Ok(object(&Fields {
        name: known.name,
        meaning: known.meaning,
        advice: known.advice,
        code: known.code.map(|code| code.as_str()),
        retryable: known.retryable,
    }))
}
