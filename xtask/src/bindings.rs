//! Changes wasm-bindgen's bindings. Each change has to apply exactly once, since a new wasm-bindgen may write other bindings.

use anyhow::{Result, bail};

/// Texts and their replacements, which apply exactly once.
type Changes = [(&'static str, &'static str)];

/// Changes of bindings with closures.
const OF_CLOSURES: &Changes = &[
    // A closure of the instance before a trap (trap.js) has no caller: its error would end the process.
    ("throw new Error('Cannot invoke closure from previous WASM instance');", "return;"),
    // Finalization of closures takes 1.8 µs of 38 a call, and is not needed: each closure is dropped when its promise settles.
    ("CLOSURE_DTORS.register(real, state, state);", ""),
    ("CLOSURE_DTORS.unregister(state);", ""),
];

/// Changes of all bindings.
const OF_ALL: &Changes = &[
    // TextDecoder and TextEncoder are made when the module loads, not at the import: jsdom has neither.
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

/// Returns the changed bindings.
pub fn adapted(bindings: &str, has_closures: bool) -> Result<String> {
    let of_closures = if has_closures { OF_CLOSURES } else { &[] };
    of_closures.iter().chain(OF_ALL).try_fold(bindings.to_owned(), |text, (from, to)| {
        if text.matches(from).count() != 1 {
            bail!(
                "the bindings do not contain {from:?} exactly once: adapt xtask/src/bindings.rs to this wasm-bindgen"
            );
        }
        Ok(text.replace(from, to))
    })
}
