//! Advice that is more specific than the code's, in both languages.

use super::filled::{address, who};
use super::text::texts;

texts! {
    UNEXPECTED = "This is no error of wechat-function-link: look where it was thrown.", "这不是 wechat-function-link 抛出的错误：请查看抛出它的位置。";
    TOKEN_SERVICE = "Look at the token service's own log: it did not give an authorizer_access_token.",
        "请查看自己凭证服务的日志：它没有给出 authorizer_access_token。";
    OWN_STREAM = "Look at cause: it is what your own stream threw or rejected with.", "请查看 cause：它是你自己的流抛出的异常或拒绝原因。";
    SILENCE = "Try again, or allow more silence by idleTimeoutMs.", "请重试，或通过 idleTimeoutMs 允许更长的停顿。";
    FETCH = "Look at options.fetch.", "请检查 options.fetch。";
    MANUAL = "Let options.fetch pass redirect: \"manual\" on: it must follow none.",
        "请让 options.fetch 原样传递 redirect: \"manual\"：它不得跟随重定向。";

    DNS = concat!("Check the host in ", address!(), " and this machine's name service, then try again."),
        "请检查{address}中的域名以及本机的 DNS，然后重试。";
    REFUSED = concat!("Check the host and port in ", address!(), ", the outbound proxy and the firewall, then try again."),
        "请检查{address}中的域名和端口、出口代理以及防火墙，然后重试。";
    TLS = concat!(
        "Check this machine's clock and certificate store, and whether a proxy between it and ", who!(),
        " presents its own certificate. Do not switch verification off: any server could then read the request."),
        "请检查本机的系统时间和根证书，以及本机与{who}之间是否有代理使用了自己的证书。请不要关闭证书校验：否则任何服务器都能读取请求。";
    NOT_PERMITTED = concat!("Allow the host in ", address!(), ": on Deno by --allow-net."),
        "请允许访问{address}中的域名：Deno 用 --allow-net。";

    WITHHELD = "Ask the relay's operator whether the storage host belongs in the relay's allowedHosts.",
        "请向中转服务的管理员确认，存储服务的域名是否应加入中转服务的 allowedHosts。";
    ADDRESS = "Do not fetch it: only a loopback host in allowedHosts is asked otherwise than by https on the default port. Look for a \
               proxy that changes answers.",
        "请不要下载：除 allowedHosts 中的本机地址外，只通过 https 的默认端口下载。请检查是否有代理改动了返回内容。";
    CLOCK = "Set this machine's clock: it differs from that of the storage host.", "请校准本机的系统时间：它与存储服务的时间不一致。";
    SIGNATURE = "Look for a proxy or an options.fetch that changes the link on its way to the storage host.",
        "请检查是否有代理或 options.fetch 改动了发往存储服务的链接。";
    NO_KEY = "Ask for a new link, or upload the function again: the storage host does not have this package.",
        "请重新获取链接，或重新上传该云函数：存储服务中没有这个代码包。";

    RELAY_BROKE_OFF = "Try again. A relay breaks off a package that does not match its checksum or that it could not get \
                       whole: its audit log tells which. Look for a proxy in between that limits sizes or times, too.",
        "请重试。代码包与校验值不一致或没有完整取得时，中转服务会中断传输，其审计日志会说明原因；也请检查中间是否有代理限制大小或时长。";
    UNAUTHORIZED = "Sign in, and check what the relay's authorize function expects.", "请登录，并检查中转服务的 authorize 函数需要什么。";
    FORBIDDEN = "Ask the relay's operator for the right to this environment and function.",
        "请向中转服务的管理员申请该环境和云函数的权限。";
    CROSS_SITE = "Call the relay from a page of its own origin; behind a TLS proxy tell it the public origin by its origin option.",
        "请从与中转服务同源的页面调用；位于 TLS 代理之后时，请用 origin 选项告诉它公开的源。";
    NO_ROUTE = "Ask for link, download or outcome below the relay's base path.",
        "请在中转服务的 basePath 之下请求 link、download 或 outcome。";
    METHOD = "Use POST.", "请使用 POST。";
    BODY_TOO_LARGE = "Send env, functionName and authorizerAppid alone: at most 4 KiB.",
        "请只发送 env、functionName 和 authorizerAppid：最多 4 KiB。";
    MEDIA_TYPE = "Send Content-Type: application/json.", "请发送 Content-Type: application/json。";
    TOO_OFTEN = "Wait as long as Retry-After says: the relay's limit of requests (limits.requestsPerMinute or limits.store) is reached.",
        "请等待 Retry-After 所说的时间：已达到中转服务的请求次数上限（limits.requestsPerMinute 或 limits.store）。";
    TOO_MANY = "Wait until one of your requests has ended: the relay's limits.inFlight is reached.",
        "请等待自己的一个请求结束：已达到中转服务的 limits.inFlight。";
    BROKEN = "Try again; where it repeats, look at the relay's own log.", "请重试；如果反复出现，请查看中转服务自己的日志。";
    STORE = "Try again; where it repeats, the relay's operator has to look at limits.store, which counts its callers' requests.",
        "请重试；如果反复出现，请中转服务的运维人员检查 limits.store（它统计各调用方的请求次数）。";
    NO_OUTCOME = "Download the package again: a relay tells its own caller the outcome, for a minute.",
        "请重新下载代码包：中转服务只在一分钟内向原调用方说明结果。";
    SIGN_IN = "Something in front of the relay wants you to sign in: reload the page, sign in, and try again.",
        "中转服务前面需要登录：请重新加载页面、登录后重试。";
    PAGE = "Look for a sign-in page or a proxy in front of the relay: reload the page, sign in, and try again.",
        "请检查中转服务前面是否有登录页或代理：请重新加载页面、登录后重试。";
    NO_RELAY = "Check options.relay and the relay's basePath: no relay answers at this address.",
        "请检查 options.relay 和中转服务的 basePath：该地址没有中转服务。";
    IN_FRONT = "Look for a proxy between this page and the relay that answers in its place.",
        "请检查本页与中转服务之间是否有代理代为响应。";
}
