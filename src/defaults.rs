//! Every limit, time and threshold. `cargo xtask build` writes [`FOR_JAVASCRIPT`] into the package's
//! `host/defaults.js`. `tests/core/defaults.rs` compares the declarations' "Default:" with these constants.

/// Default of `baseUrl`: the platform's API.
pub const BASE_URL: &str = "https://api.weixin.qq.com";
/// Default of a link's `timeoutMs`, in milliseconds.
pub const LINK_TIMEOUT_MS: u32 = 30_000;
/// Default of a download's `timeoutMs`, in milliseconds.
pub const DOWNLOAD_TIMEOUT_MS: u32 = 600_000;
/// Default of `attemptTimeoutMs`, in milliseconds.
pub const ATTEMPT_TIMEOUT_MS: u32 = 10_000;
/// Default of `attemptTimeoutMs` through a relay, in milliseconds: the relay makes up to three attempts within it.
pub const RELAY_ATTEMPT_TIMEOUT_MS: u32 = 30_000;
/// Default of `idleTimeoutMs`, in milliseconds.
pub const IDLE_TIMEOUT_MS: u32 = 15_000;
/// Default of `maxAttempts`, for the link and for the download each.
pub const MAX_ATTEMPTS: u32 = 3;
/// Default of `maxBytes`: 256 MiB.
pub const MAX_BYTES: u64 = 268_435_456;
/// Default of `getFunctionLinks`' `concurrency`: calls at once.
pub const CONCURRENCY: u32 = 16;
/// Default of `listFunctions`' `pageSize`: the most rows of a page. The platform states no maximum.
pub const PAGE_SIZE: u32 = 100;
/// Default of `allowedHosts`: the domains of Tencent COS that the platform's links use.
pub const ALLOWED_HOSTS: [&str; 2] = ["*.myqcloud.com", "*.tencentcos.cn"];

/// The largest API reply that a call accepts, in bytes: the documented one has a few hundred.
pub const MAX_REPLY_BYTES: u64 = 1 << 20;
/// Bytes that a call reads of an error response of the platform or a storage host: theirs have a few hundred.
pub const MAX_ERROR_BYTES: u32 = 8192;
/// Redirects that one attempt of a download follows.
pub const MAX_REDIRECTS: u32 = 5;
/// The longest wait before the first retry, in milliseconds. It doubles with each further retry.
pub const BASE_DELAY_MS: f64 = 200.0;
/// The longest wait before a retry without `Retry-After`, in milliseconds.
pub const LONGEST_DELAY_MS: f64 = 5000.0;

/// Link requests that are sent at once: a runtime opens a socket for each.
pub const PLACES: usize = 64;
/// Saves at once. Each has a file and a socket open: with the links' sockets, a process needs fewer than 256 descriptors.
pub const SAVES: u32 = 32;
/// The longest time until a runtime reuses a connection whose request has ended, in milliseconds.
pub const CONNECTION_REUSE_MS: f64 = 2.0;

/// How long a token is remembered, in milliseconds: the platform's tokens are valid for as long.
pub const TOKEN_LIFETIME_MS: u32 = 7_200_000;
/// Merchants whose tokens are remembered for one provider function.
pub const REMEMBERED_MERCHANTS: u32 = 10_000;
/// The longest `authorizerAppid`, in bytes of UTF-8.
pub const MAX_APPID_BYTES: usize = 64;

/// Up to this size, in bytes, the module hashes a buffer before a native engine starts.
pub const SMALL_BYTES: u32 = 1024;
/// The largest buffer of the synchronous fast path, in bytes: some 5 ms by a native engine, 25 ms by the module.
pub const SYNCHRONOUS_BYTES: u32 = 8 * 1024 * 1024;
/// Bytes that the module hashes while the native engine loads (4 ms in Node, 40 ms in Deno).
pub const WORTH_LOADING_BYTES: f64 = 8_388_608.0;
/// The smallest buffer that `crypto.subtle` hashes faster than the module, in bytes.
pub const WORTH_A_PROMISE_BYTES: f64 = 4096.0;
/// The largest buffer for `crypto.subtle`, in bytes: it copies the buffer, the module does not.
pub const WORTH_A_COPY_BYTES: f64 = 268_435_456.0;

/// Bytes that the module hashes in one call. With smaller slices a JavaScript engine leaves its baseline compiler sooner.
pub const HASH_SLICE_BYTES: u32 = 64 * 1024;
/// Bytes that are hashed between two reads of the clock: a few milliseconds of the slowest engine.
pub const STEP_BYTES: u32 = 1024 * 1024;
/// A time slice, in milliseconds: after it a call yields to the event loop. A page draws 60 frames a second.
pub const SLICE_MS: u32 = 16;
/// A time slice, in bytes, where the clock stands still while a task runs (workerd).
pub const SLICE_BYTES: u32 = 32 * 1024 * 1024;
/// Bytes that a smaller chunk counts for in a time slice: reading it takes time as well.
pub const LEAST_CHUNK_BYTES: u32 = 4096;
/// Bytes of one chunk that are hashed between two events of progress.
pub const PROGRESS_BYTES: u32 = 8 * 1024 * 1024;

/// `maxBytes` of `readEntry`: 16 MiB.
pub const ENTRY_BYTES: u64 = 16_777_216;
/// The largest memory, in bytes, that the package entry's module keeps between calls.
pub const MAX_IDLE_MEMORY_BYTES: u32 = 64 * 1024 * 1024;

/// The largest request body that a relay accepts, in bytes.
pub const RELAY_BODY_BYTES: u32 = 4096;
/// How long a relay waits for a request's body, in milliseconds.
pub const RELAY_BODY_MS: u32 = 10_000;
/// How long a relay waits for `authorize`, in milliseconds.
pub const AUTHORIZE_MS: u32 = 10_000;
/// How long a relay waits for `limits.store`, in milliseconds.
pub const LIMITS_STORE_MS: u32 = 5000;
/// Bytes of a package that a relay holds back before its response begins. A package that fits is verified first, so
/// that a wrong one becomes an error response. With 8 requests at once, a caller takes at most 2 MiB.
pub const RELAY_HELD_BYTES: u32 = 256 * 1024;
/// How long a relay holds back a package that arrives slowly, in milliseconds: clients and proxies wait several times
/// as long for a response's head.
pub const RELAY_HELD_MS: u32 = 2000;
/// How long a relay waits before it breaks off a package's response, in milliseconds. `@hono/node-server` reads three
/// chunks before it sends the head, and Bun resets the connection, which discards bytes that are still under way.
pub const RELAY_BREAK_MS: u32 = 100;
/// How long a relay remembers why it broke off a package, in milliseconds.
pub const OUTCOME_MS: u32 = 60_000;
/// Broken-off packages that a relay remembers: some 2 KB each.
pub const REMEMBERED_OUTCOMES: u32 = 1000;
/// The longest address in `X-Link-Url`, in bytes of UTF-8: 11 KiB of Base64, and Node.js accepts 16 KiB of headers.
pub const MAX_LINK_URL_BYTES: usize = 8192;
/// Default of a relay's `limits.requestsPerMinute`, for each caller.
pub const REQUESTS_PER_MINUTE: u32 = 60;
/// Default of a relay's `limits.inFlight`, for each caller.
pub const IN_FLIGHT: u32 = 8;

/// The longest time of a JavaScript timer, in milliseconds: 24.8 days. A longer time counts as no limit.
pub const LONGEST_TIMER_MS: u32 = i32::MAX as u32;

/// The constants of `host/defaults.js`, by name.
pub const FOR_JAVASCRIPT: &[(&str, u64)] = &[
    ("LINK_TIMEOUT_MS", LINK_TIMEOUT_MS as u64),
    ("DOWNLOAD_TIMEOUT_MS", DOWNLOAD_TIMEOUT_MS as u64),
    ("ATTEMPT_TIMEOUT_MS", ATTEMPT_TIMEOUT_MS as u64),
    ("RELAY_ATTEMPT_TIMEOUT_MS", RELAY_ATTEMPT_TIMEOUT_MS as u64),
    ("IDLE_TIMEOUT_MS", IDLE_TIMEOUT_MS as u64),
    ("MAX_ATTEMPTS", MAX_ATTEMPTS as u64),
    ("MAX_BYTES", MAX_BYTES),
    ("CONCURRENCY", CONCURRENCY as u64),
    ("PAGE_SIZE", PAGE_SIZE as u64),
    ("MAX_REPLY_BYTES", MAX_REPLY_BYTES),
    ("TOKEN_LIFETIME_MS", TOKEN_LIFETIME_MS as u64),
    ("REMEMBERED_MERCHANTS", REMEMBERED_MERCHANTS as u64),
    ("SAVES", SAVES as u64),
    ("SMALL_BYTES", SMALL_BYTES as u64),
    ("SYNCHRONOUS_BYTES", SYNCHRONOUS_BYTES as u64),
    ("HASH_SLICE_BYTES", HASH_SLICE_BYTES as u64),
    ("STEP_BYTES", STEP_BYTES as u64),
    ("SLICE_MS", SLICE_MS as u64),
    ("SLICE_BYTES", SLICE_BYTES as u64),
    ("LEAST_CHUNK_BYTES", LEAST_CHUNK_BYTES as u64),
    ("PROGRESS_BYTES", PROGRESS_BYTES as u64),
    ("RELAY_BODY_BYTES", RELAY_BODY_BYTES as u64),
    ("RELAY_BODY_MS", RELAY_BODY_MS as u64),
    ("AUTHORIZE_MS", AUTHORIZE_MS as u64),
    ("LIMITS_STORE_MS", LIMITS_STORE_MS as u64),
    ("RELAY_HELD_BYTES", RELAY_HELD_BYTES as u64),
    ("RELAY_HELD_MS", RELAY_HELD_MS as u64),
    ("RELAY_BREAK_MS", RELAY_BREAK_MS as u64),
    ("OUTCOME_MS", OUTCOME_MS as u64),
    ("REMEMBERED_OUTCOMES", REMEMBERED_OUTCOMES as u64),
    ("LONGEST_TIMER_MS", LONGEST_TIMER_MS as u64),
];
