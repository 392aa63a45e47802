//! The kind of network failure that a runtime reports. The runtime's message may contain URLs and tokens: only the kind
//! is kept.

use super::code::Code;
use super::redact::find;
use super::{advice, messages};

/// The kind of a network failure, where the runtime shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFault {
    /// The host's name was not resolved.
    Dns,
    /// The host refused the connection.
    Refused,
    /// The connection closed before a response.
    Reset,
    /// The host's certificate or the TLS handshake was unsound.
    Tls,
    /// The runtime denied access to the network (Deno without `--allow-net`).
    NotPermitted,
    /// Any other failure of the connection.
    Other,
}

impl NetworkFault {
    /// Derives the kind from the names, codes and messages of a failure and its causes, a line each. Keeps nothing of `words`.
    pub fn classify(words: &str) -> NetworkFault {
        // TLS comes last: a failed look-up names the host, which may be `certs.example`, and a close during the handshake is a close.
        const KINDS: &[(NetworkFault, &[&str])] = &[
            (NetworkFault::Dns, &["enotfound", "eai_again", "eai_fail", "dns error", "failed to lookup address"]),
            (NetworkFault::NotPermitted, &["notcapable", "permissiondenied", "requires net access", "eacces"]),
            (NetworkFault::Refused, &["econnrefused", "connectionrefused", "connection refused"]),
            (
                NetworkFault::Reset,
                &[
                    "econnreset",
                    "epipe",
                    "und_err_socket",
                    "other side closed",
                    "connectionclosed",
                    "connection closed",
                    "connection reset",
                    "connection error",
                    "socket connection was closed",
                    "handshake eof",
                ],
            ),
            (
                NetworkFault::Tls,
                &[
                    "cert",
                    "self_signed",
                    "self-signed",
                    "err_tls",
                    "err_ssl",
                    "eproto",
                    "unable_to_verify",
                    "tls",
                    "ssl",
                ],
            ),
        ];
        let words: Vec<String> = words.lines().map(without_urls).collect();
        KINDS
            .iter()
            .find(|(_, signs)| words.iter().any(|word| signs.iter().any(|sign| find(word, sign).is_some())))
            .map_or(NetworkFault::Other, |(kind, _)| *kind)
    }

    /// Whether a retry may help: not after a TLS failure or a denied permission.
    pub fn retryable(self) -> bool {
        match self {
            NetworkFault::Tls | NetworkFault::NotPermitted => false,
            NetworkFault::Dns | NetworkFault::Refused | NetworkFault::Reset | NetworkFault::Other => true,
        }
    }

    /// The advice for this kind.
    pub fn advice(self) -> &'static str {
        match self {
            NetworkFault::Dns => advice::DNS.en,
            NetworkFault::Refused => advice::REFUSED.en,
            NetworkFault::Tls => advice::TLS.en,
            NetworkFault::NotPermitted => advice::NOT_PERMITTED.en,
            NetworkFault::Reset | NetworkFault::Other => Code::Network.advice().en,
        }
    }
}

/// Removes URLs before the search: a host name may contain any of the marks (`ssl.example`).
fn without_urls(word: &str) -> String {
    word.split_whitespace().filter(|part| find(part, "://").is_none()).collect::<Vec<_>>().join(" ")
}

impl NetworkFault {
    /// The message's text for this kind.
    pub fn as_str(self) -> &'static str {
        match self {
            NetworkFault::Dns => messages::DNS.en,
            NetworkFault::Refused => messages::REFUSED.en,
            NetworkFault::Reset => messages::RESET.en,
            NetworkFault::Tls => messages::TLS.en,
            NetworkFault::NotPermitted => messages::NOT_PERMITTED.en,
            NetworkFault::Other => messages::FAILED.en,
        }
    }
}
