//! `verifyChecksum`: source → pieces → digest → 32 bytes compared with 32 bytes.

use wasm_bindgen::prelude::*;

use super::bytes::Bytes;
use super::digest::Hasher;
use super::engine::Engine;
use super::error::Failure;
use super::guard::{Guard, monotonic_ms};
use super::options::{Fields, well_formed};
use super::progress::Progress;
use super::source::Source;
use super::turn;
use crate::checksum::Checksum;
use crate::checksum::time_slice::TimeSlice;
use crate::error::Error;

/// How much is hashed at once, where nobody has to be told: some 5 ms by a runtime's own hash, 25 by the module.
const AT_ONCE: f64 = (8 * 1024 * 1024) as f64;

/// How much is hashed before progress is told.
const TOLD: f64 = (8 * 1024 * 1024) as f64;

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
    if bytes.length > AT_ONCE || engine.waits(&bytes) {
        return Ok(None);
    }
    let mut hasher = Hasher::new(engine, Some(bytes.length));
    hasher.update(&bytes, 0.0, bytes.length)?;
    Ok(Some(hasher.finish()? == checksum))
}

/// The runtime's own hash for so many bytes that nobody else writes to, where it is known to be the engine's choice and they
/// are hashed at once; `undefined` leaves it to the others.
pub fn host_at_once(length: f64) -> JsValue {
    if length > AT_ONCE { JsValue::UNDEFINED } else { Engine::loaded(length) }
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
    let tells = on_progress.is_some();
    let mut source = Source::open(data)?;
    let total = source.total.map(|total| total as u64);
    if let Some(bytes) = source.whole()
        && let Some(digest) = engine.whole(bytes, tells, &guard).await?
    {
        Progress::new(on_progress).reached(bytes.length as u64, total)?;
        return Ok(digest == checksum);
    }
    let mut progress = Progress::new(on_progress);
    let mut transferred = 0.0;
    let mut hasher = Hasher::new(engine, source.total);
    let (mut pace, mut due) = (TimeSlice::new(monotonic_ms()), false);
    while let Some(piece) = source.next(&guard).await? {
        let mut start = 0.0;
        while start < piece.length {
            if due {
                guard.until(turn::turn()).await?;
                pace.resume(monotonic_ms());
            }
            let mut step = (piece.length - start).min(pace.step());
            if tells {
                step = step.min(TOLD - start % TOLD);
            }
            hasher.update(&piece, start, step)?;
            start += step;
            transferred += step;
            due = pace.took(step, monotonic_ms);
            if start >= piece.length || start % TOLD == 0.0 {
                progress.reached(transferred as u64, total)?;
                guard.check()?;
            }
        }
    }
    progress.finish(total)?;
    Ok(hasher.finish()? == checksum)
}
