//! Looks at the globals that tell a server-side runtime from a browser.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::bytes::object_tag;
use crate::environment::Environment;
use crate::error::Error;

/// Reads a path of properties from the global object; whatever fails on the way is `undefined`.
fn global(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |value, name| {
        Reflect::get(&value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    })
}

fn looks_at() -> Environment {
    let text = |path: &[&str]| global(path).as_string();
    // Bundlers' stand-ins for `process` are plain objects.
    let process = object_tag(&global(&["process"])) == "[object process]";
    let kind = text(&["process", "type"]);
    let document = global(&["document"]).is_object();
    let agent = text(&["navigator", "userAgent"]).unwrap_or_default();
    Environment {
        node: process && text(&["process", "versions", "node"]).is_some(),
        embedded_renderer: (text(&["process", "versions", "electron"]).is_some()
            && matches!(kind.as_deref(), Some("renderer" | "worker")))
            || (text(&["process", "versions", "nw"]).is_some() && document),
        deno: text(&["Deno", "version", "deno"]).is_some(),
        edge: agent == "Cloudflare-Workers"
            || global(&["WebSocketPair"]).is_function()
            || text(&["EdgeRuntime"]).is_some()
            || global(&["fastly"]).is_object(),
        jsdom: agent.contains(" jsdom/"),
        page_or_worker: document
            || global(&["WorkerGlobalScope"]).is_function()
            || global(&["importScripts"]).is_function(),
    }
}

/// Whether calls have to get along without one another here; told once.
pub fn keeps_requests_apart() -> bool {
    thread_local! {
        static APART: bool = looks_at().keeps_requests_apart();
    }
    APART.with(|apart| *apart)
}

/// Refuses a call that carries a token where a token may not be.
pub fn require_server() -> Result<(), Error> {
    if looks_at().is_browser() { Err(Error::ServerSideOnly) } else { Ok(()) }
}
