//! The shell: everything that touches JavaScript. It decodes, calls the core and encodes; it never decides.

mod alarm;
mod attempt;
mod bytes;
mod call;
mod collected;
mod digest;
mod download;
mod engine;
mod environment;
mod error;
mod fetch;
mod guard;
mod link;
mod names;
mod native;
mod open;
mod options;
mod package;
mod platform;
mod progress;
mod queue;
mod relay;
mod relayed;
mod scratch;
mod settled;
mod signals;
mod sink;
mod source;
mod token;
mod turn;
mod url;
mod verify;

use std::future::Future;
use std::pin::Pin;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::error::encode;

#[wasm_bindgen(raw_module = "./host/settled.js")]
extern "C" {
    fn settle(settled: &JsValue, is_fulfilled: bool, value: &JsValue);
}

/// Makes a call and tells its outcome. One kind of future for all: each kind is a copy of what drives it.
fn answer(settled: JsValue, call: impl Future<Output = Result<JsValue, JsValue>> + 'static) {
    let call: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(call);
    spawn_local(async move {
        match call.await {
            Ok(value) => settle(&settled, true, &value),
            Err(reason) => settle(&settled, false, &reason),
        }
    });
}

/// `getFunctionLink`: asks the platform for a function's download address and checksum. Like all that takes its time, it tells
/// its outcome to `settled`, whether it is fulfilled and by what: `load.js` makes a promise of that.
#[wasm_bindgen(js_name = getFunctionLink)]
pub fn get_function_link(settled: JsValue, request: JsValue, options: JsValue) {
    answer(settled, async move { call::get_function_link(&request, &options).await });
}

/// `downloadFunction`: the package itself, verified in flight. For `fs.js`: into a file's writer that can begin again (`write`,
/// `startOver`, `close`, `publish`), where one is given.
#[wasm_bindgen(js_name = downloadFunction)]
pub fn download_function(settled: JsValue, request: JsValue, options: JsValue, file: Option<JsValue>) {
    answer(settled, async move { call::download(&request, &options, file).await });
}

/// `verifyChecksum`: whether a source's bytes are the checksum's.
#[wasm_bindgen(js_name = verifyChecksum)]
pub fn verify_checksum(settled: JsValue, data: JsValue, checksum: JsValue, options: JsValue) {
    answer(settled, async move {
        let verified = verify::verify_checksum(&data, &checksum, &options).await;
        verified.map(JsValue::from).map_err(encode)
    });
}

/// For `index.js`: the same at once where nothing has to be waited for, and `undefined` where something has.
#[wasm_bindgen(js_name = verifyAtOnce)]
pub fn verify_at_once(data: &JsValue, checksum: &JsValue, options: &JsValue) -> Result<Option<bool>, JsValue> {
    verify::at_once(data, checksum, options).map_err(encode)
}

/// For `at-once.js`: the memory that bytes are hashed in, for 64 digits and a message.
#[wasm_bindgen]
pub fn scratch() -> js_sys::Uint8Array {
    scratch::view()
}

/// For `at-once.js`: up to how many bytes a message is the module's, whatever the runtime can do.
#[wasm_bindgen(js_name = smallLimit)]
pub fn small_limit() -> usize {
    engine::SMALL as usize
}

/// For `at-once.js`: whether that message has that checksum; `undefined` where the checksum is malformed.
#[wasm_bindgen(js_name = verifySmall)]
pub fn verify_small(length: usize) -> Option<bool> {
    scratch::verify(length)
}

/// For `at-once.js`: the runtime's `node:crypto` where that is to hash so many bytes; `undefined` where something else is.
#[wasm_bindgen(js_name = hostAtOnce)]
pub fn host_at_once(length: f64) -> JsValue {
    verify::host_at_once(length)
}

/// For `at-once.js`: whether a digest's digits there are the checksum's; `undefined` where either is malformed.
#[wasm_bindgen(js_name = verifyDigits)]
pub fn verify_digits() -> Option<bool> {
    scratch::compare()
}

/// `explainErrcode`: what the catalogue says of an errcode.
#[wasm_bindgen(js_name = explainErrcode)]
pub fn explain_errcode(errcode: JsValue) -> Result<JsValue, JsValue> {
    call::explain_errcode(&errcode).map_err(encode)
}

/// For the package's own JavaScript: the refusal of an argument that it takes itself.
#[wasm_bindgen(js_name = invalidArgument)]
pub fn invalid_argument(what: String) -> JsValue {
    encode(crate::error::Error::InvalidArgument(what).into())
}
