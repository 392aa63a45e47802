//! The error fields: an error as the message and fields of `FunctionLinkError`.

use serde::Serialize;

use crate::error::Error;
use crate::error::filled::Filled;
use crate::error::peer::Peer;

/// The message and fields of JavaScript's `FunctionLinkError`, by their names there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The code, stable across versions.
    pub code: &'static str,
    /// What happened, and to which environment and function.
    pub message: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// What to do next.
    pub advice: String,
    /// The platform's errcode, never 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errcode: Option<i64>,
    /// The platform's errmsg, redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errmsg: Option<String>,
    /// The platform's id of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rid: Option<String>,
    /// The HTTP status, where it is the reason or came with the errcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The number of requests sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The platform's checksum, for a mismatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The SHA-256 of the bytes that arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// The number of bytes that arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The peer that the error concerns: `platform`, `storage` or `relay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<&'static str>,
    /// `Code` of COS. `error.js` makes `storage` of this and the next field: a nested object takes 0.3 KB of the module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_code: Option<String>,
    /// `RequestId` of COS, for its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_request_id: Option<String>,
}

impl Report {
    /// Creates the fields. `about` is what the call concerns, `attempts` the number of requests sent, `peer` the peer of the
    /// call's current request.
    pub fn new(error: &Error, about: &str, attempts: Option<u32>, peer: Option<Peer>) -> Report {
        let words = error.words(peer);
        let message = match error {
            // A relay's message names it already.
            Error::Relayed(_) => words.to_string(),
            _ if about.is_empty() => words.to_string(),
            _ => format!("{words} ({about})"),
        };
        let facts = error.facts();
        let peer = facts.peer(peer);
        let host = facts.host.map_or("", |fault| &fault.host);
        Report {
            code: facts.code.as_str(),
            message,
            retryable: facts.retryable,
            advice: Filled { text: facts.advice, peer, number: 0, host }.to_string(),
            errcode: facts.platform.map(|platform| platform.errcode),
            errmsg: facts.platform.map(|platform| platform.errmsg.clone()),
            rid: facts.platform.and_then(|platform| platform.rid.clone()),
            status: facts.status,
            attempts,
            expected: facts.mismatch.map(|mismatch| mismatch.expected.clone()),
            actual: facts.mismatch.and_then(|mismatch| mismatch.actual.clone()),
            size: facts.mismatch.map(|mismatch| mismatch.size),
            peer: peer.map(Peer::as_str),
            storage_code: facts.storage.and_then(|storage| storage.code.clone()),
            storage_request_id: facts.storage.and_then(|storage| storage.request_id.clone()),
        }
    }
}
