//! The stable codes of `FunctionLinkError`, one row each. The build makes the TypeScript union, the tables of
//! `docs/errors.md` and the titles of errors from this list.

use super::filled::{address, host, who};
use super::text::{Text, text};

macro_rules! codes {
    ($($variant:ident = $code:literal,
        title: $title:literal | $title_zh:literal,
        when: $when:literal | $when_zh:literal,
        advice: $advice:expr, $advice_zh:literal;)*) => {
        /// A value of `FunctionLinkError.code`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $when] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The code in JavaScript, for example `INVALID_ARGUMENT`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)* }
            }

            /// Parses a code in a relay's response; `None` for an unknown one.
            pub fn parse(text: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// A heading for errors of this code.
            pub const fn title(self) -> Text {
                match self { $(Code::$variant => text($title, $title_zh),)* }
            }

            /// When the code is used, in a sentence, with `{errcodes}` for its [errcodes](Code::errcodes).
            pub const fn when(self) -> Text {
                match self { $(Code::$variant => text($when, $when_zh),)* }
            }

            /// The advice where no more specific one applies.
            pub const fn advice(self) -> Text {
                match self { $(Code::$variant => text($advice, $advice_zh),)* }
            }
        }
    };
}

codes! {
    InvalidArgument = "INVALID_ARGUMENT",
        title: "Something that was given is not valid" | "参数不正确",
        when: "A missing or malformed argument, a malformed checksum included; nothing was sent."
            | "有参数缺失或格式不正确（包括校验值），请求没有发出。",
        advice: "Correct the argument that the message names and call again.", "请改正上述参数后重新调用。";
    ServerSideOnly = "SERVER_SIDE_ONLY",
        title: "A token must not be used in a browser" | "浏览器中不得使用 access_token",
        when: "A call that carries a token from a browser page or worker; nothing was sent."
            | "在浏览器的页面或 worker 中使用了 access_token，请求没有发出。",
        advice: "Call a relay on your own server instead (wechat-function-link/relay): it holds the token, and the page asks it \
                 for the link or the package.",
            "请改为调用自己服务器上的中转服务（wechat-function-link/relay）：由它保管 access_token，页面向它获取链接或代码包。";
    TokenRejected = "TOKEN_REJECTED",
        title: "WeChat refused the access token" | "微信拒绝了 access_token",
        when: "The platform refused the access token ({errcodes}), or the token provider failed."
            | "微信平台拒绝了 access_token（{errcodes}），或 access_token 的提供函数出错。",
        advice: "Fetch a new authorizer_access_token for this merchant from your token service and call again.",
            "请从自己的凭证服务为该授权方重新获取 authorizer_access_token，再次调用。";
    PermissionDenied = "PERMISSION_DENIED",
        title: "Not permitted" | "没有调用权限",
        when: "The account, the merchant's authorisation or the caller's IP address does not allow the call ({errcodes})."
            | "账号、授权方的授权或调用方的 IP 不允许此调用（{errcodes}）。",
        advice: "Check that the merchant granted permission set 49 or 64 to this platform.",
            "请确认授权方已将 49 号或 64 号权限集授予本第三方平台。";
    QuotaExceeded = "QUOTA_EXCEEDED",
        title: "The quota is used up" | "调用次数已用完",
        when: "The platform's quota for the day or for the minute is used up ({errcodes})."
            | "当日或每分钟的调用次数已达上限（{errcodes}）。",
        advice: "Wait for the quota's next period before calling again.", "请等到下一个计数周期再调用。";
    Busy = "BUSY",
        title: "WeChat is busy" | "微信系统繁忙",
        when: "The platform said that it is busy ({errcodes}), once attempts are spent."
            | "用完尝试次数后，微信平台仍返回系统繁忙（{errcodes}）。",
        advice: "Try again in a few seconds.", "请几秒后重试。";
    Rejected = "REJECTED",
        title: "WeChat refused the call" | "微信拒绝了本次调用",
        when: "The platform refused the call by any other errcode ({errcodes} and those that are not listed)."
            | "微信平台以其他 errcode（{errcodes} 以及没有列出的）拒绝了本次调用。",
        advice: "Look at errcode and errmsg, and give the rid to WeChat's support where they do not explain it.",
            "请查看 errcode 和 errmsg；仍不明确时，请把 rid 提供给微信客服。";
    Network = "NETWORK",
        title: "No connection" | "网络连接失败",
        when: "Nothing came back: no connection, a reset before the headers, DNS, TLS."
            | "没有收到任何响应：连接失败、在响应头之前断开，或 DNS、TLS 出错。",
        advice: concat!(
            "Check the name service, the outbound proxy and the firewall between this machine and ", who!(), ", then try again.",
        ),
            "请检查 DNS，以及本机与{who}之间的出口代理和防火墙，然后重试。";
    HttpStatus = "HTTP_STATUS",
        title: "An HTTP error came back" | "收到 HTTP 错误",
        when: "An HTTP status that is not 2xx, once attempts are spent." | "用完尝试次数后，HTTP 状态码仍不是 2xx。",
        advice: concat!(
            "Look at status: 5xx and 429 pass by themselves, others mean that something between you and ", who!(), " answers for it.",
        ),
            "请查看 status：5xx 和 429 通常会自行恢复；其他状态码表示本机与{who}之间有设备代为响应。";
    Timeout = "TIMEOUT",
        title: "It took too long" | "等待超时",
        when: "An attempt or the whole call ran out of time." | "一次尝试或整个调用没有在规定时间内完成。",
        advice: "Try again, or allow more time by timeoutMs and attemptTimeoutMs.",
            "请重试，或通过 timeoutMs 和 attemptTimeoutMs 放宽时限。";
    Protocol = "PROTOCOL",
        title: "The response is not the documented one" | "返回内容不符合接口文档",
        when: "An answer that is not the documented reply: HTML, broken JSON, a missing url or checksum."
            | "返回内容不符合接口文档：HTML、损坏的 JSON，或缺少 url、checksum。",
        advice: concat!("Check ", address!(), " and any proxy in between: the answer does not look like that of ", who!(), "."),
            "请检查{address}以及中间的代理：返回内容看起来并非来自{who}。";
    RedirectRefused = "REDIRECT_REFUSED",
        title: "A redirect was not followed" | "拒绝跟随重定向",
        when: "The API or the download redirects to somewhere it may not." | "接口或下载重定向到了不允许的位置。",
        advice: concat!("Check ", address!(), " and any proxy in between: ", who!(), " has no reason to redirect there."),
            "请检查{address}以及中间的代理：{who}没有理由重定向到那里。";
    HostRefused = "HOST_REFUSED",
        title: "The address is not allowed" | "下载地址不在允许范围内",
        when: "The download's address is on a host, scheme or port that is not allowed." | "下载地址的域名、协议或端口不在允许范围内。",
        advice: concat!("If the address is right, add ", host!(), " to allowedHosts; otherwise do not fetch it."),
            "如果地址无误，请把 {host} 加入 allowedHosts；否则请不要下载。";
    LinkExpired = "LINK_EXPIRED",
        title: "The link has expired" | "下载链接已失效",
        when: "The storage host refused the link by 403, again after the one new link." | "重新获取链接一次之后，存储服务仍返回 403。",
        advice: "Ask for a new link and download it before expiresAt; check this machine's clock.",
            "请重新获取链接，并在 expiresAt 之前下载；同时检查本机的系统时间。";
    Truncated = "TRUNCATED",
        title: "The package broke off" | "代码包传输中断",
        when: "The body broke off, by a close or a reset, before its end." | "响应体没有传完，连接就已关闭或重置。",
        advice: "Try again; if it breaks off at the same place, look for a proxy that limits sizes or times.",
            "请重试；如果总在同一位置中断，请检查是否有代理限制大小或时长。";
    ChecksumMismatch = "CHECKSUM_MISMATCH",
        title: "The bytes do not match" | "校验值不一致",
        when: "The bytes that arrived do not match the checksum." | "收到的内容与校验值不一致。",
        advice: "Do not use these bytes. Download again; if it repeats, compare size and actual with a download from another network.",
            "请不要使用这些内容。请重新下载；如果仍不一致，请换一个网络下载，再比较 size 和 actual。";
    ContentEncoded = "CONTENT_ENCODED",
        title: "The package was changed on its way" | "代码包在途中被改动",
        when: "The storage host or a proxy answered with a Content-Encoding that was not asked for."
            | "存储服务或代理返回了没有请求的 Content-Encoding。",
        advice: "Look for a proxy that compresses answers, and switch that off for the storage host.",
            "请检查是否有代理压缩响应，并对存储服务的域名关闭压缩。";
    TooLarge = "TOO_LARGE",
        title: "The package is too large" | "代码包过大",
        when: "The package is larger than maxBytes." | "代码包超过了 maxBytes。",
        advice: "Raise maxBytes if a package of this size is expected.", "如果代码包确实应有这么大，请调高 maxBytes。";
    Empty = "EMPTY",
        title: "The package is empty" | "代码包内容为空",
        when: "An answer without a body where a package was expected." | "本应返回代码包，但响应体为空。",
        advice: "Try again with a new link.", "请重新获取链接后重试。";
    WriteFailed = "WRITE_FAILED",
        title: "The package could not be written" | "代码包写入失败",
        when: "The destination refused the bytes (cause); nothing partial is left behind."
            | "写入目标拒绝写入（cause），没有留下不完整的文件。",
        advice: "Check the path, its folder, the permissions and the free space.", "请检查路径、所在目录、权限和剩余空间。";
    CallbackFailed = "CALLBACK_FAILED",
        title: "A callback failed" | "回调函数出错",
        when: "A callback of the caller threw or rejected (cause); the call that it belongs to was given up."
            | "调用方的回调函数抛出了异常，或返回的 Promise 被拒绝（cause）；所属的调用已放弃。",
        advice: "Look at cause: it is what your own function threw or rejected with.",
            "请查看 cause：它是你自己的函数抛出的异常或拒绝原因。";
    UnsupportedRuntime = "UNSUPPORTED_RUNTIME",
        title: "This runtime lacks something that is needed" | "运行环境缺少必需的能力",
        when: "This runtime lacks what is needed: WebAssembly (--jitless, a Content-Security-Policy), the module's file, TextDecoder, \
               node:fs."
            | "运行环境缺少必需的能力：WebAssembly（--jitless、Content-Security-Policy）、模块文件、TextDecoder 或 node:fs。",
        advice: "Do what the error's own advice says: it names what is missing.", "请按错误自带的 advice 处理：其中写明了缺少什么。";
    BadPackage = "BAD_PACKAGE",
        title: "The package must not be unpacked" | "代码包不可解压",
        when: "The bytes are no sound zip, or one that must not be unpacked; reason says why."
            | "内容不是完好的 zip，或是不得解压的 zip；原因见 reason。",
        advice: "Do not unpack it. Look at reason and at what inspectPackage finds, then download the package again, or upload one that was \
                 zipped afresh.",
            "请不要解压。请查看 reason 以及 inspectPackage 的检查结果，然后重新下载代码包，或重新打包后再上传。";
    RelayRefused = "RELAY_REFUSED",
        title: "The relay refused the call" | "中转服务拒绝了请求",
        when: "The relay's own 401, 403, 404, 405, 413, 415, 429 or 503, or something in front of it (a sign-in page, a redirect)."
            | "中转服务自己返回的 401、403、404、405、413、415、429 或 503，或由它前面的登录页、重定向返回。",
        advice: "Sign in again, and check the relay's address and your rights there.",
            "请重新登录，并检查中转服务的地址以及你在其中的权限。";
}
