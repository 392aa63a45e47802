//! `verifyChecksum`: source → pieces → digest → 32 bytes compared with 32 bytes.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::digest::Hasher;
use super::error::Failure;
use super::guard::Guard;
use super::options::{Fields, well_formed};
use super::progress::Progress;
use super::source::Source;
use crate::checksum::Checksum;
use crate::error::Error;

/// How much is hashed before other tasks get their turn: some 20 to 40 ms.
const TURN: f64 = (8 * 1024 * 1024) as f64;

/// Hashes a source and compares.
pub async fn verify_checksum(data: &JsValue, checksum: &JsValue, options: &JsValue) -> Result<bool, Failure> {
    let checksum = well_formed(checksum).ok_or_else(|| Error::argument("checksum must be a string"))?;
    let checksum = Checksum::parse(&checksum)?;
    let options = Fields::optional(options, "options")?;
    let (signal, on_progress) = (options.signal()?, options.function("onProgress")?);
    let guard = Guard::new(signal.as_ref());
    guard.check()?;

    let mut source = Source::open(data)?;
    let total = source.total.map(|total| total as u64);
    let mut progress = Progress::new(on_progress);
    let mut transferred = 0.0;
    let mut hasher = Hasher::new();
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
    Ok(hasher.finish() == checksum)
}

/// One turn of the event loop. Messages are not throttled in a tab in the background, as timers are.
async fn pause() {
    let Ok(channel) = MessageChannel::new() else { return };
    let (here, there) = (channel.port1(), channel.port2());
    let turn = Promise::new(&mut |resolve, _| here.set_onmessage(Some(&resolve)));
    if there.post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(turn).await;
    }
    here.close();
}
