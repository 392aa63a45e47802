//! The error fields: an error as the message and fields of `FunctionLinkError`.

use serde::Serialize;

use crate::error::peer::{Filled, Peer};
use crate::error::{Error, Subject};

/// The fields of JavaScript's `FunctionLinkError`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The stable code.
    pub code: &'static str,
    /// What happened, and to which environment and function.
    pub message: String,
    /// Whether the same call may succeed later.
    pub retryable: bool,
    /// What to do next.
    pub advice: String,
    /// The platform's errcode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errcode: Option<i64>,
    /// The platform's errmsg.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errmsg: Option<String>,
    /// The platform's rid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rid: Option<String>,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many requests were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// The checksum that was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The checksum of what arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// How many bytes arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Whom it concerns: `platform`, `storage` or `relay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<&'static str>,
    /// COS's Code. `error.js` makes `storage` of both: a nested object takes 0.3 KB of the module.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_code: Option<String>,
    /// COS's RequestId.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_request_id: Option<String>,
}

impl Report {
    /// Makes them. `attempts` is how many requests were sent, where there were any; `peer` whom the call was asking.
    pub fn new(error: &Error, subject: Option<&Subject>, attempts: Option<u32>, peer: Option<Peer>) -> Report {
        let words = error.words(peer);
        let message = match (error, subject) {
            // A relay's own words name the function already.
            (Error::Relayed(_), _) | (_, None) => words.to_string(),
            (_, Some(Subject { env, function_name })) => {
                format!("{words} (function \"{function_name}\" in environment \"{env}\")")
            }
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
