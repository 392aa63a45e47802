//! The kind of network failure that a runtime reported. The runtime's own words may hold URLs and tokens: only the kind is kept.

use std::fmt;

use super::redact::find;

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
        let words: Vec<String> = words.lines().map(|word| without_urls(&word.to_ascii_lowercase())).collect();
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
            NetworkFault::Dns => "Check the host in baseUrl and this machine's name service, then try again.",
            NetworkFault::Refused => {
                "Check the host and port in baseUrl, the outbound proxy and the firewall, then try again."
            }
            NetworkFault::Tls => {
                "Check this machine's clock and certificate store, and whether a proxy in between presents its own certificate. \
                 Do not switch verification off: the token would go to whoever answers."
            }
            NetworkFault::NotPermitted => "Allow the host: on Deno by --allow-net=api.weixin.qq.com.",
            NetworkFault::Reset | NetworkFault::Other => super::code::Code::Network.advice(),
        }
    }
}

/// Host names may hold any of the signs (`ssl.example`), so URLs are left out of the search.
fn without_urls(word: &str) -> String {
    word.split_whitespace().filter(|part| find(part, "://").is_none()).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for NetworkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NetworkFault::Dns => "the host's name could not be resolved",
            NetworkFault::Refused => "the host refused the connection",
            NetworkFault::Reset => "the connection was closed before an answer",
            NetworkFault::Tls => "the host's certificate or the TLS handshake is not sound",
            NetworkFault::NotPermitted => "the runtime does not permit this use of the network",
            NetworkFault::Other => "the request failed before an answer",
        })
    }
}
