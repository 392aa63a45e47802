//! `verifyChecksum`: source → pieces → digest → 32 bytes compared with 32 bytes.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::bytes::Bytes;
use super::digest::Hasher;
use super::engine::Engine;
use super::error::Failure;
use super::guard::Guard;
use super::options::{Fields, well_formed};
use super::progress::Progress;
use super::source::Source;
use crate::checksum::Checksum;
use crate::error::Error;

/// How much is hashed before other tasks get their turn: some 20 to 40 ms.
const TURN: f64 = (8 * 1024 * 1024) as f64;

fn decode(checksum: &JsValue) -> Result<Checksum, Error> {
    let checksum = well_formed(checksum).ok_or_else(|| Error::argument("checksum must be a string"))?;
    Checksum::parse(&checksum)
}

/// Hashes a buffer and compares, where that takes a turn at most and nobody has to be told: without a promise of its own.
pub fn at_once(data: &JsValue, checksum: &JsValue, options: &JsValue) -> Result<Option<bool>, Failure> {
    let checksum = decode(checksum)?;
    let options = Fields::optional(options, "options")?;
    if options.has("signal")? || options.has("onProgress")? {
        return Ok(None);
    }
    let engine = Engine::decode(&options)?;
    let Some(bytes) = Bytes::of(data)? else { return Ok(None) };
    if bytes.length > TURN || engine.waits(&bytes) {
        return Ok(None);
    }
    let mut hasher = Hasher::new(engine, Some(bytes.length));
    hasher.update(&bytes, 0.0, bytes.length)?;
    Ok(Some(hasher.finish()? == checksum))
}

/// Hashes a source and compares.
pub async fn verify_checksum(data: &JsValue, checksum: &JsValue, options: &JsValue) -> Result<bool, Failure> {
    let checksum = decode(checksum)?;
    let options = Fields::optional(options, "options")?;
    let (signal, on_progress) = (options.signal()?, options.function("onProgress")?);
    let engine = Engine::decode(&options)?;
    let guard = Guard::new(signal.as_ref());
    guard.check()?;

    if !Bytes::are(data) {
        engine.admit_pieces()?;
    }
    let mut source = Source::open(data)?;
    let total = source.total.map(|total| total as u64);
    if let Some(bytes) = source.whole()
        && let Some(digest) = engine.whole(bytes, on_progress.is_some(), &guard).await?
    {
        Progress::new(on_progress).reached(bytes.length as u64, total)?;
        return Ok(digest == checksum);
    }
    let mut progress = Progress::new(on_progress);
    let mut transferred = 0.0;
    let mut hasher = Hasher::new(engine, source.total);
    let mut turn = 0.0;
    while let Some(piece) = source.next(&guard).await? {
        let mut start = 0.0;
        while start < piece.length {
            let step = (piece.length - start).min(TURN - turn);
            hasher.update(&piece, start, step)?;
            start += step;
            turn += step;
            transferred += step;
            progress.reached(transferred as u64, total)?;
            if turn >= TURN {
                turn = 0.0;
                guard.until(pause()).await?;
            }
        }
    }
    progress.finish(total)?;
    Ok(hasher.finish()? == checksum)
}

#[wasm_bindgen]
extern "C" {
    // Browsers have none.
    #[wasm_bindgen(catch, js_name = setImmediate)]
    fn set_immediate(handler: &Function) -> Result<JsValue, JsValue>;
}

/// One turn of the event loop. Deno runs neither timers nor the network between messages; browsers have nothing but messages
/// that is not throttled in a tab in the background, as timers are.
async fn pause() {
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
