//! The rows of a list in a reply.

use crate::call::reply::PlatformReply;
use crate::error::protocol::ProtocolFault;
use crate::parse::json::{Json, Object};

/// Reads the list of this name: empty where it is absent or null and the errcode is 0. `read` returns `None` for a row without
/// its name.
pub(super) fn read_rows<T>(
    reply: &PlatformReply,
    name: &str,
    read: impl Fn(&Object) -> Option<T>,
) -> Result<Vec<T>, ProtocolFault> {
    match reply.object.get(name) {
        None | Some(Json::Null) if reply.has_errcode => Ok(Vec::new()),
        None | Some(Json::Null) => Err(ProtocolFault::NoList),
        Some(Json::Array(rows)) => read_all(rows, read).ok_or(ProtocolFault::Row),
        Some(_) => Err(ProtocolFault::List),
    }
}

/// Reads each item of an array; `None` where one is not an object, or `read` does not take it.
pub(super) fn read_all<T>(rows: &[Json], read: impl Fn(&Object) -> Option<T>) -> Option<Vec<T>> {
    rows.iter().map(|row| if let Json::Object(row) = row { read(row) } else { None }).collect()
}

/// The text of this name; `None` where it is absent, empty or of another type.
pub(super) fn text(row: &Object, name: &str) -> Option<String> {
    row.text(name).filter(|text| !text.is_empty()).map(str::to_owned)
}
