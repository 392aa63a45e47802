//! [`Error`] → `FunctionLinkError`. A runtime's own network error may hold a URL, so it is never passed on.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::error::peer::Peer;
use crate::error::report::Report;
use crate::error::{Error, Subject};

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    // The fields are JSON: serde-wasm-bindgen assigns properties, which fails where Object.prototype was made to hold one of
    // their names. The cause is a value of the caller's own and crosses as it is.
    #[wasm_bindgen(js_name = errorOf)]
    fn error_of(message: &str, fields: &str, cause: &JsValue) -> JsValue;
}

/// Why a call rejects.
pub(super) enum Failure {
    /// An error of ours.
    Error(Error),
    /// An error of ours that a caller's own function caused, with what it threw.
    Caused(Error, JsValue),
    /// The caller's own reason, untouched: a signal's, or a failing source's.
    Own(JsValue),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error(error)
    }
}

/// The rejection for an error without a subject.
pub(super) fn encode(error: Error) -> JsValue {
    encode_about(error.into(), None, None, None)
}

/// The rejection: the error, the function that it is about, how many requests were sent, and whom the last one was for.
pub(super) fn encode_about(
    failure: Failure,
    subject: Option<&Subject>,
    attempts: Option<u32>,
    peer: Option<Peer>,
) -> JsValue {
    let (error, cause) = match failure {
        Failure::Own(reason) => return reason,
        Failure::Error(error) => (error, JsValue::UNDEFINED),
        Failure::Caused(error, cause) => (error, cause),
    };
    let report = Report::new(&error, subject, attempts, peer);
    error_of(&report.message, &text(&report), &cause)
}

/// A value's fields as JSON.
pub(super) fn text(value: &impl Serialize) -> String {
    // Strings, booleans and safe integers: nothing here can fail to serialize.
    serde_json::to_string(value).unwrap_or_default()
}

/// A plain object of a value's fields.
pub(super) fn object(value: &impl Serialize) -> JsValue {
    // Strings, booleans and safe integers: nothing here can fail to serialize.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
