//! The stable codes of `FunctionLinkError`: the one list from which the TypeScript union and the table of docs/errors.md are made.

use super::peer::{Filled, address, host, who};

macro_rules! codes {
    ($($variant:ident = $text:literal, when: $when:literal, advice: $advice:expr;)*) => {
        /// What went wrong, as `FunctionLinkError.code` names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $when] $variant,)*
        }

        impl Code {
            /// The advice of the documentation, which knows neither peer nor host.
            pub fn general_advice(self) -> String {
                Filled { text: self.advice(), peer: None, number: 0, host: "its host" }.to_string()
            }

            /// Every code, in the order in which the documentation shows them.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code as JavaScript sees it, for example `INVALID_ARGUMENT`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// Reads a code as a relay wrote it.
            pub fn parse(text: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// When it is used, in a sentence.
            pub const fn when(self) -> &'static str {
                match self { $(Code::$variant => $when,)* }
            }

            /// What to do next where nothing more exact is known, with places for the peer and the host ([`Filled`]).
            pub const fn advice(self) -> &'static str {
                match self { $(Code::$variant => $advice,)* }
            }
        }
    };
}

codes! {
    InvalidArgument = "INVALID_ARGUMENT",
        when: "A missing or malformed argument, a malformed checksum included; nothing was sent.",
        advice: "Correct the argument that the message names and call again.";
    ServerSideOnly = "SERVER_SIDE_ONLY",
        when: "A call that carries a token from a browser page or worker; nothing was sent.",
        advice: "Call a relay on your own server instead (wechat-function-link/relay): it holds the token, and the page asks it \
                 for the link or the package.";
    TokenRejected = "TOKEN_REJECTED",
        when: "The platform refused the access token (40001, 40014, 42001, 41001, 42007), or the token provider failed.",
        advice: "Fetch a new authorizer_access_token for this merchant from your token service and call again.";
    PermissionDenied = "PERMISSION_DENIED",
        when: "The account, the merchant's authorisation or the caller's IP address does not allow the call \
               (48001, 61003, 61004, 61007, 61023, 40164, 85088, -501019).",
        advice: "Check that the merchant granted permission set 49 or 64 to this platform.";
    QuotaExceeded = "QUOTA_EXCEEDED",
        when: "The platform's quota is used up (45009 for the day, 45011 for the minute).",
        advice: "Wait for the quota's next period before calling again.";
    Busy = "BUSY",
        when: "The platform said that it is busy (-1, -1000 and CloudBase's transient codes), once attempts are spent.",
        advice: "Try again in a few seconds.";
    Rejected = "REJECTED",
        when: "The platform refused the call by any other errcode, 40101 and 43002 included.",
        advice: "Look at errcode and errmsg, and give the rid to WeChat's support where they do not explain it.";
    Network = "NETWORK",
        when: "Nothing came back: no connection, a reset before the headers, DNS, TLS.",
        advice: concat!(
            "Check the name service, the outbound proxy and the firewall between this machine and ", who!(), ", then try again.",
        );
    HttpStatus = "HTTP_STATUS",
        when: "An HTTP status that is not 2xx, once attempts are spent.",
        advice: concat!(
            "Look at status: 5xx and 429 pass by themselves, others mean that something between you and ", who!(), " answers for it.",
        );
    Timeout = "TIMEOUT",
        when: "An attempt or the whole call ran out of time.",
        advice: "Try again, or allow more time by timeoutMs and attemptTimeoutMs.";
    Protocol = "PROTOCOL",
        when: "An answer that is not the documented reply: HTML, broken JSON, a missing url or checksum.",
        advice: concat!("Check ", address!(), " and any proxy in between: the answer does not look like that of ", who!(), ".");
    RedirectRefused = "REDIRECT_REFUSED",
        when: "The API or the download redirects to somewhere it may not.",
        advice: concat!("Check ", address!(), " and any proxy in between: ", who!(), " has no reason to redirect there.");
    HostRefused = "HOST_REFUSED",
        when: "The download's address is on a host, scheme or port that is not allowed.",
        advice: concat!("If the address is right, add ", host!(), " to allowedHosts; otherwise do not fetch it.");
    LinkExpired = "LINK_EXPIRED",
        when: "The storage host refused the link by 403, again after the one new link.",
        advice: "Ask for a new link and download it before expiresAt; check this machine's clock.";
    Truncated = "TRUNCATED",
        when: "The body broke off, by a close or a reset, before its end.",
        advice: "Try again; if it breaks off at the same place, look for a proxy that limits sizes or times.";
    ChecksumMismatch = "CHECKSUM_MISMATCH",
        when: "The bytes that arrived do not match the checksum.",
        advice: "Do not use these bytes. Download again; if it repeats, compare size and actual with a download from another network.";
    ContentEncoded = "CONTENT_ENCODED",
        when: "The storage host or a proxy answered with a Content-Encoding that was not asked for.",
        advice: "Look for a proxy that compresses answers, and switch that off for the storage host.";
    TooLarge = "TOO_LARGE",
        when: "The package is larger than maxBytes.",
        advice: "Raise maxBytes if a package of this size is expected.";
    Empty = "EMPTY",
        when: "An answer without a body where a package was expected.",
        advice: "Try again with a new link.";
    WriteFailed = "WRITE_FAILED",
        when: "The destination refused the bytes (cause); nothing partial is left behind.",
        advice: "Check the path, its folder, the permissions and the free space.";
    CallbackFailed = "CALLBACK_FAILED",
        when: "A callback of the caller threw or rejected (cause); the call that it belongs to was given up.",
        advice: "Look at cause: it is what your own function threw or rejected with.";
    UnsupportedRuntime = "UNSUPPORTED_RUNTIME",
        when: "This runtime lacks what is needed: WebAssembly (--jitless, a Content-Security-Policy), the module's file, TextDecoder, \
               node:fs.",
        advice: "Do what the error's own advice says: it names what is missing.";
    BadPackage = "BAD_PACKAGE",
        when: "The bytes are no sound zip, or one that must not be unpacked; reason says why.",
        advice: "Do not unpack it. Look at reason and at what inspectPackage finds, then download the package again, or upload one that was \
                 zipped afresh.";
    RelayRefused = "RELAY_REFUSED",
        when: "The relay's own 401, 403, 404, 405, 413, 415, 429 or 503, or something in front of it (a sign-in page, a redirect).",
        advice: "Sign in again, and check the relay's address and your rights there.";
}
