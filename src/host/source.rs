//! Any `ChecksumSource` or response body → pieces. Locks are released and unfinished streams cancelled on drop.

use js_sys::{Function, Reflect, Symbol};
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::error::Failure;
use super::fetch::declared_length;
use super::guard::Guard;
use super::names::property;
use super::settled::unattended;
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    // ReadableStreamDefaultReader and AsyncIterator, by their methods: a source may come from another realm.
    type Reader;

    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn cancel(this: &Reader) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &Reader) -> Result<(), JsValue>;

    type Iterating;

    #[wasm_bindgen(method, catch)]
    fn next(this: &Iterating) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = "return")]
    fn give_up(this: &Iterating) -> Result<JsValue, JsValue>;
}

enum Kind {
    Whole(Option<Bytes>),
    Stream(Reader),
    Iterator(Iterating),
}

/// Bytes that come in pieces.
pub struct Source {
    kind: Kind,
    /// Whether the other side still has something to let go of.
    open: bool,
    /// How many bytes there will be, where that is known.
    pub total: Option<f64>,
}

fn unusable(what: &str) -> Error {
    Error::argument(format!("the source is unusable: {what}"))
}

impl Source {
    /// Opens a `ChecksumSource`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for anything else, and for a stream that is locked or used up.
    pub fn open(value: &JsValue) -> Result<Source, Error> {
        if let Some(bytes) = Bytes::of(value)? {
            let total = Some(bytes.length);
            return Ok(Source { kind: Kind::Whole(Some(bytes)), open: false, total });
        }
        if !value.is_object() {
            return Err(unusable(
                "it must be an ArrayBuffer, a view, a Blob, a ReadableStream, a Response or an AsyncIterable of bytes",
            ));
        }
        if let Some(used) = property(value, "bodyUsed").as_bool() {
            return Source::response(value, used);
        }
        if let (Ok(stream), Some(size)) =
            (property(value, "stream").dyn_into::<Function>(), property(value, "size").as_f64())
        {
            let stream = stream.call0(value).map_err(|_| unusable("the Blob cannot be read"))?;
            return Source::stream(&stream, Some(size));
        }
        Source::stream(value, None)
    }

    /// The body of a `Response`; none at all is no bytes.
    pub fn response(response: &JsValue, used: bool) -> Result<Source, Error> {
        if used {
            return Err(unusable("the Response's body was used already"));
        }
        let kind = property(response, "type").as_string();
        if kind.as_deref().is_some_and(|kind| kind.starts_with("opaque")) {
            return Err(unusable("the Response is opaque"));
        }
        let body = property(response, "body");
        if body.is_null() || body.is_undefined() {
            return Ok(Source { kind: Kind::Whole(None), open: false, total: Some(0.0) });
        }
        Source::stream(&body, declared_length(response))
    }

    fn stream(value: &JsValue, total: Option<f64>) -> Result<Source, Error> {
        let kind = if let Ok(get_reader) = property(value, "getReader").dyn_into::<Function>() {
            let reader = get_reader.call0(value).map_err(|_| unusable("the stream is locked"))?;
            Kind::Stream(reader.unchecked_into())
        } else {
            let iterate = Reflect::get(value, &Symbol::async_iterator()).unwrap_or(JsValue::UNDEFINED);
            let iterate =
                iterate.dyn_into::<Function>().map_err(|_| unusable("it is neither bytes nor a stream of bytes"))?;
            let iterator = iterate.call0(value).map_err(|_| unusable("it cannot be iterated"))?;
            Kind::Iterator(iterator.unchecked_into())
        };
        Ok(Source { kind, open: true, total })
    }

    /// All bytes, where they are in memory already.
    pub fn whole(&self) -> Option<&Bytes> {
        if let Kind::Whole(bytes) = &self.kind { bytes.as_ref() } else { None }
    }

    /// The next piece, `None` at the end.
    ///
    /// # Errors
    /// A failing source's own reason; `INVALID_ARGUMENT` where a piece is not bytes; whatever the guard stops with.
    pub async fn next(&mut self, guard: &Guard) -> Result<Option<Bytes>, Failure> {
        let step = match &mut self.kind {
            Kind::Whole(bytes) => return Ok(bytes.take()),
            Kind::Stream(reader) => reader.read(),
            Kind::Iterator(iterator) => iterator.next(),
        };
        let settled = match step {
            Ok(value) => guard.settled(&value).await?,
            Err(thrown) => Err(thrown),
        };
        let result = settled.map_err(|reason| {
            self.settle();
            Failure::Own(reason)
        })?;
        if !result.is_object() {
            return Err(unusable("its iterator does not answer as one").into());
        }
        if property(&result, "done").is_truthy() {
            self.settle();
            return Ok(None);
        }
        match Bytes::of(&property(&result, "value"))? {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(unusable("one of its pieces is not bytes").into()),
        }
    }

    /// The source ended or failed by itself: there is nothing to cancel, only a lock to release.
    fn settle(&mut self) {
        self.open = false;
        if let Kind::Stream(reader) = &self.kind {
            let _ = reader.release_lock();
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        let ended = match &self.kind {
            Kind::Whole(_) => return,
            Kind::Stream(reader) => {
                let ended = reader.cancel();
                let _ = reader.release_lock();
                ended
            }
            Kind::Iterator(iterator) => iterator.give_up(),
        };
        unattended(ended);
    }
}
