//! Anything that holds bytes → a `Uint8Array` over them, without a copy.

use js_sys::{ArrayBuffer, SharedArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    // js_sys counts in u32; views above 4 GiB exist, and a detached buffer throws.
    #[wasm_bindgen(js_name = Uint8Array)]
    type View;

    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn new(buffer: &JsValue, offset: f64, length: f64) -> Result<View, JsValue>;

    // What ArrayBuffer.isView or an object's tag has told already.
    type Measured;

    #[wasm_bindgen(method, getter)]
    fn buffer(this: &Measured) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = byteOffset)]
    fn byte_offset(this: &Measured) -> f64;

    // Throws where the tag was wrong.
    #[wasm_bindgen(method, getter, catch, js_name = byteLength)]
    fn byte_length(this: &Measured) -> Result<f64, JsValue>;
}

#[wasm_bindgen(raw_module = "./host/bytes.js")]
extern "C" {
    #[wasm_bindgen(js_name = isBuffer)]
    fn is_buffer(value: &JsValue) -> bool;
}

/// A range of bytes somewhere in JavaScript's memory.
pub struct Bytes {
    buffer: JsValue,
    offset: f64,
    /// How many bytes there are.
    pub length: f64,
}

impl Bytes {
    /// Whether a value holds bytes.
    pub fn are(value: &JsValue) -> bool {
        ArrayBuffer::is_view(value) || is_buffer(value)
    }

    /// Looks at an `ArrayBuffer`, a `SharedArrayBuffer` or a view of one, of whichever realm; `None` for anything else.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a detached buffer: it holds no bytes to speak of, and is not the same as an empty one.
    pub fn of(value: &JsValue) -> Result<Option<Bytes>, Error> {
        let measured: &Measured = value.unchecked_ref();
        let (buffer, offset) = if ArrayBuffer::is_view(value) {
            (measured.buffer(), measured.byte_offset())
        } else if is_buffer(value) {
            (value.clone(), 0.0)
        } else {
            return Ok(None);
        };
        let Ok(length) = measured.byte_length() else { return Ok(None) };
        let bytes = Bytes { buffer, offset, length };
        if bytes.length == 0.0 {
            bytes.slice(0.0, 0.0)?;
        }
        Ok(Some(bytes))
    }

    /// Whether others may write to the bytes while they are read.
    pub fn is_shared(&self) -> bool {
        self.buffer.is_instance_of::<SharedArrayBuffer>()
    }

    /// A view of a part.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the buffer was detached or shrunk in the meantime.
    pub fn slice(&self, start: f64, length: f64) -> Result<Uint8Array, Error> {
        match View::new(&self.buffer, self.offset + start, length) {
            Ok(view) => Ok(view.unchecked_into()),
            Err(_) => Err(Error::argument("the source's buffer is detached or was shrunk")),
        }
    }
}
