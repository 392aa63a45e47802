//! The kind of network failure that a runtime reported. The runtime's own words may hold URLs and tokens: only the kind is kept.

use super::code::Code;
use super::redact::find;
use super::{advice, messages};

/// The kind of failure, where the runtime shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFault {
    /// The host's name could not be resolved.
    Dns,
    /// The host refused the connection.
    Refused,
    /// The connection was closed before a response.
    Reset,
    /// The host's certificate or the TLS handshake was not sound.
    Tls,
    /// The runtime refused permission to use the network (Deno without `--allow-net`).
    NotPermitted,
    /// Anything else.
    Other,
}

impl NetworkFault {
    /// Finds the kind by the names, codes and messages of a failure and its causes, a line each. Keeps nothing of `words`.
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

    /// Whether a retry may help.
    pub fn retryable(self) -> bool {
        match self {
            NetworkFault::Tls | NetworkFault::NotPermitted => false,
            NetworkFault::Dns | NetworkFault::Refused | NetworkFault::Reset | NetworkFault::Other => true,
        }
    }

    /// What to do next.
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

/// Host names may hold any of the signs (`ssl.example`), so URLs are left out of the search.
fn without_urls(word: &str) -> String {
    word.split_whitespace().filter(|part| find(part, "://").is_none()).collect::<Vec<_>>().join(" ")
}

impl NetworkFault {
    /// It in words.
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
