//! Drives `verifyChecksum`: source, chunks, digest, comparison with the checksum.

use super::error::Failure;
use super::hash;
use super::scope::{DigestOf, Scope};
use crate::call::record::Record;
use crate::checksum::engine::Way;
use crate::checksum::{Checksum, admit_response};
use crate::download::step::Pump;

/// Hashes the scope's source, and returns whether its digest is the checksum.
pub(super) async fn verify(scope: &Scope, record: &Record) -> Result<bool, Failure> {
    let (checksum, engine) = (Checksum::parse(record.checksum())?, record.engine()?);
    scope.check()?;
    let is_buffer = scope.is_buffer();
    if !is_buffer {
        scope.source_status().map_or(Ok(()), admit_response)?;
        hash::admit_chunks(scope, engine)?;
    }
    scope.open()?;
    let total = scope.total();
    match total.filter(|_| is_buffer) {
        None => hash::begin(scope, engine, total, false)?,
        Some(length) => {
            let mut way = hash::way_of_buffer(scope, engine, length, record.has_on_progress());
            if way != Way::Subtle && !scope.hash(way.into(), false) {
                way = engine.instead_of(way, false)?;
                scope.hash(way.into(), false);
            }
            if way == Way::Subtle {
                if let Some(digest) = scope.subtle().await? {
                    scope.on_progress(length, total)?;
                    return Ok(digest == checksum);
                }
                scope.hash(engine.instead_of(way, false)?.into(), false);
            }
        }
    }
    let whole = Pump {
        begins: None,
        from: 0,
        total: total.map(|total| total as u64),
        up_to: None,
        most: u64::MAX,
        writes: false,
    };
    scope.pump(&whole).await?;
    Ok(scope.digest(DigestOf::Whole)? == checksum)
}
