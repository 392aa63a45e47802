//! The runtime's own SHA-256: `createHash` of Node, Deno and Bun, and `crypto.subtle`. Both have to answer a known question
//! rightly before anything is left to them.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::error::Failure;
use super::names::property;
use super::settled::Settled;
use crate::checksum::{Checksum, Digest};
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    // node:crypto
    #[derive(Clone)]
    type Crypto;

    #[wasm_bindgen(method, catch, js_name = createHash)]
    fn create_hash(this: &Crypto, algorithm: &JsValue) -> Result<Hash, JsValue>;

    // node:crypto's Hash
    type Hash;

    #[wasm_bindgen(method, catch)]
    fn update(this: &Hash, bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn copy(this: &Hash) -> Result<Hash, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn digest(this: &Hash, encoding: &JsValue) -> Result<JsValue, JsValue>;

    // SubtleCrypto
    #[derive(Clone)]
    type Subtle;

    #[wasm_bindgen(method, catch, js_name = digest)]
    fn digest_whole(this: &Subtle, algorithm: &JsValue, bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

const QUESTION: &[u8] = b"abc";

fn answer() -> Checksum {
    let mut digest = Digest::new();
    digest.update(QUESTION);
    digest.finish()
}

/// A runtime's SHA-256 that threw, or answered what is no digest.
fn failed(thrown: JsValue) -> Failure {
    let what = "the runtime's own SHA-256 failed: options.engine \"wasm\" does without it";
    Failure::Caused(Error::argument(what), thrown)
}

fn checksum(digest: &JsValue) -> Option<Checksum> {
    let bytes = Bytes::of(digest).ok()??;
    let mut checksum = [0; 32];
    if bytes.length != checksum.len() as f64 {
        return None;
    }
    bytes.slice(0.0, bytes.length).ok()?.copy_to(&mut checksum);
    Some(Checksum::from(checksum))
}

/// `process.getBuiltinModule`: the only way to `node:crypto` that no bundler follows.
fn get_builtin_module() -> Option<(JsValue, Function)> {
    let process = property(&js_sys::global(), "process");
    let get = property(&process, "getBuiltinModule").dyn_into().ok()?;
    Some((process, get))
}

/// Whether the runtime may have an incremental hash. To know costs up to 40 ms: it has to be loaded.
pub fn may_have_incremental() -> bool {
    thread_local! {
        static MAY: bool = get_builtin_module().is_some();
    }
    MAY.with(|may| *may)
}

/// The runtime's incremental hash, ready to begin.
#[derive(Clone)]
pub struct Incremental {
    crypto: Crypto,
    algorithm: JsValue,
    encoding: JsValue,
}

impl Incremental {
    /// Loads it.
    pub fn load() -> Option<Incremental> {
        let (process, get) = get_builtin_module()?;
        let crypto = get.call1(&process, &"node:crypto".into()).ok().filter(JsValue::is_object)?;
        let loaded =
            Incremental { crypto: crypto.unchecked_into(), algorithm: "sha256".into(), encoding: "hex".into() };
        let asked = loaded.begin().ok()?;
        asked.update(&Uint8Array::from(QUESTION)).ok()?;
        let answered = asked.fork().and_then(Running::finish).ok()?;
        (answered == answer()).then_some(loaded)
    }

    /// `node:crypto`, for `at-once.js`.
    pub fn library(&self) -> JsValue {
        JsValue::from(self.crypto.clone())
    }

    /// A digest of nothing yet.
    pub fn begin(&self) -> Result<Running, Failure> {
        let hash = self.crypto.create_hash(&self.algorithm).map_err(failed)?;
        Ok(Running { hash, encoding: self.encoding.clone() })
    }
}

/// A digest under way.
pub struct Running {
    hash: Hash,
    encoding: JsValue,
}

impl Running {
    /// Takes the next bytes in.
    pub fn update(&self, bytes: &Uint8Array) -> Result<(), Failure> {
        self.hash.update(bytes).map(drop).map_err(failed)
    }

    /// Another digest of the same bytes.
    pub fn fork(&self) -> Result<Running, Failure> {
        self.hash.copy().map(|hash| Running { hash, encoding: self.encoding.clone() }).map_err(failed)
    }

    /// The checksum of all bytes so far. A string costs a runtime less than a buffer.
    pub fn finish(self) -> Result<Checksum, Failure> {
        let digest = self.hash.digest(&self.encoding).map_err(failed)?;
        let digits = digest.as_string().unwrap_or_default();
        Checksum::parse(&digits).map_err(|_| failed(JsValue::UNDEFINED))
    }
}

/// `crypto.subtle`, which takes whole buffers only.
#[derive(Clone)]
pub struct Whole {
    subtle: Subtle,
    algorithm: JsValue,
}

impl Whole {
    /// Finds it: only secure contexts have it.
    pub fn find() -> Option<Whole> {
        let subtle = property(&property(&js_sys::global(), "crypto"), "subtle");
        subtle.is_object().then(|| Whole { subtle: subtle.unchecked_into(), algorithm: "SHA-256".into() })
    }

    /// The checksum of a whole buffer. The runtime copies the bytes at once: what becomes of them later is no matter.
    pub async fn checksum(&self, bytes: &Uint8Array) -> Result<Checksum, Failure> {
        let digest = self.subtle.digest_whole(&self.algorithm, bytes).map_err(failed)?;
        let digest = Settled::of(&digest).await.map_err(failed)?;
        checksum(&digest).ok_or_else(|| failed(JsValue::UNDEFINED))
    }

    /// Whether it is what it says.
    pub async fn is_sound(&self) -> bool {
        self.checksum(&Uint8Array::from(QUESTION)).await.is_ok_and(|answered| answered == answer())
    }
}
