//! The relay's policy, for `relay.js`.

use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::error::{encode, object};
use super::options::Fields;
use crate::error::Error;
use crate::relay::{Head, MAX_BODY_BYTES, Policy, Refusal, attachment, read_body, status};

/// One relay's policy.
#[wasm_bindgen]
pub struct RelayPolicy(Policy);

fn decode_policy(options: &JsValue) -> Result<RelayPolicy, Error> {
    let options = Fields::required(options, "options")?;
    let base_path = options.string("basePath")?.unwrap_or_else(|| "/".to_owned());
    let allow_non_browser = options.boolean("allowNonBrowser")?.unwrap_or(false);
    Ok(RelayPolicy(Policy::new(&base_path, options.string("origin")?, allow_non_browser)?))
}

#[wasm_bindgen]
impl RelayPolicy {
    /// Reads `basePath`, `origin` and `allowNonBrowser`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<RelayPolicy, JsValue> {
        decode_policy(&options).map_err(|error| encode(error.into()))
    }

    /// The refusal of a caller: 401 where nobody is known, 403 where somebody is and may not.
    pub fn refusal(&self, known: bool) -> JsValue {
        encode(Error::Relay(if known { Refusal::Forbidden } else { Refusal::Unauthorized }).into())
    }

    /// A request that broke off.
    pub fn unreadable(&self) -> JsValue {
        encode(Error::argument("the request could not be read").into())
    }

    /// The status that answers an error; `own` is what the error itself carries.
    pub fn status(&self, code: &str, own: Option<u16>) -> u16 {
        status(code, own)
    }

    /// `Content-Disposition` for a function's package.
    pub fn attachment(&self, function_name: &str) -> String {
        attachment(function_name)
    }

    /// Judges a request's first lines: resolves to `link` or `download`.
    pub fn admit(&self, head: JsValue) -> Result<String, JsValue> {
        let admitted = decode_head(&head).and_then(|head| self.0.admit(&head));
        admitted.map(|action| action.as_str().to_owned()).map_err(|error| encode(error.into()))
    }

    /// Judges how much of a body has arrived.
    #[wasm_bindgen(js_name = admitLength)]
    pub fn admit_length(&self, length: f64) -> Result<(), JsValue> {
        if length <= MAX_BODY_BYTES as f64 { Ok(()) } else { Err(encode(Error::Relay(Refusal::TooLarge).into())) }
    }

    /// Reads a body: `{ env, functionName, authorizerAppid? }`.
    pub fn wish(&self, body: Uint8Array) -> Result<JsValue, JsValue> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'a> {
            env: &'a str,
            function_name: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            authorizer_appid: Option<&'a str>,
        }
        let wish = read_body(&body.to_vec()).map_err(|error| encode(error.into()))?;
        Ok(object(&Fields {
            env: &wish.subject.env,
            function_name: &wish.subject.function_name,
            authorizer_appid: wish.authorizer_appid.as_deref(),
        }))
    }
}

fn decode_head(head: &JsValue) -> Result<Head, Error> {
    let head = Fields::required(head, "head")?;
    let required = |name| Ok::<_, Error>(head.string(name)?.unwrap_or_default());
    Ok(Head {
        method: required("method")?,
        own_origin: required("ownOrigin")?,
        path: required("path")?,
        content_type: head.string("contentType")?,
        sec_fetch_site: head.string("secFetchSite")?,
        origin: head.string("origin")?,
    })
}
