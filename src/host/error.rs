//! Encodes an [`Error`] as `FunctionLinkError`. A runtime's network error may hold a URL and never becomes its `cause`.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::error::peer::Peer;
use crate::error::report::Report;

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    // The fields cross as JSON: serde-wasm-bindgen assigns properties, which fails where Object.prototype has a read-only
    // property of the same name. The cause is a value of the caller's and crosses as it is.
    #[wasm_bindgen(js_name = errorOf)]
    fn error_of(message: &str, fields: &str, cause: &JsValue) -> JsValue;
}

/// The reason for which a call rejects.
pub(super) enum Failure {
    /// An error of the core.
    Error(Error),
    /// An error of the core, and the caller's own error as its `cause`.
    Caused(Error, JsValue),
    /// The caller's own reason, unchanged: of a signal or a failing source.
    Own(JsValue),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error(error)
    }
}

/// Encodes an error that concerns no function.
pub(super) fn encode(error: Error) -> JsValue {
    encode_about(error.into(), "", None, None)
}

/// Encodes a failure with what the call concerns (empty for nothing), the number of requests sent and the peer of the last one.
pub(super) fn encode_about(failure: Failure, about: &str, attempts: Option<u32>, peer: Option<Peer>) -> JsValue {
    let (error, cause) = match failure {
        Failure::Own(reason) => return reason,
        Failure::Error(error) => (error, JsValue::UNDEFINED),
        Failure::Caused(error, cause) => (error, cause),
    };
    let report = Report::new(&error, about, attempts, peer);
    error_of(&report.message, &text(&report), &cause)
}

/// Encodes a value's fields as JSON.
pub(super) fn text(value: &impl Serialize) -> String {
    // Strings, booleans and safe integers: nothing here can fail to serialize.
    serde_json::to_string(value).unwrap_or_default()
}

/// Encodes a value's fields as a plain object.
pub(super) fn object(value: &impl Serialize) -> JsValue {
    // Strings, booleans and safe integers: nothing here can fail to serialize.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
