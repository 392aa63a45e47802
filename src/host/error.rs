//! [`Error`] → `FunctionLinkError`, built afresh: no runtime's own network error is ever handed on.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::names::set;
use crate::error::report::Report;
use crate::error::{Error, Subject};

#[wasm_bindgen(raw_module = "./error.js")]
extern "C" {
    type FunctionLinkError;

    #[wasm_bindgen(constructor)]
    fn new(message: &str, fields: &JsValue) -> FunctionLinkError;
}

/// Why a call rejects.
pub enum Failure {
    /// An error of ours.
    Error(Error),
    /// An error of ours that a caller's own function caused, with what that threw.
    Caused(Error, JsValue),
    /// The caller's own reason, handed on untouched: a signal's, or a failing source's.
    Own(JsValue),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error(error)
    }
}

/// Rejects with what is known: the error alone.
pub fn encode(failure: Failure) -> JsValue {
    encode_about(failure, None, None)
}

/// Rejects with what is known: the error, the function that it is about, and how many requests were sent.
pub fn encode_about(failure: Failure, subject: Option<&Subject>, attempts: Option<u32>) -> JsValue {
    let (error, cause) = match failure {
        Failure::Own(reason) => return reason,
        Failure::Error(error) => (error, None),
        Failure::Caused(error, cause) => (error, Some(cause)),
    };
    let report = Report::new(&error, subject, attempts);
    let fields = object(&report);
    if let Some(cause) = cause {
        set(&fields, "cause", &cause);
    }
    FunctionLinkError::new(&report.message, &fields).into()
}

/// A plain object of a value's fields.
pub fn object(value: &impl Serialize) -> JsValue {
    // Strings, booleans and safe integers: nothing here can fail to serialize.
    value.serialize(&Serializer::json_compatible()).unwrap_or(JsValue::NULL)
}
