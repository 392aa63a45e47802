//! Where a package's bytes go while they are not yet verified: memory, a `WritableStream`, or a file's writer.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::collected::Collected;
use super::digest::Hasher;
use super::error::Failure;
use super::guard::Guard;
use super::names::property;
use super::options::Fields;
use super::settled::{Settled, unattended};
use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    // WritableStreamDefaultWriter, of whichever realm.
    type Writer;

    #[wasm_bindgen(method, getter)]
    fn ready(this: &Writer) -> JsValue;

    // Null where the stream failed.
    #[wasm_bindgen(method, getter, js_name = desiredSize)]
    fn desired_size(this: &Writer) -> JsValue;

    #[wasm_bindgen(method, catch)]
    fn write(this: &Writer, chunk: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &Writer) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn abort(this: &Writer, reason: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = releaseLock)]
    fn release_lock(this: &Writer) -> Result<(), JsValue>;

    /// What `fs.js` hands over: like a writer, but it can begin again.
    type File;

    #[wasm_bindgen(method, catch, js_name = write)]
    fn write_piece(this: &File, chunk: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = startOver)]
    fn start_over(this: &File) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = close)]
    fn close_file(this: &File) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn publish(this: &File) -> Result<JsValue, JsValue>;
}

/// What a stream was given already: it cannot be taken back.
struct Written {
    bytes: f64,
    digest: Hasher,
}

/// A destination.
pub enum Sink {
    /// Collected in JavaScript's memory.
    Memory(Collected),
    /// `options.to`
    Stream(Stream),
    /// A file that can begin again.
    File(JsValue),
}

/// A `WritableStream` under a writer of ours.
pub struct Stream {
    writer: Writer,
    written: Option<Written>,
    open: bool,
}

/// Whether what arrived so far may still be the package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Nothing speaks against it.
    Sound,
    /// A stream was given other bytes at the same place before.
    Differs,
}

fn refused(thrown: JsValue) -> Failure {
    Failure::Caused(Error::WriteFailed, thrown)
}

async fn settled(called: Result<JsValue, JsValue>, guard: &Guard) -> Result<(), Failure> {
    guard.settled(&called.map_err(refused)?).await?.map(drop).map_err(refused)
}

impl Sink {
    /// Reads `to`: memory where it is left out.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for anything but an unlocked `WritableStream`.
    pub fn decode(options: &Fields) -> Result<Sink, Error> {
        let to = options.get("to")?;
        if to.is_undefined() {
            return Ok(Sink::Memory(Collected::default()));
        }
        let refused = || options.must("to", "be a WritableStream that is not locked");
        let get_writer = property(&to, "getWriter").dyn_into::<Function>().map_err(|_| refused())?;
        let writer = get_writer.call0(&to).map_err(|_| refused())?;
        Ok(Sink::Stream(Stream { writer: writer.unchecked_into(), written: None, open: true }))
    }

    /// Whether a package that does not match may be fetched afresh: not where bytes cannot be taken back.
    pub fn can_begin_again(&self) -> bool {
        match self {
            Sink::Memory(_) | Sink::File(_) => true,
            Sink::Stream(_) => false,
        }
    }

    /// Whether a stream was given more than has come again since: what it holds is not what arrived.
    pub fn holds_more(&self) -> bool {
        match self {
            Sink::Stream(stream) => stream.written.is_some(),
            Sink::Memory(_) | Sink::File(_) => false,
        }
    }

    /// Whether the destination failed in the meantime.
    ///
    /// # Errors
    /// `WRITE_FAILED`, with a stream's own reason.
    pub async fn check(&self, guard: &Guard) -> Result<(), Failure> {
        match self {
            Sink::Stream(stream) => stream.check(guard).await,
            Sink::Memory(_) | Sink::File(_) => Ok(()),
        }
    }

    /// The bytes start over; `total` is how many there will be, where the server said so.
    pub async fn begin(&mut self, total: Option<u64>, guard: &Guard) -> Result<(), Failure> {
        match self {
            Sink::Memory(collected) => {
                let capacity = total.and_then(|total| u32::try_from(total).ok()).unwrap_or(0);
                *collected = Collected::with_room(capacity);
                Ok(())
            }
            Sink::Stream(_) => Ok(()),
            Sink::File(file) => settled(file.unchecked_ref::<File>().start_over(), guard).await,
        }
    }

    /// Hashes a piece and hands it on. `position` is where it begins.
    pub async fn push(
        &mut self,
        piece: &Bytes,
        position: f64,
        hasher: &mut Hasher,
        guard: &Guard,
    ) -> Result<Prefix, Failure> {
        match self {
            Sink::Memory(collected) => {
                let copy = collected.append(piece)?;
                hasher.update(&copy, 0.0, copy.length)?;
                Ok(Prefix::Sound)
            }
            Sink::Stream(stream) => stream.push(piece, position, hasher, guard).await,
            Sink::File(file) => {
                hasher.update(piece, 0.0, piece.length)?;
                let view = piece.slice(0.0, piece.length)?;
                settled(file.unchecked_ref::<File>().write_piece(&view), guard).await?;
                Ok(Prefix::Sound)
            }
        }
    }

    /// Before the bytes start over: remembers what a stream was given and cannot give back.
    pub fn remember(&mut self, position: u64, hasher: Hasher) {
        match self {
            Sink::Stream(stream) => stream.remember(position, hasher),
            Sink::Memory(_) | Sink::File(_) => {}
        }
    }

    /// The checksum matched: closes the destination. Resolves to the bytes where they were collected.
    pub async fn commit(&mut self, guard: &Guard) -> Result<Option<Uint8Array>, Failure> {
        match self {
            Sink::Memory(collected) => collected.take().map(Some),
            Sink::Stream(stream) => {
                // To `close`, a stream that failed answers with words of its own and not with its reason.
                stream.check(guard).await?;
                settled(stream.writer.close(), guard).await?;
                stream.open = false;
                let _ = stream.writer.release_lock();
                Ok(None)
            }
            Sink::File(file) => {
                let file = file.unchecked_ref::<File>();
                settled(file.close_file(), guard).await?;
                // Past a guard's reach: a rejection may not leave the new file in place.
                let published = file.publish().map_err(refused)?;
                Settled::of(&published).await.map(|_| None).map_err(refused)
            }
        }
    }

    /// Anything went wrong: aborts a stream with the reason. A file's owner sees the rejection itself.
    pub fn abandon(&mut self, reason: &JsValue) {
        match self {
            Sink::Stream(stream) => stream.abandon(reason),
            Sink::Memory(_) | Sink::File(_) => {}
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.abandon(&JsValue::UNDEFINED);
    }
}

impl Stream {
    /// Waits until the stream takes bytes.
    async fn ready(&self, guard: &Guard) -> Result<(), Failure> {
        settled(Ok(self.writer.ready()), guard).await
    }

    async fn check(&self, guard: &Guard) -> Result<(), Failure> {
        if self.writer.desired_size().is_null() { self.ready(guard).await } else { Ok(()) }
    }

    fn abandon(&mut self, reason: &JsValue) {
        if std::mem::take(&mut self.open) {
            unattended(self.writer.abort(reason));
            let _ = self.writer.release_lock();
        }
    }

    /// After a restart, what was written already is only hashed, and has to have the digest that it had.
    async fn push(
        &mut self,
        piece: &Bytes,
        position: f64,
        hasher: &mut Hasher,
        guard: &Guard,
    ) -> Result<Prefix, Failure> {
        let seen_again = match &self.written {
            Some(written) => (written.bytes - position).max(0.0).min(piece.length),
            None => 0.0,
        };
        if seen_again > 0.0 {
            hasher.update(piece, 0.0, seen_again)?;
            if let Some(written) = self.written.take_if(|written| position + seen_again >= written.bytes)
                && written.digest.checksum()? != hasher.checksum()?
            {
                return Ok(Prefix::Differs);
            }
        }
        let rest = piece.length - seen_again;
        if rest > 0.0 {
            hasher.update(piece, seen_again, rest)?;
            self.ready(guard).await?;
            // A failing write shows in the next `ready`, or in `close`.
            let view = piece.slice(seen_again, rest)?;
            unattended(self.writer.write(&view));
        }
        Ok(Prefix::Sound)
    }

    /// Before a restart: remembers what cannot be taken back.
    fn remember(&mut self, position: u64, hasher: Hasher) {
        if self.written.is_none() && position > 0 {
            self.written = Some(Written { bytes: position as f64, digest: hasher });
        }
    }
}
