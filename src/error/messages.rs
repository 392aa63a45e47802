//! The texts of messages and their parts, in both languages. A message is one text, or several in a row.

use super::filled::{host, number, who};
use super::text::texts;

texts! {
    UNEXPECTED = "Something unexpected happened", "发生意外错误";
    SERVER_SIDE_ONLY = "an access token may not be used in a browser page or worker", "不得在浏览器的页面或 worker 中使用 access_token";
    TOKEN_PROVIDER = "the token provider did not give a token", "access_token 的提供函数没有返回 access_token";
    CALLBACK = " failed", "出错";

    // The network, and time limits.
    NO_ANSWER = concat!("no answer arrived from ", who!(), ": "), "没有收到{who}的响应：";
    DNS = "its name could not be resolved", "域名无法解析";
    REFUSED = "it refused the connection", "对方拒绝连接";
    RESET = "the connection was closed before an answer", "连接在收到响应之前关闭";
    TLS = "its certificate or the TLS handshake is not sound", "证书或 TLS 握手有问题";
    NOT_PERMITTED = "the runtime does not permit this use of the network", "运行环境不允许这样使用网络";
    FAILED = "the request failed before an answer", "请求在收到响应之前失败";
    CALL_TIME = concat!("the call was not done within timeoutMs, ", number!(), " ms"), "调用没有在 timeoutMs（{number} 毫秒）内完成";
    ATTEMPT_TIME = concat!("the attempt was not done within attemptTimeoutMs, ", number!(), " ms"),
        "一次尝试没有在 attemptTimeoutMs（{number} 毫秒）内完成";
    IDLE_TIME = concat!("nothing arrived for idleTimeoutMs, ", number!(), " ms"), "连续 idleTimeoutMs（{number} 毫秒）没有收到数据";
    WAITING = concat!(", waiting for ", who!()), "，正在等待{who}";

    // Responses.
    STATUS = concat!(who!(), " answered with HTTP status ", number!()), "{who}返回了 HTTP 状态码 {number}";
    REFUSED_LINK = concat!(who!(), " refused the link by HTTP status ", number!()), "{who}以 HTTP 状态码 {number} 拒绝了该链接";
    STORAGE_CODE = concat!(" (", host!(), ")"), "（{host}）";
    NOT_A_PACKAGE = concat!("the answer of ", who!(), " is not a package: "), "{who}返回的不是代码包：";
    NOT_THE_REPLY = concat!("the answer of ", who!(), " is not the documented reply: "), "{who}的返回内容不符合接口文档：";
    NOT_A_RESPONSE = "options.fetch did not resolve to a Response", "options.fetch 返回的不是 Response";
    REPLY_TOO_LARGE = "it is larger than 1 MiB", "内容超过 1 MiB";
    EMPTY_BODY = "its body is empty", "响应体为空";
    CUT_OFF = "its JSON is cut off", "JSON 不完整";
    HTML = "it is a page of HTML or XML", "是 HTML 或 XML 页面";
    NOT_JSON = "it is not JSON", "不是 JSON";
    NOT_AN_OBJECT = "it is not a JSON object", "不是 JSON 对象";
    ERRCODE = "its errcode is not an integer", "errcode 不是整数";
    NO_ERRCODE = "it has neither an errcode nor a complete link", "既没有 errcode，也没有完整的链接";
    NO_LIST = "it has neither an errcode nor a list", "既没有 errcode，也没有列表";
    LIST = "its list is not an array", "列表不是数组";
    ROW = "an item of its list has no name", "列表中有一项没有名称";
    QUOTA = "its quota is missing or incomplete", "额度缺失或不完整";
    URL = "its url is missing or not absolute", "url 缺失或不是绝对地址";
    CHECKSUM = "its checksum is missing or not 64 hexadecimal digits", "checksum 缺失或不是 64 位十六进制数字";
    UNASKED_PART = "it is a part of the package that was not asked for", "是没有请求的部分内容";
    BROKE_OFF = concat!("the body of ", who!(), "'s answer broke off before its end"), "{who}的响应体没有传完就中断了";
    RELAY_BROKE_OFF = "the package broke off before its end, on its way through the relay", "代码包在经过中转服务时没有传完就中断了";
    ENCODED = concat!(who!(), " answered with a Content-Encoding"), "{who}返回了 Content-Encoding";
    NO_BODY = concat!(who!(), " answered without a body"), "{who}返回的响应体为空";
    TOO_LARGE = concat!("the package is larger than maxBytes, ", number!(), " bytes"), "代码包超过了 maxBytes（{number} 字节）";
    DESTINATION = "the destination refused the bytes", "写入目标拒绝写入";

    // Addresses.
    FOLLOWED = concat!("a redirect of ", who!(), " was followed by options.fetch, which must not follow any"),
        "options.fetch 跟随了{who}的重定向，但它不得跟随任何重定向";
    REDIRECTED = concat!("a redirect of ", who!(), " (HTTP status ", number!(), ") was refused"),
        "拒绝跟随{who}的重定向（HTTP 状态码 {number}）";
    ONE_TOO_MANY = ": it is one too many in a row", "：连续重定向次数过多";
    ADDRESS_REFUSED = "the download's address was refused", "拒绝访问下载地址";
    UNPARSABLE = ": it is not a URL", "：不是 URL";
    SCHEME = ": it is not https", "：不是 https";
    SCHEME_OF = concat!(": it is not https (host ", host!(), ")"), "：不是 https（域名 {host}）";
    CREDENTIALS = concat!(": it holds a user name or a password (host ", host!(), ")"), "：含有用户名或密码（域名 {host}）";
    PORT = concat!(": it names a port that is not https's own (host ", host!(), ")"), "：端口不是 https 的默认端口（域名 {host}）";
    HOST = concat!(": its host ", host!(), " is not in allowedHosts"), "：域名 {host} 不在 allowedHosts 中";
    WITHHELD = ": the relay's allowedHosts do not allow it", "：不在中转服务的 allowedHosts 中";

    // Relays.
    RELAY_REFUSED = "the relay refused the request: ", "中转服务拒绝了请求：";
    UNAUTHORIZED = "the caller is not known", "不认识调用方";
    FORBIDDEN = "the caller may not do this", "调用方无权执行此操作";
    CROSS_SITE = "it does not come from a page of the relay's own origin", "请求不是来自与中转服务同源的页面";
    NO_ROUTE = "there is no such route", "没有这个路径";
    METHOD = "only POST is allowed", "只允许 POST";
    BODY_TOO_LARGE = "the body is larger than 4 KiB", "请求体超过 4 KiB";
    MEDIA_TYPE = "the content type is not application/json", "Content-Type 不是 application/json";
    TOO_OFTEN = "the caller has sent too many requests", "调用方的请求过多";
    TOO_MANY = "the caller has too many requests under way", "调用方同时进行的请求过多";
    BROKEN = "it broke down in the middle of the request", "中转服务在处理请求时发生故障";
    STORE = "it could not count the request: its store of limits failed", "无法统计该请求：其限流存储发生故障";
    NO_OUTCOME = "nothing is known of such a download", "没有这次下载的记录";
    HIDDEN_REDIRECT = "the call was redirected by something in front of the relay", "请求被中转服务前面的登录页或代理重定向";
    REDIRECT = concat!("the call was redirected (HTTP status ", number!(), ") by something in front of the relay"),
        "请求被中转服务前面的登录页或代理重定向（HTTP 状态码 {number}）";
    IN_FRONT = concat!("the answer (HTTP status ", number!(), ") is not the relay's but of something in front of it"),
        "响应（HTTP 状态码 {number}）不是来自中转服务，而是来自它前面的登录页或代理";
    PAGE = "the answer is not the relay's but of something in front of it", "响应不是来自中转服务，而是来自它前面的登录页或代理";
}
