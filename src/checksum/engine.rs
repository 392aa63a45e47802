//! Chooses the engine that hashes: the native incremental hash where the runtime has one, `crypto.subtle` for whole
//! buffers where it has only that, the module's SHA-256 otherwise and for small inputs.
//! `docs/decisions/engine-choice.md` has the figures.

use crate::defaults::{SMALL_BYTES, WORTH_A_COPY_BYTES, WORTH_A_PROMISE_BYTES, WORTH_LOADING_BYTES};
use crate::error::Error;

/// The `engine` option; the default is `"auto"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// `"auto"`: the fastest engine for the input.
    #[default]
    Auto,
    /// `"wasm"`: the module's SHA-256, the same in every runtime.
    Wasm,
    /// `"host"`: the runtime's native SHA-256.
    Host,
}

/// The engine that hashes one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The module's SHA-256, in every runtime.
    Own,
    /// The runtime's `createHash`, which is loaded on first use.
    Native,
    /// `crypto.subtle`, for whole buffers only.
    Subtle,
}

impl Engine {
    /// Parses the option; `None` for anything but `auto`, `wasm` and `host`.
    pub fn parse(word: &str) -> Option<Engine> {
        match word {
            "auto" => Some(Engine::Auto),
            "wasm" => Some(Engine::Wasm),
            "host" => Some(Engine::Host),
            _ => None,
        }
    }

    /// The engine for bytes in chunks. `so_far` is the number of bytes that this process has hashed, these included.
    pub fn for_chunks(self, so_far: f64) -> Way {
        match self {
            Engine::Wasm => Way::Own,
            Engine::Host => Way::Native,
            Engine::Auto if so_far > WORTH_LOADING_BYTES => Way::Native,
            Engine::Auto => Way::Own,
        }
    }

    /// The engine for a buffer of `length` bytes. `has_native` is whether the runtime may have an incremental hash.
    /// `has_on_progress` is whether the caller gave an `onProgress`, which `crypto.subtle` reports nothing to.
    pub fn for_buffer(self, length: f64, has_on_progress: bool, has_native: bool, so_far: f64) -> Way {
        let most = if has_on_progress { WORTH_LOADING_BYTES } else { WORTH_A_COPY_BYTES };
        match self {
            Engine::Auto if length <= f64::from(SMALL_BYTES) => Way::Own,
            Engine::Auto if !has_native && (WORTH_A_PROMISE_BYTES..=most).contains(&length) => Way::Subtle,
            Engine::Auto if !has_native => Way::Own,
            Engine::Host if !has_native => Way::Subtle,
            engine => engine.for_chunks(so_far),
        }
    }

    /// The engine to use where the runtime lacks `missing`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for `engine: "host"`, where the runtime has no native engine for the input.
    pub fn instead_of(self, missing: Way, in_chunks: bool) -> Result<Way, Error> {
        match (self, missing) {
            (Engine::Host, Way::Native) if !in_chunks => Ok(Way::Subtle),
            (Engine::Host, _) => {
                let of = if in_chunks { " for bytes that come in chunks" } else { "" };
                Err(Error::argument(format!(
                    "options.engine must not be \"host\" here: this runtime has no SHA-256 of its own{of}"
                )))
            }
            (Engine::Auto | Engine::Wasm, _) => Ok(Way::Own),
        }
    }
}
