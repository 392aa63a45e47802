//! A package in JavaScript's memory, while it arrives.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::error::Failure;
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    // js_sys takes it for granted that there is memory; an exception in the middle of a call would leave it hanging.
    #[wasm_bindgen(js_name = Uint8Array)]
    type Room;

    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn new(length: u32) -> Result<Room, JsValue>;
}

fn room(length: u32) -> Result<Uint8Array, Failure> {
    match Room::new(length) {
        Ok(room) => Ok(room.unchecked_into()),
        Err(thrown) => Err(Failure::Caused(Error::WriteFailed, thrown)),
    }
}

/// Bytes in memory, copied as they come: what is hashed is what is handed out, whoever reuses the pieces.
#[derive(Default)]
pub struct Collected {
    buffer: Option<Uint8Array>,
    length: u32,
}

impl Collected {
    /// Nothing yet, with room for so many bytes where there is any: what a server declares may be far from what it sends.
    pub fn with_room(capacity: u32) -> Collected {
        Collected { buffer: room(capacity).ok(), length: 0 }
    }

    /// Takes a piece; what comes back is the copy.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` above 4 GiB, `WRITE_FAILED` where there is no memory left.
    pub fn append(&mut self, piece: &Bytes) -> Result<Bytes, Failure> {
        let too_long = || Error::argument("a package above 4 GiB has to go to a stream or a file");
        let end = f64::from(self.length) + piece.length;
        if end > f64::from(u32::MAX) {
            return Err(too_long().into());
        }
        let end = end as u32;
        let buffer = match self.buffer.take() {
            Some(buffer) if buffer.length() >= end => buffer,
            grown => {
                let larger = room(end.max(self.length.saturating_mul(2)))?;
                if let Some(buffer) = grown {
                    larger.set(&buffer.subarray(0, self.length), 0);
                }
                larger
            }
        };
        let view = piece.slice(0.0, piece.length)?;
        buffer.set(&view, self.length);
        let copy = Bytes::of(&buffer.subarray(self.length, end))?.ok_or_else(too_long)?;
        self.buffer = Some(buffer);
        self.length = end;
        Ok(copy)
    }

    /// Everything, and no more room than that.
    ///
    /// # Errors
    /// `WRITE_FAILED` where there is no memory left.
    pub fn take(&mut self) -> Result<Uint8Array, Failure> {
        match self.buffer.take() {
            Some(buffer) if buffer.length() == self.length => Ok(buffer),
            // A larger buffer behind the bytes would stay alive with them.
            larger => {
                let exact = room(self.length)?;
                if let Some(buffer) = larger {
                    exact.set(&buffer.subarray(0, self.length), 0);
                }
                Ok(exact)
            }
        }
    }
}
