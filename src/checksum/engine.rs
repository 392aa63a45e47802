//! Which engine hashes: the runtime's incremental hash where it has one, `crypto.subtle` for whole buffers where it has only
//! that, and the module's SHA-256 otherwise and for small inputs. `docs/decisions/engine-choice.md` has the figures.

use crate::defaults::{SMALL_BYTES, WORTH_A_COPY_BYTES, WORTH_A_PROMISE_BYTES, WORTH_LOADING_BYTES};
use crate::error::Error;

/// `options.engine`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// The fastest.
    #[default]
    Auto,
    /// The module's own, which is the same everywhere.
    Wasm,
    /// The runtime's.
    Host,
}

/// What hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The module's SHA-256.
    Own,
    /// The runtime's `createHash`, which has to be loaded first.
    Native,
    /// `crypto.subtle`, which takes whole buffers only.
    Subtle,
}

impl Engine {
    /// Reads `options.engine`; `None` for anything but the three words.
    pub fn parse(word: &str) -> Option<Engine> {
        match word {
            "auto" => Some(Engine::Auto),
            "wasm" => Some(Engine::Wasm),
            "host" => Some(Engine::Host),
            _ => None,
        }
    }

    /// For bytes that come in chunks. `so_far` is how many bytes this process has had to hash, these included.
    pub fn for_chunks(self, so_far: f64) -> Way {
        match self {
            Engine::Wasm => Way::Own,
            Engine::Host => Way::Native,
            Engine::Auto if so_far > WORTH_LOADING_BYTES => Way::Native,
            Engine::Auto => Way::Own,
        }
    }

    /// For a buffer of so many bytes. `has_native` is whether the runtime may have an incremental hash, `tells` whether there
    /// is an `onProgress`, which `crypto.subtle` cannot serve.
    pub fn for_buffer(self, length: f64, tells: bool, has_native: bool, so_far: f64) -> Way {
        let most = if tells { WORTH_LOADING_BYTES } else { WORTH_A_COPY_BYTES };
        match self {
            Engine::Auto if length <= f64::from(SMALL_BYTES) => Way::Own,
            Engine::Auto if !has_native && (WORTH_A_PROMISE_BYTES..=most).contains(&length) => Way::Subtle,
            Engine::Auto if !has_native => Way::Own,
            Engine::Host if !has_native => Way::Subtle,
            engine => engine.for_chunks(so_far),
        }
    }

    /// The way to take where the runtime turns out not to have `missing`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's own was asked for.
    pub fn instead_of(self, missing: Way, in_chunks: bool) -> Result<Way, Error> {
        match (self, missing) {
            (Engine::Host, Way::Native) if !in_chunks => Ok(Way::Subtle),
            (Engine::Host, _) => {
                let of = if in_chunks { " for bytes that come in pieces" } else { "" };
                Err(Error::argument(format!(
                    "options.engine must not be \"host\" here: this runtime has no SHA-256 of its own{of}"
                )))
            }
            (Engine::Auto | Engine::Wasm, _) => Ok(Way::Own),
        }
    }
}
