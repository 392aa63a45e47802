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

#[wasm_bindgen]
extern "C" {
    type Any;

    // Reflect.get is a call that engines do not see through.
    #[wasm_bindgen(method, structural, indexing_getter, catch)]
    fn get(this: &Any, key: &JsValue) -> Result<JsValue, JsValue>;
}

/// A property's value, or what its getter threw.
pub fn property(value: &JsValue, text: &'static str) -> Result<JsValue, JsValue> {
    value.unchecked_ref::<Any>().get(name(text))
}

/// The same of what may be no object: `undefined` there, and where a getter throws. An exception that Rust catches leaves a place
/// of the module's table of references behind for ever: none may come where a missing value is usual.
pub fn property_if_any(value: &JsValue, text: &'static str) -> JsValue {
    if value.is_undefined() || value.is_null() {
        return JsValue::UNDEFINED;
    }
    property(value, text).unwrap_or(JsValue::UNDEFINED)
}
