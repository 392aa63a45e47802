//! The kind of a network failure, from the runtime's message.

use wechat_function_link::error::Error;
use wechat_function_link::error::network::NetworkFault::{self, Dns, NotPermitted, Other, Refused, Reset, Tls};
use wechat_function_link::error::report::Report;

fn classify(words: &[&str]) -> NetworkFault {
    NetworkFault::classify(&words.join("\n"))
}

fn check(expected: NetworkFault, failures: &[&[&str]]) {
    for words in failures {
        assert_eq!(classify(words), expected, "{words:?}");
    }
}

const SENT: &str = "error sending request for url (https://api.weixin.qq.com/tcb/downloadfunction?access_token=canary)";

fn deno(cause: &str) -> NetworkFault {
    classify(&["TypeError", "fetch failed", "Error", &format!("{SENT}: client error (Connect): {cause}")])
}

#[test]
fn names_that_cannot_be_resolved() {
    check(
        Dns,
        &[
            &["TypeError", "fetch failed", "Error", "ENOTFOUND", "getaddrinfo ENOTFOUND api.example"],
            &["TypeError", "fetch failed", "Error", "EAI_AGAIN", "getaddrinfo EAI_AGAIN api.example"],
            // A host's name may contain the marks of other kinds.
            &["TypeError", "fetch failed", "Error", "ENOTFOUND", "getaddrinfo ENOTFOUND certs.example"],
            &["TypeError", "fetch failed", "Error", "ENOTFOUND", "getaddrinfo ENOTFOUND ssl-gateway.tls.example"],
        ],
    );
    assert_eq!(deno("dns error: failed to lookup address information: Name or service not known"), Dns);
}

#[test]
fn connections_that_are_refused() {
    check(
        Refused,
        &[
            &["TypeError", "fetch failed", "Error", "ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:1"],
            &["TypeError", "fetch failed", "AggregateError", "ECONNREFUSED", "Error", "connect ECONNREFUSED ::1:443"],
            &["Error", "ConnectionRefused", "Unable to connect. Is the computer able to access the url?"],
        ],
    );
    assert_eq!(deno("tcp connect error: Connection refused (os error 111)"), Refused);
}

#[test]
fn connections_that_close_before_a_response() {
    check(
        Reset,
        &[
            &["TypeError", "fetch failed", "SocketError", "UND_ERR_SOCKET", "other side closed"],
            &["TypeError", "fetch failed", "Error", "ECONNRESET", "read ECONNRESET"],
            &["TypeError", "fetch failed", "Error", "EPIPE", "write EPIPE"],
            &["TypeError", "fetch failed", "Error", "Connection reset by peer (os error 104)"],
            &["Error", "ECONNRESET", "The socket connection was closed unexpectedly."],
            &[
                "TypeError",
                "fetch failed",
                "Error",
                "client error (SendRequest): connection closed before message completed",
            ],
        ],
    );
    assert_eq!(deno("Connection reset by peer (os error 104)"), Reset);
}

#[test]
fn a_close_during_the_tls_handshake_is_a_close_and_may_be_retried() {
    let node = [
        "TypeError",
        "fetch failed",
        "Error",
        "ECONNRESET",
        "Client network socket disconnected before secure TLS connection was established",
    ];
    check(Reset, &[&node]);
    assert_eq!(deno("tls handshake eof"), Reset);
}

#[test]
fn certificates_and_handshakes_that_are_not_sound() {
    check(
        Tls,
        &[
            &["TypeError", "fetch failed", "Error", "CERT_HAS_EXPIRED", "certificate has expired"],
            &["TypeError", "fetch failed", "Error", "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"],
            &[
                "TypeError",
                "fetch failed",
                "Error",
                "SELF_SIGNED_CERT_IN_CHAIN",
                "self-signed certificate in certificate chain",
            ],
            &[
                "TypeError",
                "fetch failed",
                "Error",
                "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
                "unable to verify the first certificate",
            ],
            &[
                "TypeError",
                "fetch failed",
                "Error",
                "ERR_TLS_CERT_ALTNAME_INVALID",
                "Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: DNS:a.example",
            ],
            &[
                "TypeError",
                "fetch failed",
                "Error",
                "ERR_SSL_WRONG_VERSION_NUMBER",
                "error:0A00010B:SSL routines:wrong version number",
            ],
            &["TypeError", "fetch failed", "Error", "EPROTO", "write EPROTO"],
        ],
    );
    for cause in
        ["invalid peer certificate: Expired", "invalid peer certificate: NotValidForName", "received fatal alert: tls"]
    {
        assert_eq!(deno(cause), Tls, "{cause}");
    }
}

#[test]
fn a_runtime_that_does_not_permit_the_network() {
    check(
        NotPermitted,
        &[
            &["NotCapable", "Requires net access to \"api.weixin.qq.com:443\", run again with the --allow-net flag"],
            &["NotCapable", "Requires net access to \"certs.example:443\", run again with the --allow-net flag"],
            &["PermissionDenied", "Requires net access to \"api.weixin.qq.com:443\""],
            &["TypeError", "fetch failed", "Error", "EACCES", "connect EACCES 10.0.0.1:443"],
        ],
    );
}

#[test]
fn anything_else_is_another_failure() {
    check(
        Other,
        &[
            &[],
            &[""],
            &["TypeError", "Failed to fetch"],
            &["TypeError", "NetworkError when attempting to fetch resource."],
            // Marks inside a URL do not count.
            &["TypeError", "fetch of https://ssl.example/tls/cert?econnrefused failed"],
        ],
    );
}

#[test]
fn only_what_a_retry_cannot_mend_is_final_and_no_word_of_the_runtime_goes_on() {
    for (fault, retryable) in
        [(Dns, true), (Refused, true), (Reset, true), (Other, true), (Tls, false), (NotPermitted, false)]
    {
        let report = Report::new(&Error::Network(fault), "", Some(1), None);
        assert_eq!((report.code, report.retryable), ("NETWORK", retryable), "{fault:?}");
        assert!(!format!("{report:?}{:?}", deno("tls handshake eof")).contains("canary"));
    }
}
