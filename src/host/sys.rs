//! Raw bindings of the call scope (`host/scope.js`). `scope.rs` wraps them in typed functions.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use crate::checksum::engine::Way;

/// The reason why a step stopped before its end.
#[wasm_bindgen]
pub enum StopKind {
    /// The caller's signal was aborted.
    Aborted = "aborted",
    /// `timeoutMs`, of the call, ran out.
    Call = "call",
    /// `attemptTimeoutMs`, of the attempt, ran out.
    Attempt = "attempt",
    /// `idleTimeoutMs` ran out: no byte arrived.
    Idle = "idle",
    /// A callback threw or rejected.
    Callback = "callback",
    /// The destination refused the bytes.
    Destination = "destination",
    /// The source failed with a reason of its own.
    Source = "source",
    /// The source or the signal is unusable.
    Argument = "argument",
    /// The native engine failed.
    Hash = "hash",
    /// The body broke off before its end.
    BrokeOff = "broke-off",
}

/// The reason why a response's body could not be read.
#[wasm_bindgen]
pub enum BodyFault {
    /// The body is longer than the limit.
    TooLarge = "too-large",
    /// The body broke off before its end.
    BrokeOff = "broke-off",
    /// The body's chunks are not bytes.
    NotBytes = "not-bytes",
}

/// The engine that hashes one input.
#[wasm_bindgen]
pub enum HashWay {
    /// The module's SHA-256, in every runtime.
    Own = "own",
    /// `createHash` of the runtime.
    Native = "native",
    /// `crypto.subtle`, for whole buffers.
    Subtle = "subtle",
}

impl From<Way> for HashWay {
    fn from(way: Way) -> HashWay {
        match way {
            Way::Own => HashWay::Own,
            Way::Native => HashWay::Native,
            Way::Subtle => HashWay::Subtle,
        }
    }
}

/// The bytes that a digest covers.
#[wasm_bindgen]
pub enum DigestOf {
    /// All bytes: it ends the digest.
    Whole = "whole",
    /// The bytes so far: more may follow.
    SoFar = "so-far",
    /// The bytes before a restart.
    Kept = "kept",
}

#[wasm_bindgen]
extern "C" {
    /// The scope of one call.
    #[derive(Clone)]
    pub type Scope;

    #[wasm_bindgen(method, catch, js_name = send)]
    pub(super) async fn send_post(this: &Scope, url: &str, body: &str, error_bytes: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = post)]
    pub(super) async fn open_post(this: &Scope, url: &str, body: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = get)]
    pub(super) async fn open_get(
        this: &Scope,
        url: &str,
        range: Option<String>,
        if_range: Option<String>,
        is_redirected: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = readBody)]
    pub(super) async fn read_open_body(this: &Scope, most: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = pump)]
    pub(super) async fn pump_chunks(
        this: &Scope,
        begins: bool,
        from: f64,
        total: Option<f64>,
        up_to: Option<f64>,
        most: f64,
        writes: bool,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = sleep)]
    pub(super) async fn sleep_ms(this: &Scope, milliseconds: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = park)]
    pub(super) async fn park_until_woken(this: &Scope) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = yieldNow)]
    pub(super) async fn yield_to_event_loop(this: &Scope) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = askToken)]
    pub(super) async fn ask_provider(this: &Scope, rejected: Option<String>, joins: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = subtle)]
    pub(super) async fn subtle_digest(this: &Scope) -> Result<JsValue, JsValue>;

    /// Wakes the call that waits in [`Scope::park`].
    #[wasm_bindgen(method)]
    pub fn wake(this: &Scope);
    /// What is left of `timeoutMs`, in milliseconds.
    #[wasm_bindgen(method, js_name = remainingMs)]
    pub fn remaining_ms(this: &Scope) -> f64;
    /// The number of bytes that the last pump took.
    #[wasm_bindgen(method, getter)]
    pub fn pumped(this: &Scope) -> f64;
    /// What the scope remembers for the provider and the merchant, as JSON: `{ token?, rejected?, isAsked }`.
    #[wasm_bindgen(method)]
    pub fn remembered(this: &Scope) -> String;
    /// Remembers the provider's token, or forgets the last one.
    #[wasm_bindgen(method)]
    pub fn remember(this: &Scope, token: Option<String>);
    /// Begins a digest; `false` where the runtime lacks this engine.
    #[wasm_bindgen(method)]
    pub fn hash(this: &Scope, way: HashWay, keeps_digest: bool) -> bool;
    /// Whether the runtime may have an incremental hash. Loading it, to be sure, takes up to 40 ms.
    #[wasm_bindgen(method, js_name = mayHaveNative)]
    pub fn may_have_native(this: &Scope) -> bool;
    /// The HTTP status of a source that is a Response.
    #[wasm_bindgen(method, getter, js_name = sourceStatus)]
    pub fn source_status(this: &Scope) -> Option<u16>;
    /// The source's size in bytes, where it is known.
    #[wasm_bindgen(method, getter)]
    pub fn total(this: &Scope) -> Option<f64>;
    /// Whether the source is a buffer.
    #[wasm_bindgen(method, getter, js_name = isBuffer)]
    pub fn is_buffer(this: &Scope) -> bool;

    #[wasm_bindgen(method, catch, js_name = checkTarget)]
    pub(super) async fn check_target_path(this: &Scope) -> Result<JsValue, JsValue>;
    // `None` where the partial file exists already.
    #[wasm_bindgen(method, js_name = enter)]
    pub(super) fn enter_saves(this: &Scope) -> Option<Promise<JsValue>>;
    // `None` for the memory sink: it closes synchronously.
    #[wasm_bindgen(method, js_name = commit)]
    pub(super) fn close_sink(this: &Scope, result: &JsValue) -> Option<Promise<JsValue>>;
    #[wasm_bindgen(method, js_name = check)]
    pub(super) fn stop_reason(this: &Scope) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = open)]
    pub(super) fn open_source(this: &Scope) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = onStart)]
    pub(super) fn call_on_start(this: &Scope, link: &JsValue, total: Option<f64>) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = onProgress)]
    pub(super) fn call_on_progress(this: &Scope, bytes: f64, total: Option<f64>) -> Option<StopObject>;
    #[wasm_bindgen(method, js_name = digest)]
    pub(super) fn digest_digits(this: &Scope, of: DigestOf) -> Option<String>;

    pub type StopObject;
    #[wasm_bindgen(method, getter)]
    pub(super) fn kind(this: &StopObject) -> StopKind;
    #[wasm_bindgen(method, getter)]
    pub(super) fn reason(this: &StopObject) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn milliseconds(this: &StopObject) -> u32;
    #[wasm_bindgen(method, getter)]
    pub(super) fn words(this: &StopObject) -> String;

    pub type ResponseObject;
    #[wasm_bindgen(method, getter)]
    pub(super) fn head(this: &ResponseObject) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn body(this: &ResponseObject) -> Option<Vec<u8>>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn fault(this: &ResponseObject) -> Option<BodyFault>;
    #[wasm_bindgen(method, getter, js_name = words)]
    pub(super) fn network_words(this: &ResponseObject) -> String;
    #[wasm_bindgen(method, getter, js_name = isStale)]
    pub(super) fn is_stale(this: &ResponseObject) -> bool;

    pub type Provided;
    #[wasm_bindgen(method, getter)]
    pub(super) fn token(this: &Provided) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn cause(this: &Provided) -> JsValue;
}
