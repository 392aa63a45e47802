//! Drives the download's machine.

use wasm_bindgen::prelude::*;

use super::error::Failure;
use super::hash;
use super::link::{self, encode_download, encode_link};
use super::scope::{DigestOf, Scope, Stop};
use crate::call::response::Outcome;
use crate::download::machine::Download;
use crate::download::settings::Settings;
use crate::download::step::{Event, Step};

/// Drives a download to its end, and returns `{ link, size, checksum, bytes? }`.
pub(super) async fn drive(
    scope: &Scope,
    download: &mut Download,
    settings: &Settings,
    apart: bool,
) -> Result<JsValue, Failure> {
    hash::admit_chunks(scope, settings.engine)?;
    if settings.to_file {
        scope.check_target().await?;
    }
    let mut result = JsValue::UNDEFINED;
    let mut event = Event::Begin;
    loop {
        event = match download.next(event, scope) {
            Step::Link => Event::Linked(link::get(scope, &mut download.call, apart, settings.to_file).await?),
            Step::Get(get) => sent(scope.get(get).await)?,
            Step::Post(post) => {
                if settings.to_file {
                    scope.enter().await?;
                }
                sent(scope.post(&post).await)?
            }
            Step::ReadBody(most) => {
                scope.read_body(most).await.map_or_else(|stop| timed_out(stop, 0), |body| Ok(Event::Body(body)))?
            }
            Step::Pump(pump) => {
                if let Some(begins) = pump.begins {
                    let total = pump.total.map(|total| total as f64);
                    hash::begin(scope, settings.engine, total, begins.keeps_digest)?;
                    if let (true, Some(link)) = (settings.has_on_start, download.link()) {
                        scope.on_start(&encode_link(link), pump.total)?;
                    }
                }
                match scope.pump(&pump).await {
                    Ok((bytes, end)) => Event::Pumped(bytes, end),
                    Err(stop) => timed_out(stop, scope.pumped() as u64)?,
                }
            }
            Step::Compare => Event::Compared(scope.digest(DigestOf::Kept)? == scope.digest(DigestOf::SoFar)?),
            Step::Digest => Event::Digest(scope.digest(DigestOf::Whole)?),
            Step::Wait(milliseconds) => {
                scope.sleep(milliseconds).await?;
                Event::Waited
            }
            Step::Commit => {
                if let Some(link) = download.link() {
                    result = encode_download(link, download.size());
                }
                scope.commit(&result).await?;
                Event::Committed
            }
            Step::Done => return Ok(result),
            Step::Failed(error) => return Err(error.into()),
        }
    }
}

fn sent(outcome: Result<Outcome<()>, Stop>) -> Result<Event, Failure> {
    outcome.map_or_else(|stop| timed_out(stop, 0), |outcome| Ok(Event::Sent(outcome)))
}

/// Passes a time-out on to the machine. Any other stop ends the call.
fn timed_out(stop: Stop, bytes: u64) -> Result<Event, Failure> {
    match stop {
        Stop::TimedOut(limit, milliseconds) => Ok(Event::TimedOut(limit, milliseconds, bytes)),
        stop @ (Stop::BrokeOff | Stop::Ended(_)) => Err(stop.into()),
    }
}
