//! Distinguishes a server-side runtime from a browser, where a token must never be.

use crate::parse::json::Object;

/// Facts about the runtime, which `host/runtime.js` reads from the globals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Runtime {
    /// A real `process` object with `process.versions.node`: Node, Bun, and jsdom under Node.
    pub node: bool,
    /// `process.type` of an Electron renderer or worker, or a page of NW.js.
    pub embedded_renderer: bool,
    /// `Deno.version.deno` is a string.
    pub deno: bool,
    /// Cloudflare Workers, Vercel's edge runtime and others that name themselves in a global.
    pub edge: bool,
    /// jsdom's user agent, read from inside its window.
    pub jsdom: bool,
    /// A document, or a worker's global scope.
    pub page_or_worker: bool,
}

impl From<&Object> for Runtime {
    /// Reads the record's `runtime` object: booleans by name, where an absent one is false.
    fn from(facts: &Object) -> Runtime {
        let fact = |name| facts.boolean(name).unwrap_or(false);
        Runtime {
            node: fact("node"),
            embedded_renderer: fact("embeddedRenderer"),
            deno: fact("deno"),
            edge: fact("edge"),
            jsdom: fact("jsdom"),
            page_or_worker: fact("pageOrWorker"),
        }
    }
}

impl Runtime {
    /// Whether the runtime binds I/O to the request that began it. A call must then not wait for another request's I/O.
    pub fn keeps_requests_apart(self) -> bool {
        self.edge
    }

    /// Whether this is a browser, where a token would be exposed to the page's user.
    pub fn is_browser(self) -> bool {
        self.embedded_renderer || (self.page_or_worker && !(self.node || self.deno || self.edge || self.jsdom))
    }
}
