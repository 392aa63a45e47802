//! Names of properties as JavaScript's strings, made once: to make one costs more than to read the property.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

thread_local! {
    // As many as there are names in this crate, and never dropped: a getter of the caller's may ask for others meanwhile.
    static NAMES: RefCell<Vec<(&'static str, &'static JsValue)>> = const { RefCell::new(Vec::new()) };
}

/// A string that is a key of an object: engines find properties by such ones without a look at the text.
fn internalized(text: &str) -> JsValue {
    let object = js_sys::Object::new();
    let text = JsValue::from_str(text);
    match js_sys::Reflect::set(&object, &text, &JsValue::UNDEFINED) {
        Ok(_) => js_sys::Object::keys(&object).get(0),
        Err(_) => text,
    }
}

/// A name as JavaScript's string.
pub fn name(text: &'static str) -> &'static JsValue {
    NAMES.with_borrow_mut(|names| {
        // The same text at another place is another entry, and no harm.
        if let Some((_, known)) = names.iter().find(|(known, _)| std::ptr::eq(*known, text)) {
            return *known;
        }
        let made: &'static JsValue = Box::leak(Box::new(internalized(text)));
        names.push((text, made));
        made
    })
}

#[wasm_bindgen(raw_module = "./host/properties.js")]
extern "C" {
    #[wasm_bindgen(js_name = property)]
    fn property_of(object: &JsValue, name: &JsValue) -> JsValue;

    fn read(object: &JsValue, name: &JsValue) -> JsValue;

    fn assign(object: &JsValue, name: &JsValue, value: &JsValue);

    #[wasm_bindgen(thread_local_v2, js_name = unreadable)]
    static UNREADABLE: JsValue;
}

/// A property's value, `undefined` where there is none or its getter throws.
pub fn property(object: &JsValue, text: &'static str) -> JsValue {
    property_of(object, name(text))
}

/// A property of an object, and `None` where its getter throws.
pub fn readable(object: &JsValue, text: &'static str) -> Option<JsValue> {
    let value = read(object, name(text));
    if UNREADABLE.with(|unreadable| value == *unreadable) { None } else { Some(value) }
}

/// Sets a property of an object of our own making.
pub fn set(object: &JsValue, text: &'static str, value: &JsValue) {
    assign(object, name(text), value);
}
