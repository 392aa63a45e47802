//! Looks at the globals that tell a server-side runtime from a browser.

use wasm_bindgen::prelude::*;

use super::bytes::object_tag;
use super::names::property_if_any as of;
use crate::environment::Environment;
use crate::error::Error;

fn looks_at() -> Environment {
    let globals: JsValue = js_sys::global().into();
    let global = |name| of(&globals, name);
    let process = global("process");
    let versions = of(&process, "versions");
    let agent = of(&global("navigator"), "userAgent").as_string().unwrap_or_default();
    let document = global("document").is_object();
    // Bundlers' stand-ins for `process` are plain objects.
    let genuine = process.is_object() && object_tag(&process) == "[object process]";
    let kind = of(&process, "type").as_string();
    let renders = matches!(kind.as_deref(), Some("renderer" | "worker"));
    Environment {
        node: genuine && of(&versions, "node").is_string(),
        embedded_renderer: (renders && of(&versions, "electron").is_string())
            || (document && of(&versions, "nw").is_string()),
        deno: of(&of(&global("Deno"), "version"), "deno").is_string(),
        edge: agent == "Cloudflare-Workers"
            || global("WebSocketPair").is_function()
            || global("EdgeRuntime").is_string()
            || global("fastly").is_object(),
        jsdom: agent.contains(" jsdom/"),
        page_or_worker: document || global("WorkerGlobalScope").is_function() || global("importScripts").is_function(),
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
