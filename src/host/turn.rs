//! Lets other tasks have their turn.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

#[wasm_bindgen]
extern "C" {
    // Browsers have none.
    #[wasm_bindgen(catch, js_name = setImmediate)]
    fn set_immediate(handler: &Function) -> Result<JsValue, JsValue>;
}

/// One turn of the event loop. Deno runs neither timers nor the network between messages; browsers have nothing but messages
/// that is not throttled in a tab in the background, as timers are.
pub async fn turn() {
    let mut immediate = Err(JsValue::UNDEFINED);
    let turn = Promise::new(&mut |resolve, _| immediate = set_immediate(&resolve));
    if immediate.is_ok() {
        let _ = JsFuture::from(turn).await;
        return;
    }
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let turn = Promise::new(&mut |resolve, _| here.set_onmessage(Some(&resolve)));
    if there.post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(turn).await;
    }
    here.close();
}
