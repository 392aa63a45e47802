//! `getFunctionLink` and `explainErrcode`.
//!
//! A call is decoded once and then made by [`attempt`]. Retries, failover and token providers belong between the two.

use js_sys::Date;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::environment::require_server;
use super::error::{Failure, encode, encode_about, object, set};
use super::fetch::Request;
use super::options::{CallOptions, Fields};
use crate::errcode::explain;
use crate::error::{Error, Subject};
use crate::link::FunctionLink;
use crate::reply::admit_status;
use crate::request::AccessToken;

struct Call {
    subject: Subject,
    token: AccessToken,
    options: CallOptions,
}

impl Call {
    fn decode(request: &JsValue, options: &JsValue) -> Result<Call, Error> {
        let request = Fields::required(request, "request")?;
        let token = request.get("accessToken")?;
        if !token.is_undefined() && !token.is_null() {
            require_server()?;
        }
        if token.is_function() {
            return Err(Error::argument(
                "request.accessToken must be a string: a token provider (a function) is not supported by this version yet",
            ));
        }
        let required = |name| request.string(name)?.ok_or_else(|| request.must(name, "be a non-empty string"));
        let token = AccessToken::new(&required("accessToken")?)?;
        let subject = Subject::new(&required("env")?, &required("functionName")?)?;
        request.string("authorizerAppid")?;
        Ok(Call { subject, token, options: CallOptions::decode(options)? })
    }
}

/// Decodes, asks once, encodes.
pub async fn get_function_link(request: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    let call = Call::decode(request, options).map_err(|error| encode(error.into()))?;
    let link = attempt(&call).await;
    link.map(|link| encode_link(&link)).map_err(|failure| encode_about(failure, Some(&call.subject), Some(1)))
}

async fn attempt(call: &Call) -> Result<FunctionLink, Failure> {
    let transport = &call.options.transport;
    let mut guard = transport.guard();
    guard.check()?;
    let request = Request {
        method: "POST",
        url: &call.options.base.call(&call.token),
        headers: &[("content-type", "application/json")],
        body: Some(&call.subject.body()),
    };
    let answer = transport.send(&request, &mut guard).await?;
    admit_status(answer.status, answer.redirected).inspect_err(|_| answer.discard())?;
    Ok(answer.body(&guard).await?.parse(&call.token)?)
}

fn encode_link(link: &FunctionLink) -> JsValue {
    #[derive(Serialize)]
    struct Fields<'a> {
        errcode: i32,
        errmsg: &'a str,
        url: &'a str,
        checksum: String,
    }
    let encoded =
        object(&Fields { errcode: 0, errmsg: &link.errmsg, url: &link.url, checksum: link.checksum.to_string() });
    if let Some(seconds) = link.expires_at {
        set(&encoded, "expiresAt", &Date::new(&(seconds as f64 * 1000.0).into()));
    }
    encoded
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
