//! Gets a link, and encodes links and downloads.

use wasm_bindgen::prelude::*;

use super::call;
use super::error::Failure;
use super::scope::Scope;
use crate::call::interface::Interface;
use crate::call::machine::Call;
use crate::link::signed_url::FunctionLink;
use crate::link::subject::Subject;

#[wasm_bindgen(raw_module = "./host/link.js")]
extern "C" {
    #[wasm_bindgen(js_name = functionLink)]
    fn function_link(errmsg: &str, url: Option<&str>, checksum: &str, expires_at_ms: Option<f64>) -> JsValue;
    #[wasm_bindgen(js_name = functionDownload)]
    fn function_download(
        errmsg: &str,
        url: Option<&str>,
        checksum: &str,
        expires_at_ms: Option<f64>,
        size: f64,
    ) -> JsValue;
}

/// Encodes a link as `FunctionLink`, in one crossing: serde-wasm-bindgen takes three a field.
pub(super) fn encode_link(link: &FunctionLink) -> JsValue {
    function_link(&link.errmsg, link.url.as_deref(), &link.checksum.to_string(), link.expires_at_ms)
}

/// Encodes a download as `FunctionDownload` without its bytes.
pub(super) fn encode_download(link: &FunctionLink, size: u64) -> JsValue {
    let checksum = link.checksum.to_string();
    function_download(&link.errmsg, link.url.as_deref(), &checksum, link.expires_at_ms, size as f64)
}

/// Drives a call for a link to its end.
pub(super) async fn get(scope: &Scope, call: &mut Call, apart: bool, saves: bool) -> Result<FunctionLink, Failure> {
    let reply = call::drive(scope, call, apart, saves).await?;
    Ok(Subject::value(&reply, scope)?)
}
