//! Looks at the globals that tell a server-side runtime from a browser.

use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::link::environment::Environment;

#[wasm_bindgen(raw_module = "./host/environment.js")]
extern "C" {
    #[wasm_bindgen(js_name = lookAround)]
    fn look_around() -> u32;
}

fn looks_at() -> Environment {
    let facts = look_around();
    let fact = |at: u32| facts & (1 << at) != 0;
    Environment {
        node: fact(0),
        embedded_renderer: fact(1),
        deno: fact(2),
        edge: fact(3),
        jsdom: fact(4),
        page_or_worker: fact(5),
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
