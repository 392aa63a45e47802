//! Lets other tasks have their turn.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;

use super::names::property;
use super::settled::Settled;

#[wasm_bindgen]
extern "C" {
    // Browsers have none.
    #[wasm_bindgen(js_name = setImmediate)]
    fn set_immediate(handler: &Function) -> JsValue;
}

thread_local! {
    static HAS_IMMEDIATE: bool = property(&js_sys::global(), "setImmediate").is_function();
}

/// One turn of the event loop. Deno runs neither timers nor the network between messages; browsers have nothing but messages
/// that is not throttled in a tab in the background, as timers are.
pub async fn turn() {
    if HAS_IMMEDIATE.with(|has| *has) {
        let turn = Promise::new(&mut |resolve, _| drop(set_immediate(&resolve)));
        let _ = Settled::of(&turn).await;
        return;
    }
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let turn = Promise::new(&mut |resolve, _| here.set_onmessage(Some(&resolve)));
    if there.post_message(&JsValue::NULL).is_ok() {
        let _ = Settled::of(&turn).await;
    }
    here.close();
}
