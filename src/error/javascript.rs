//! Chinese texts for the English messages that the package's JavaScript and the checks of arguments make. `{NAME}` stands
//! for any text, `{part}` for another text of this file.

use super::text::texts;

texts! {
    // Arguments: `pkg-template/host/intake.js`, `kinds.js`, `links.js` and `link/record.rs`.
    MUST = "{name} must {part}", "{name} {part}";
    OBJECT = "be an object", "必须是对象";
    STRING = "be a string", "必须是字符串";
    NON_EMPTY = "be a non-empty string", "必须是非空字符串";
    NON_EMPTY_GIVEN = "be a non-empty string, where it is given", "如果给出，必须是非空字符串";
    NON_EMPTY_PLAIN = "be a non-empty string without control characters", "必须是不含控制字符的非空字符串";
    NO_CONTROL = "not hold control characters", "不得含有控制字符";
    WELL_FORMED = "be a well-formed string", "必须是合法的 Unicode 字符串";
    TOKEN = "be a well-formed string, or a function that returns it", "必须是合法的 Unicode 字符串，或返回它的函数";
    TOKEN_LEFT_OUT = "be left out where options.relay is given: the relay holds the token",
        "在给出 options.relay 时不得给出：由中转服务保管 access_token";
    MOST_BYTES = "have at most {count} bytes", "最多 {count} 字节";
    ABSOLUTE_URL = "be an absolute URL", "必须是绝对 URL";
    ABSOLUTE_URLS = "be an array of absolute URLs", "必须是由绝对 URL 组成的数组";
    STRING_OR_URL = "be a string or a URL", "必须是字符串或 URL";
    RELAY_LEFT_OUT = "be left out: a relay has no route for this", "不得给出：中转服务没有对应的路由";
    RELATIVE_URL = "be a URL (absolute, where there is no page)", "必须是 URL（不在页面中时必须是绝对地址）";
    HTTPS = "be https, or http on a loopback host", "必须是 https，或本机地址的 http";
    RELAY_ADDRESS = "be https or of the page's own origin (without a page: https, or http on a loopback host)",
        "必须是 https，或与页面同源（不在页面中时：https，或本机地址的 http）";
    BARE_URL = "not hold a user name, a password, a query or a fragment", "不得含有用户名、密码、查询参数或片段";
    FUNCTION = "be a function", "必须是函数";
    FETCH_GIVEN = "be given: this runtime has none of its own", "必须给出：当前运行环境没有自带的 fetch";
    MILLISECONDS = "be a number of milliseconds above 0", "必须是大于 0 的毫秒数";
    WHOLE_NUMBER = "be a whole number of at least 1", "必须是不小于 1 的整数";
    INTEGER = "be an integer", "必须是整数";
    BYTES = "be a number of bytes", "必须是字节数";
    HOSTS = "be an array of host names", "必须是由域名组成的数组";
    HOST_NAMES = "hold host names without a port, or *. and a domain", "只能是不带端口的域名，或 *. 加域名";
    SIGNAL = "be an AbortSignal", "必须是 AbortSignal";
    SIGNAL_REASON = "have a reason that can be read", "的 reason 必须可以读取";
    STREAM = "be a WritableStream that is not locked", "必须是没有锁定的 WritableStream";
    ENGINE = "be \"auto\", \"wasm\" or \"host\"", "必须是 \"auto\"、\"wasm\" 或 \"host\"";
    LANGUAGE = "be \"en\" or \"zh-CN\"", "必须是 \"en\" 或 \"zh-CN\"";
    NO_ENGINE = "not be \"host\" here: this runtime has no SHA-256 of its own", "不能是 \"host\"：当前运行环境没有自带的 SHA-256";
    NO_CHUNK_ENGINE = "not be \"host\" here: this runtime has no SHA-256 of its own for bytes that come in chunks",
        "不能是 \"host\"：当前运行环境没有可以分块计算的 SHA-256";
    READABLE = "be readable", "必须可以读取";
    REQUESTS = "be an iterable or async iterable of requests", "必须是由请求组成的可迭代对象或异步可迭代对象";
    CHECKSUM = "be 64 hexadecimal digits (SHA-256)", "必须是 64 位十六进制数字（SHA-256）";
    PATH = "be a non-empty string or a file: URL", "必须是非空字符串或 file: URL";
    // Snapshots: `pkg-template/fleet`.
    TARGETS = "be an iterable or async iterable of targets", "必须是由目标组成的可迭代对象或异步可迭代对象";
    GIVEN = "be given", "必须给出";
    ARCHIVE = "be an archive, for example fileArchive()", "必须是归档，例如 fileArchive()";
    ID = "be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or a digit",
        "必须是 1 到 64 个字母、数字、点、下划线和连字符，首字符为字母或数字";
    FLAG = "be true or false", "必须是 true 或 false";
    NUMBER = "be a number above 0", "必须是大于 0 的数";
    WITHOUT_ENV = "not be given without env", "没有 env 时不得给出";
    PART = "be a non-empty string that fits a file's name", "必须是可作为文件名的非空字符串";
    ROWS = "be an array of snapshot rows", "必须是由快照的行组成的数组";
    NO_SUMMARY = "its last line is no summary", "末行不是汇总";
    NO_SNAPSHOT = "the archive has no finished snapshot {name}", "归档中没有已完成的快照 {name}";
    BODY = "the body must be a JSON object of env, functionName and, optionally, authorizerAppid",
        "请求体必须是由 env、functionName 和可选的 authorizerAppid 组成的 JSON 对象";
    OUTCOME_BODY = "the body must be a JSON object of env, functionName, downloadId and, optionally, authorizerAppid",
        "请求体必须是由 env、functionName、downloadId 和可选的 authorizerAppid 组成的 JSON 对象";
    ENVIRONMENTS_BODY = "the body must be a JSON object of, optionally, env and authorizerAppid",
        "请求体必须是由可选的 env 和 authorizerAppid 组成的 JSON 对象";
    FUNCTIONS_BODY = "the body must be a JSON object of env and, optionally, authorizerAppid, limit and offset",
        "请求体必须是由 env 以及可选的 authorizerAppid、limit 和 offset 组成的 JSON 对象";
    OFFSET = "be a whole number of at least 0", "必须是不小于 0 的整数";
    NESTED = "request and options nest too deep", "request 和 options 嵌套过深";
    NO_BASE = "options.baseUrl is missing", "缺少 options.baseUrl";
    UNREADABLE_REQUEST = "the request could not be read", "无法读取请求";
    HASH_FAILED = "the runtime's own SHA-256 failed: options.engine \"wasm\" does without it",
        "运行环境自带的 SHA-256 出错：options.engine 设为 \"wasm\" 则不使用它";

    CALLBACK_OF = "{name} failed", "{name} 出错";

    // Sources: `pkg-template/host/source.js`, `bytes.js`.
    UNUSABLE = "the source is unusable: {part}", "无法使用该数据源：{part}";
    DETACHED = "its buffer is detached or was shrunk", "其缓冲区已分离或缩小";
    ODD_ITERATOR = "its iterator does not answer as one", "其迭代器的返回值不正确";
    NO_SOURCE = "it must be an ArrayBuffer, a view, a Blob, a ReadableStream, a Response or an AsyncIterable of bytes",
        "必须是 ArrayBuffer、视图、Blob、ReadableStream、Response，或由字节块组成的 AsyncIterable";
    UNREADABLE_BLOB = "the Blob cannot be read", "无法读取该 Blob";
    USED_BODY = "the Response's body was used already", "该 Response 的响应体已被使用";
    RESPONSE_TYPE = "the Response is of type \"{type}\"", "该 Response 的类型是 \"{type}\"";
    LOCKED = "the stream is locked", "该流已锁定";
    NO_BYTES = "it is neither bytes nor a stream of bytes", "既不是字节，也不是字节流";
    NOT_ITERABLE = "it cannot be iterated", "无法迭代";
    NO_NEXT = "its iterator has no next()", "其迭代器没有 next()";
    ODD_CHUNK = "one of its chunks is not bytes", "有一块数据不是字节";

    // Files: `pkg-template/fs/target.js`, `folder-target.js`, `folder-source.js`, `system-words.js`.
    NOT_WRITTEN_BECAUSE = "could not write {path}: {part} ({code})", "无法写入 {path}：{part}（{code}）";
    NOT_WRITTEN_BY = "could not write {path}: {code}", "无法写入 {path}：{code}";
    NOT_WRITTEN = "could not write {path}", "无法写入 {path}";
    LIKE_FOLDER = "the path ends like a folder's", "该路径的结尾表示目录";
    TAKES_NO_FILE = "its folder takes no such file", "所在目录不接受这样的文件";
    NO_FOLDER = "no such folder", "所在目录不存在";
    ANOTHER_KIND = "it is a {kind}, not a regular file", "它是{kind}，不是普通文件";
    NO_FOLDER_THERE = "it is a {kind}, not a folder", "它是{kind}，不是目录";
    FULL_FOLDER = "it is a folder that is not empty, and options.replace is not true", "目录不为空，且 options.replace 不是 true";
    MOUNTED = "a file system is mounted there", "该处挂载了文件系统";
    NOT_READ_BECAUSE = "could not read {path}: {part} ({code})", "无法读取 {path}：{part}（{code}）";
    NOT_READ = "could not read {path}: {part}", "无法读取 {path}：{part}";
    ODD_KIND = "it is no file, folder or symbolic link", "它不是文件、目录或符号链接";
    NO_FILE_ANY_MORE = "it is no file any more", "它已不再是文件";
    CHANGED = "\"{path}\" changed while the package was extracted", "解压期间 \"{path}\" 发生了变化";
    OPEN_FILE = "it is a link to a process's open file", "它是指向进程已打开文件的链接";
    ANOTHER_USER = "it belongs to another user, in a folder with the sticky bit", "它属于其他用户，且所在目录设有 sticky 位";
    LINK_TO = "link to a {kind}", "指向{kind}的链接";
    FOLDER = "folder", "目录";
    SYMBOLIC_LINK = "symbolic link", "符号链接";
    FILE = "file", "文件";
    FIFO = "FIFO", "命名管道";
    SOCKET = "socket", "套接字";
    DEVICE = "device", "设备";
    SPECIAL = "special file", "特殊文件";
    EACCES = "permission denied", "没有权限";
    EADDRINUSE = "another program has it", "已被其他程序占用";
    EBUSY = "another program holds it", "正被其他程序使用";
    EDQUOT = "the quota is used up", "磁盘配额已用完";
    EEXIST = "something else has its name", "已有同名的其他对象";
    EFBIG = "it is larger than the file system's files can be", "超过了文件系统允许的文件大小";
    EIO = "the device failed", "设备出错";
    EISDIR = "it is a folder", "它是目录";
    ELOOP = "too many symbolic links", "符号链接层数过多";
    EMFILE = "too many open files", "打开的文件过多";
    ENAMETOOLONG = "its name is too long", "名称过长";
    ENOENT = "there is no such file or folder", "没有这个文件或目录";
    ENOSPC = "no space is left", "没有剩余空间";
    ENOTDIR = "a part of its path is not a folder", "路径中有一部分不是目录";
    EPERM = "not permitted", "不允许此操作";
    EROFS = "the file system is read-only", "文件系统是只读的";

    // Runtimes: `pkg-template/load/unsupported.js`.
    LACKS = "this runtime has no {name}", "当前运行环境没有 {name}";
    FILE_NOT_LOADED = "wechat_function_link.wasm could not be loaded: {part}", "无法加载 wechat_function_link.wasm：{part}";
    REQUEST_FAILED = "the request failed", "请求失败";
    HTTP_STATUS = "the response has HTTP status {number}", "响应的 HTTP 状态码为 {number}";
    NO_MODULE = "the response is no WebAssembly module", "响应的内容不是 WebAssembly 模块";
    POLICY = "the Content-Security-Policy does not allow WebAssembly: {reason}", "Content-Security-Policy 不允许 WebAssembly：{reason}";
    NO_COMPILING = "this runtime compiles no WebAssembly while it runs: {reason}", "当前运行环境不允许在运行时编译 WebAssembly：{reason}";
    NO_MEMORY = "there is not enough memory for the WebAssembly module: {reason}", "内存不足，无法加载 WebAssembly 模块：{reason}";
    NOT_LOADED = "this runtime cannot load the WebAssembly module: {reason}", "当前运行环境无法加载 WebAssembly 模块：{reason}";
    TEXTS_NOT_LOADED = "the file of texts could not be loaded: {reason}", "无法加载文字资源文件：{reason}";
    ADVICE_JITLESS = "Start the runtime without --jitless (of V8, also in NODE_OPTIONS), or use one that has WebAssembly.",
        "请不要以 --jitless 启动运行环境（V8 的选项，也可能在 NODE_OPTIONS 中），或使用支持 WebAssembly 的运行环境。";
    ADVICE_TEXT = "Set globalThis.TextDecoder and TextEncoder before the first call: jsdom has neither, node:util both. In Jest use a \
                   setup file, or the environment \"node\".",
        "请在第一次调用之前设置 globalThis.TextDecoder 和 TextEncoder：jsdom 没有，node:util 中都有。在 Jest 中请使用 setup 文件，或使用 \"node\" 环境。";
    ADVICE_NO_FILES = "Call saveFunction in Node.js, Deno or Bun, and downloadFunction here. In Jest use the environment \"node\".",
        "请在 Node.js、Deno 或 Bun 中调用 saveFunction，在这里请调用 downloadFunction。在 Jest 中请使用 \"node\" 环境。";
    ADVICE_NO_SNAPSHOTS = "Take snapshots in Node.js, Deno or Bun. In Jest use the environment \"node\".",
        "请在 Node.js、Deno 或 Bun 中进行快照。在 Jest 中请使用 \"node\" 环境。";
    ADVICE_BESIDE = "Serve wechat_function_link.wasm beside the script and allow it by connect-src, or import wechat-function-link, \
                     which holds the module.",
        "请把 wechat_function_link.wasm 与脚本放在一起，并在 connect-src 中允许；或导入 wechat-function-link，其中已包含模块。";
    ADVICE_POLICY = "Add 'wasm-unsafe-eval' to the policy's script-src.", "请在该策略的 script-src 中加入 'wasm-unsafe-eval'。";
    ADVICE_EDGE = "At the edge let the bundler take the condition \"workerd\", where the module is imported. A context of node:vm needs \
                   codeGeneration.wasm.",
        "在边缘运行环境中，请让打包工具使用 \"workerd\" 条件，此时模块以导入方式加载。node:vm 的上下文需要 codeGeneration.wasm。";
    ADVICE_MEMORY = "Raise the memory limit of this process (ulimit -v, a container's limit).",
        "请调高此进程的内存上限（ulimit -v，或容器的限制）。";
    ADVICE_SIMD = "Use a runtime with WebAssembly SIMD: Node.js 20, Chrome 91, Firefox 89, Safari 16.4 or a newer one.",
        "请使用支持 WebAssembly SIMD 的运行环境：Node.js 20、Chrome 91、Firefox 89、Safari 16.4 或更新的版本。";
    ADVICE_TEXTS = "Serve the package's texts.LANGUAGE files beside the script, then try again.",
        "请把本包的 texts.LANGUAGE 文件与脚本放在一起，然后重试。";

    // Packages that do not match: `error/mod.rs`.
    MISMATCH = "the {size} bytes that arrived have the checksum {actual}, not {expected}",
        "收到的 {size} 字节的校验值是 {actual}，而不是 {expected}";
    MISMATCH_ARCHIVED = "the archive's package is damaged: the {size} bytes of {path} have the checksum {actual}",
        "归档中的代码包已损坏：{path} 的 {size} 字节的校验值是 {actual}";
    MISMATCH_EARLY = "the bytes that arrived differ from those that were written already, of the checksum {expected}",
        "收到的内容与已写入的内容不同（校验值 {expected}）";
    PLATFORM_SAID = "the platform answered errcode {number}, {words}", "微信平台返回 errcode {number}（{words}）：{meaning}";
    ABOUT_ENVIRONMENT = " (environment \"{env}\")", "（环境 \"{env}\"）";
    ABOUT_INTERFACE = " (interface \"{path}\")", "（接口 \"{path}\"）";
    ABOUT = " (function \"{function}\" in environment \"{env}\")", "（环境 \"{env}\" 中的云函数 \"{function}\"）";
}
