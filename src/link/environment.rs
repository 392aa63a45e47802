//! Tells a server-side runtime from a browser, where a token must never be.

use crate::parse::json::Object;

/// What the globals show of the runtime (`host/runtime.js`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Environment {
    /// A real `process` object with `process.versions.node`: Node, Bun and their kin, jsdom under Node included.
    pub node: bool,
    /// `process.type` of an Electron renderer or worker, or a page of NW.js.
    pub embedded_renderer: bool,
    /// `Deno.version.deno`.
    pub deno: bool,
    /// Cloudflare's workers, Vercel's edge runtime and others that name themselves.
    pub edge: bool,
    /// jsdom's own user agent, seen from inside its window.
    pub jsdom: bool,
    /// A document, or a worker's global scope.
    pub page_or_worker: bool,
}

impl From<&Object> for Environment {
    /// From the record's object: the facts that hold, by their names.
    fn from(facts: &Object) -> Environment {
        let fact = |name| facts.boolean(name).unwrap_or(false);
        Environment {
            node: fact("node"),
            embedded_renderer: fact("embeddedRenderer"),
            deno: fact("deno"),
            edge: fact("edge"),
            jsdom: fact("jsdom"),
            page_or_worker: fact("pageOrWorker"),
        }
    }
}

impl Environment {
    /// Whether I/O that one request began may not serve another, and ends with it: a call must not wait for another request's I/O.
    pub fn keeps_requests_apart(self) -> bool {
        self.edge
    }

    /// Whether a token would be in a browser here.
    pub fn is_browser(self) -> bool {
        self.embedded_renderer || (self.page_or_worker && !(self.node || self.deno || self.edge || self.jsdom))
    }
}
