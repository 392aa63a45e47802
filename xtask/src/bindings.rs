//! What the bindings that wasm-bindgen writes are changed in. Each change has to be found: a new wasm-bindgen may write other bindings.

use anyhow::{Result, bail};

/// What is replaced by what, once each.
type Changes = [(&'static str, &'static str)];

/// In the bindings of closures.
const OF_CLOSURES: &Changes = &[
    // A closure of the instance before a trap (trap.js) has no caller left: its error would end the process.
    ("throw new Error('Cannot invoke closure from previous WASM instance');", "return;"),
    // No closure is registered for finalization, which takes 1.8 µs of 38 a call: each belongs to a promise that settles, and is dropped then.
    ("CLOSURE_DTORS.register(real, state, state);", ""),
    ("CLOSURE_DTORS.unregister(state);", ""),
];

/// In all bindings.
const OF_ALL: &Changes = &[
    // TextDecoder and TextEncoder are made when the module is loaded, not when a user imports it: jsdom has neither.
    (
        "let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });\ncachedTextDecoder.decode();\n",
        "let cachedTextDecoder;\n",
    ),
    (
        "const cachedTextEncoder = new TextEncoder();\n",
        "let cachedTextEncoder;\n\nfunction beginText() {\n    cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });\n    \
         cachedTextEncoder = new TextEncoder();\n",
    ),
    ("\n}\n\nlet WASM_VECTOR_LEN = 0;\n", "\n}\n}\n\nlet WASM_VECTOR_LEN = 0;\n"),
    ("function initSync(module) {\n", "function initSync(module) {\n    beginText();\n"),
];

/// The bindings with these changes.
pub fn adapted(bindings: &str, has_closures: bool) -> Result<String> {
    let of_closures = if has_closures { OF_CLOSURES } else { &[] };
    of_closures.iter().chain(OF_ALL).try_fold(bindings.to_owned(), |text, (from, to)| {
        if text.matches(from).count() != 1 {
            bail!("the bindings do not hold {from:?} once: look at wasm-bindgen's changes");
        }
        Ok(text.replace(from, to))
    })
}
