//! What the lines of a snapshot hold, for the JavaScript that writes them.

use serde_json::Value;
use wechat_function_fleet::DriftStatus;
use wechat_function_fleet::shape::{Field, HEAD, Kind, ROW, SUMMARY};

use crate::catalogue::constants_module;

/// `fleet/shapes.js`: the fields of each line in their order, `[name]`, or `[name, fields]` of a record in it; and the statuses of drift.
pub fn module() -> String {
    let statuses = DriftStatus::ALL.map(DriftStatus::as_str).into_iter().collect();
    constants_module(&[
        ("HEAD", fields(HEAD)),
        ("ROW", fields(ROW)),
        ("SUMMARY", fields(SUMMARY)),
        ("DRIFT_STATUSES", statuses),
    ])
}

fn fields(fields: &[Field]) -> Value {
    fields.iter().map(field).collect()
}

fn field(field: &Field) -> Value {
    match field.kind {
        Kind::Record(inner) | Kind::Records(inner) => [field.name.into(), fields(inner)].into_iter().collect(),
        _ => [Value::from(field.name)].into_iter().collect(),
    }
}
