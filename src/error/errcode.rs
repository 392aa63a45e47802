//! The platform's errcodes, one row each: number, code, remedy, the platform's short text, meaning and advice in both
//! languages.
//!
//! The interface's page ("Get Cloud Function Download Address", getFunctionLink) takes precedence over CloudBase's table
//! and WeChat's global return codes.

use super::code::Code;
use super::text::{Text, text};

/// The remedy that may make the same call succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Waiting: the same call may succeed later.
    Later,
    /// A new token from the same provider.
    NewToken,
    /// A change by the caller or the merchant.
    Change,
}

use Remedy::{Change, Later, NewToken};

/// One errcode of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The errcode's number, as in an API reply.
    pub errcode: i64,
    /// The code of errors with this errcode; `None` only for 0.
    pub code: Option<Code>,
    /// The remedy for this errcode.
    pub remedy: Remedy,
    /// The platform's short text for it.
    pub name: &'static str,
    /// The meaning, in a sentence.
    pub meaning: Text,
    /// What to do next, in the platform's own terms.
    pub advice: Text,
}

impl Explanation {
    /// Whether the same call may succeed later, unchanged.
    pub const fn retryable(&self) -> bool {
        matches!(self.remedy, Later)
    }
}

macro_rules! code_protection {
    (en) => {
        "Only code that this third-party platform uploaded can be downloaded: if the mini program is also authorised to another \
         platform that submitted protected code, upload the function again from this platform to cover the other's."
    };
    (zh) => {
        "只能下载由本第三方平台上传的代码；如果该小程序还授权给了其他第三方平台，且对方提交过有代码保护的代码，请由本平台重新上传该云函数。"
    };
}

const OK: Text = text("Nothing to do.", "无需处理。");
const RETRY: Text = text("The system is busy: try again in a few seconds.", "系统繁忙，请几秒后重试。");
const TOKEN: Text = text(
    "Check that the access_token has not expired and that it belongs to the account being called, then fetch a new \
     authorizer_access_token for this merchant and call again.",
    "请确认 access_token 没有过期，并且属于被调用的账号；然后为该授权方重新获取 authorizer_access_token，再次调用。",
);
const ENV_AND_NAME: Text = text(
    "Check env and functionName against the merchant's cloud development console.",
    "请对照授权方的云开发控制台，核对 env 和 functionName。",
);
const FAILED_INSIDE: Text = text("CloudBase failed inside.", "云开发内部出错。");

macro_rules! catalogue {
    ($($errcode:literal $code:tt $remedy:ident $name:literal, $meaning:expr, $advice:expr;)*) => {
        /// Every errcode that is known for this interface, in the order of the documentation.
        pub const CATALOGUE: &[Explanation] = &[$(Explanation {
            errcode: $errcode,
            code: catalogue!(@class $code),
            remedy: $remedy,
            name: $name,
            meaning: $meaning,
            advice: $advice,
        },)*];
    };
    (@class -) => { None };
    (@class $code:ident) => { Some(Code::$code) };
}

catalogue! {
    0 - Change "ok", text("The call succeeded.", "调用成功。"), OK;
    -1 Busy Later "system error", text("The system is busy.", "系统繁忙。"), RETRY;
    -1000 Busy Later "system error", text("The system failed inside.", "系统内部出错。"), RETRY;
    40001 TokenRejected NewToken "invalid credential",
        text("The access_token is invalid or no longer the newest.", "access_token 无效，或已不是最新的。"), TOKEN;
    40014 TokenRejected NewToken "invalid access_token",
        text("The access_token is not a valid one.", "access_token 不合法。"), TOKEN;
    42001 TokenRejected NewToken "access_token expired",
        text("The access_token has expired: it lives for two hours.", "access_token 已过期：有效期为两小时。"), TOKEN;
    41001 TokenRejected Change "access_token missing",
        text("The access_token parameter did not arrive.", "请求中缺少 access_token 参数。"),
        text("Pass the merchant's authorizer_access_token, and look for a proxy that strips the query from the address.",
             "请传入授权方的 authorizer_access_token，并检查是否有代理去掉了地址中的查询参数。");
    42007 TokenRejected Change "authorization expired",
        text("The merchant's authorisation itself expired, for example because the merchant changed its password.",
             "授权方的授权已失效，例如授权方修改了密码。"),
        text("Ask the merchant to authorise this platform again: a new token alone does not help.",
             "请授权方重新授权本第三方平台：只更换 access_token 没有用。");
    48001 PermissionDenied Change "api unauthorized",
        text("The account does not have this interface, or the token is of the wrong kind.",
             "该账号没有此接口的权限，或 access_token 的类型不对。"),
        text(concat!("Pass the merchant's authorizer_access_token, and have the merchant grant permission set 49 or 64 to this platform. ",
                     code_protection!(en)),
             concat!("请传入授权方的 authorizer_access_token，并请授权方将 49 号或 64 号权限集授予本第三方平台。", code_protection!(zh)));
    61003 PermissionDenied Change "component is not authorized by this account",
        text("The merchant has not authorised this third-party platform.", "授权方没有授权本第三方平台。"),
        text("Have the merchant authorise this platform with permission set 49 or 64.",
             "请授权方授权本第三方平台，授权时包含 49 号或 64 号权限集。");
    61007 PermissionDenied Change "api is unauthorized to component",
        text("The merchant has not granted the permission set that this interface belongs to.",
             "授权方没有授予此接口所属的权限集。"),
        text(concat!("Have the merchant grant permission set 49 or 64 to this platform. ", code_protection!(en)),
             concat!("请授权方将 49 号或 64 号权限集授予本第三方平台。", code_protection!(zh)));
    61023 PermissionDenied Change "refresh_token is invalid",
        text("The authorizer_refresh_token behind the token is not valid any more.",
             "用来获取该 access_token 的 authorizer_refresh_token 已失效。"),
        text("Ask the merchant to authorise this platform again, and keep the newest authorizer_refresh_token.",
             "请授权方重新授权本第三方平台，并保存最新的 authorizer_refresh_token。");
    61004 PermissionDenied Change "access clientip is not registered",
        text("The caller's IP address is not on the third-party platform's allowlist; errmsg names it as requestIP.",
             "调用方的 IP 不在第三方平台的 IP 白名单中；errmsg 中的 requestIP 就是该 IP。"),
        text("Add that address to the platform's IP allowlist, or send the call through an outbound proxy whose address is on it.",
             "请把该 IP 加入第三方平台的 IP 白名单，或通过白名单中的出口代理调用。");
    40164 PermissionDenied Change "invalid ip, not in whitelist",
        text("The caller's IP address is not on the account's allowlist.", "调用方的 IP 不在该账号的 IP 白名单中。"),
        text("Add the address to the account's IP allowlist, or send the call through an outbound proxy whose address is on it.",
             "请把该 IP 加入账号的 IP 白名单，或通过白名单中的出口代理调用。");
    85088 PermissionDenied Change "no qbase privilege",
        text("Cloud development is not enabled for this mini program.", "该小程序没有开通云开发。"),
        text("Have the merchant enable cloud development, then upload the function from this platform.",
             "请授权方开通云开发，再由本第三方平台上传云函数。");
    -501019 PermissionDenied Change "unauthorized operation",
        text("CloudBase refuses the operation for this caller.", "云开发不允许该调用方执行此操作。"),
        text(concat!("Check that permission set 49 or 64 is granted. ", code_protection!(en)),
             concat!("请确认授权方已授予 49 号或 64 号权限集。", code_protection!(zh)));
    45009 QuotaExceeded Change "reach max api daily quota limit",
        text("The interface's quota for the day is used up.", "该接口当日的调用次数已达上限。"),
        text("Do not retry for now: the platform's quota interface tells what is left. Spread calls, or clear the quota by the \
              platform's own interface.",
             "请暂停重试：剩余次数可通过微信的额度查询接口查询。请分散调用，或用微信的接口重置调用次数。");
    45011 QuotaExceeded Later "api minute-quota reach limit",
        text("The interface's quota for the minute is used up.", "该接口每分钟的调用次数已达上限。"),
        text("Wait a minute and call again, with fewer calls at once.", "请一分钟后重试，并减少同时进行的调用。");
    40097 Rejected Change "invalid args",
        text("A parameter has a value that the platform does not accept.", "有参数的值不合法。"), ENV_AND_NAME;
    40101 Rejected Change "missing parameter",
        text("A required parameter is missing.", "缺少必填参数。"),
        text("Check that env and functionName are the merchant's, and look for a proxy that drops the request's body.",
             "请核对 env 和 functionName 是否属于该授权方，并检查是否有代理丢弃了请求体。");
    43002 Rejected Change "require POST method",
        text("The interface wants POST.", "该接口需要使用 POST 方法。"),
        text("Look for a proxy or an options.fetch that turns the POST into a GET.",
             "请检查是否有代理或 options.fetch 把 POST 改成了 GET。");
    44002 Rejected Change "empty post data",
        text("The request's body did not arrive.", "请求体为空。"),
        text("Look for a proxy or an options.fetch that drops the request's body.",
             "请检查是否有代理或 options.fetch 丢弃了请求体。");
    47001 Rejected Change "data format error",
        text("The request's body is not the JSON that the platform expects.", "请求体不是合法的 JSON。"),
        text("Look for a proxy or an options.fetch that changes the request's body.",
             "请检查是否有代理或 options.fetch 改动了请求体。");
    -501001 Busy Later "resource system error", FAILED_INSIDE, RETRY;
    -501002 Busy Later "resource server timeout", text("CloudBase took too long.", "云开发处理超时。"), RETRY;
    -501004 Busy Later "resource limit exceeded",
        text("Too many operations on this environment at once.", "该环境同时进行的操作过多。"),
        text("Try again in a few seconds, with fewer calls at once for this environment.",
             "请几秒后重试，并减少对该环境同时进行的调用。");
    -601001 Busy Later "system error", FAILED_INSIDE, RETRY;
    -601003 Busy Later "system network error",
        text("CloudBase could not reach one of its own services.", "云开发内部网络出错。"), RETRY;
    -604102 Busy Later "fetch timeout",
        text("CloudBase's call to one of its own services took too long.", "云开发内部调用超时。"), RETRY;
    -501005 Rejected Change "invalid environment",
        text("The environment does not exist or is not this mini program's.", "环境不存在，或不属于该小程序。"),
        text("Check env: the environment id of the merchant's cloud development console, for example test-777bb9.",
             "请核对 env：即授权方的云开发控制台中的环境 ID，例如 test-777bb9。");
    -501007 Rejected Change "invalid parameter",
        text("CloudBase does not accept a parameter.", "有参数不被云开发接受。"), ENV_AND_NAME;
    -501009 Rejected Change "function not found",
        text("The function does not exist in this environment.", "该环境中没有这个云函数。"),
        text("Check functionName, upper and lower case included, and that the function was uploaded to this environment.",
             "请核对 functionName（区分大小写），并确认云函数已上传到该环境。");
    76003 Rejected Change "invalid cgi_path",
        text("The path of a quota query is malformed.", "查询额度时 path 的格式不对。"),
        text("Pass the path alone with its slash in front, for example /tcb/downloadfunction.",
             "请只传入以 / 开头的路径，例如 /tcb/downloadfunction。");
    76021 Rejected Change "cgi_path not found",
        text("The path of a quota query is no interface of the platform.", "查询额度时 path 不是平台的接口。"),
        text("Check the path against the interface's page.", "请对照接口文档核对 path。");
    76022 Rejected Change "could not use this cgi_path",
        text("The token may not query the quota of this interface.", "该 access_token 不能查询此接口的额度。"),
        text("Pass the token of the account that the interface is called for: a merchant's authorizer_access_token for /tcb/ interfaces.",
             "请传入调用该接口的账号的 access_token：/tcb/ 接口使用授权方的 authorizer_access_token。");
}

/// The explanation of an errcode outside the catalogue.
pub const UNKNOWN: Explanation = Explanation {
    errcode: 1,
    code: Some(Code::Rejected),
    remedy: Change,
    name: "unknown errcode",
    meaning: text("An errcode that the interface's documentation does not list.", "接口文档中没有列出的 errcode。"),
    advice: text(
        concat!(
            "Look the errcode up in WeChat's global return codes, and give the rid to WeChat's support. ",
            code_protection!(en)
        ),
        concat!("请在微信的全局返回码中查找该 errcode，并把 rid 提供给微信客服。", code_protection!(zh)),
    ),
};

/// Explains an errcode. One outside the catalogue is `REJECTED`.
pub fn explain(errcode: i64) -> Explanation {
    let known = CATALOGUE.iter().find(|known| known.errcode == errcode);
    known.copied().unwrap_or(Explanation { errcode, ..UNKNOWN })
}

impl Code {
    /// The catalogue's errcodes of this code.
    pub fn errcodes(self) -> impl Iterator<Item = i64> {
        CATALOGUE.iter().filter(move |known| known.code == Some(self)).map(|known| known.errcode)
    }
}
