//! Which engine hashes, by what the runtime can do: its own incremental hash where it has one, `crypto.subtle` for whole
//! buffers where it has only that, and the module's SHA-256 otherwise and for everything small.

use std::cell::{Cell, OnceCell};

use wasm_bindgen::JsValue;

use super::bytes::Bytes;
use super::error::Failure;
use super::guard::Guard;
use super::names::name;
use super::native::{Incremental, Running, Whole, may_have_incremental};
use super::options::Fields;
use crate::checksum::Checksum;
use crate::error::Error;

/// Up to here the module is done before the runtime's hash has begun.
pub const SMALL: f64 = 1024.0;

/// Loading the runtime's incremental hash takes as long as the module takes for so much (4 ms in Node, 40 ms in Deno): it is
/// loaded once there was, or will be, more to hash.
const WORTH_LOADING: f64 = (8 * 1024 * 1024) as f64;

/// From here on `crypto.subtle` is faster than the module.
const WORTH_A_PROMISE: f64 = 4096.0;

/// `crypto.subtle` copies what it hashes: larger buffers are left to the module, which does not.
const WORTH_A_COPY: f64 = (256 * 1024 * 1024) as f64;

/// `options.engine`
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Engine {
    /// Whichever is the fastest.
    #[default]
    Auto,
    /// The module's own, which is the same everywhere.
    Wasm,
    /// The runtime's.
    Host,
}

thread_local! {
    static INCREMENTAL: OnceCell<Option<Incremental>> = const { OnceCell::new() };
    static WHOLE: OnceCell<Option<Whole>> = const { OnceCell::new() };
    static SO_FAR: Cell<f64> = const { Cell::new(0.0) };
}

fn incremental() -> Option<Incremental> {
    INCREMENTAL.with(|known| known.get_or_init(Incremental::load).clone())
}

async fn whole() -> Option<Whole> {
    if let Some(known) = WHOLE.with(|known| known.get().cloned()) {
        return known;
    }
    let found = match Whole::find() {
        Some(whole) if whole.is_sound().await => Some(whole),
        _ => None,
    };
    WHOLE.with(|known| known.get_or_init(|| found).clone())
}

fn none(of: &str) -> Error {
    Error::argument(format!("options.engine must not be \"host\" here: this runtime has no SHA-256 of its own{of}"))
}

impl Engine {
    /// Reads `engine`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for anything but the three words.
    pub fn decode(options: &Fields) -> Result<Engine, Error> {
        let asked = options.get("engine")?;
        let words = [("auto", Engine::Auto), ("wasm", Engine::Wasm), ("host", Engine::Host)];
        if asked.is_undefined() {
            return Ok(Engine::default());
        }
        let known = words.iter().find(|(word, _)| asked == *name(word)).map(|(_, engine)| *engine);
        known.ok_or_else(|| options.must("engine", "be \"auto\", \"wasm\" or \"host\""))
    }

    /// Whether it takes bytes that come in pieces.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's own is asked for and it has none that does.
    pub fn admit_pieces(self) -> Result<Engine, Error> {
        match self {
            Engine::Host if incremental().is_none() => Err(none(" for bytes that come in pieces")),
            engine => Ok(engine),
        }
    }

    /// The runtime's incremental hash where it is this engine's choice, and `None` where the module's own is. `expected` is
    /// how many bytes there will be, where that is known.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's own is asked for and fails.
    pub fn begin(self, expected: Option<f64>) -> Result<Option<Running>, Failure> {
        match self {
            Engine::Wasm => Ok(None),
            Engine::Host => match incremental() {
                Some(incremental) => incremental.begin().map(Some),
                None => Err(none(" for bytes that come in pieces").into()),
            },
            Engine::Auto => {
                let so_far = SO_FAR.get() + expected.unwrap_or(f64::INFINITY);
                SO_FAR.set(so_far);
                let chosen = if so_far > WORTH_LOADING { incremental() } else { None };
                Ok(chosen.and_then(|incremental| incremental.begin().ok()))
            }
        }
    }

    /// The runtime's own where it is loaded already and the choice of `auto` for so many bytes; else `undefined`.
    pub fn loaded(length: f64) -> JsValue {
        let library = |known: &OnceCell<Option<Incremental>>| known.get()?.as_ref().map(Incremental::library);
        let loaded = if length > SMALL { INCREMENTAL.with(library) } else { None };
        loaded.unwrap_or(JsValue::UNDEFINED)
    }

    /// Whether a whole buffer's checksum is a promise.
    pub fn waits(self, bytes: &Bytes) -> bool {
        match self {
            Engine::Wasm => false,
            Engine::Host => incremental().is_none(),
            Engine::Auto => bytes.length >= WORTH_A_PROMISE && !may_have_incremental(),
        }
    }

    /// The checksum of a whole buffer at once, where that is this engine's choice; `None` leaves it to an incremental hash.
    /// In between there is no progress to tell of.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's own is asked for and there is none, or it fails; whatever the guard stops with.
    pub async fn whole(self, bytes: &Bytes, tells: bool, guard: &Guard) -> Result<Option<Checksum>, Failure> {
        match self {
            Engine::Wasm => Ok(None),
            Engine::Host if incremental().is_some() => Ok(None),
            Engine::Host => {
                let Some(whole) = guard.until(whole()).await? else { return Err(none("").into()) };
                let view = bytes.slice(0.0, bytes.length)?;
                guard.until(whole.checksum(&view)).await?.map(Some)
            }
            Engine::Auto => {
                let most = if tells { WORTH_LOADING } else { WORTH_A_COPY };
                if !(WORTH_A_PROMISE..=most).contains(&bytes.length) || may_have_incremental() {
                    return Ok(None);
                }
                let Some(whole) = guard.until(whole()).await? else { return Ok(None) };
                let view = bytes.slice(0.0, bytes.length)?;
                // Shared and resizable buffers are refused; the module takes them.
                Ok(guard.until(whole.checksum(&view)).await?.ok())
            }
        }
    }
}
