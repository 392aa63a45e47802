//! Every limit, time and threshold, in one place. `cargo xtask build` writes [`FOR_JAVASCRIPT`] into the package's
//! `host/defaults.js`, and a test compares the declarations' "Default:" with these.

/// The platform's own address.
pub const BASE_URL: &str = "https://api.weixin.qq.com";
/// `timeoutMs` of a link, in milliseconds.
pub const LINK_TIMEOUT_MS: u32 = 30_000;
/// `timeoutMs` of a download, in milliseconds.
pub const DOWNLOAD_TIMEOUT_MS: u32 = 600_000;
/// `attemptTimeoutMs`, in milliseconds.
pub const ATTEMPT_TIMEOUT_MS: u32 = 10_000;
/// `attemptTimeoutMs` through a relay, in milliseconds: it holds the relay's own attempts.
pub const RELAY_ATTEMPT_TIMEOUT_MS: u32 = 30_000;
/// `idleTimeoutMs`, in milliseconds.
pub const IDLE_TIMEOUT_MS: u32 = 15_000;
/// `maxAttempts`
pub const MAX_ATTEMPTS: u32 = 3;
/// `maxBytes`: 256 MiB.
pub const MAX_BYTES: u64 = 268_435_456;
/// `concurrency` of `getFunctionLinks`.
pub const CONCURRENCY: u32 = 16;
/// `allowedHosts`: Tencent COS, as the platform's links have been seen to use it.
pub const ALLOWED_HOSTS: [&str; 2] = ["*.myqcloud.com", "*.tencentcos.cn"];

/// The largest API reply that is read, in bytes: the documented one has a few hundred.
pub const MAX_REPLY_BYTES: u64 = 1 << 20;
/// How much is read of an error of the platform or a storage host, in bytes: theirs have a few hundred.
pub const MAX_ERROR_BYTES: u32 = 8192;
/// How many redirects of a download are followed.
pub const MAX_REDIRECTS: u32 = 5;
/// The longest a first retry waits, in milliseconds; each further one waits up to twice as long.
pub const BASE_DELAY_MS: f64 = 200.0;
/// The longest wait before a retry without `Retry-After`, in milliseconds.
pub const LONGEST_DELAY_MS: f64 = 5000.0;

/// Link requests on the wire at once: a runtime opens a socket for each.
pub const PLACES: usize = 64;
/// Saves under way at once: each has a file and a socket open. With the links' sockets, 256 descriptors are enough for a process.
pub const SAVES: u32 = 32;
/// How long a runtime may take until it uses a connection again, in milliseconds.
pub const CONNECTION_REUSE_MS: f64 = 2.0;

/// How long a token is remembered, in milliseconds: as long as the platform's own live.
pub const TOKEN_LIFETIME_MS: u32 = 7_200_000;
/// Merchants that are remembered for one provider function.
pub const REMEMBERED_MERCHANTS: u32 = 10_000;
/// The longest `authorizerAppid`, in bytes of UTF-8.
pub const MAX_APPID_BYTES: usize = 64;

/// Up to this size, in bytes, the module has hashed a buffer before the runtime's hash has begun.
pub const SMALL_BYTES: u32 = 1024;
/// Up to this size, in bytes, a buffer is hashed without a promise: some 5 ms by a runtime's own hash, 25 by the module.
pub const SYNCHRONOUS_BYTES: u32 = 8 * 1024 * 1024;
/// What the module hashes in the time that the runtime's incremental hash takes to load (4 ms in Node, 40 in Deno), in bytes.
pub const WORTH_LOADING_BYTES: f64 = 8_388_608.0;
/// From here on `crypto.subtle` is faster than the module, in bytes.
pub const WORTH_A_PROMISE_BYTES: f64 = 4096.0;
/// `crypto.subtle` copies what it hashes: larger buffers are left to the module, which does not.
pub const WORTH_A_COPY_BYTES: f64 = 268_435_456.0;

/// What the module hashes in one call, in bytes: an engine leaves its baseline compiler sooner with smaller slices.
pub const HASH_SLICE_BYTES: u32 = 64 * 1024;
/// What is hashed between two looks at the clock, in bytes: a few milliseconds of the slowest engine.
pub const STEP_BYTES: u32 = 1024 * 1024;
/// A time slice: the event loop is yielded to after so many milliseconds, a frame of a page.
pub const SLICE_MS: u32 = 16;
/// A time slice in bytes, where the clock does not move: workerd's stands still while a task runs.
pub const SLICE_BYTES: u32 = 32 * 1024 * 1024;
/// A smaller chunk counts as so many bytes: reading it takes time as well.
pub const LEAST_CHUNK_BYTES: u32 = 4096;
/// What is hashed of one chunk between two events of progress, in bytes.
pub const PROGRESS_BYTES: u32 = 8 * 1024 * 1024;

/// `maxBytes` of `readEntry`: 16 MiB.
pub const ENTRY_BYTES: u64 = 16_777_216;
/// What the memory of the package entry's module may have grown to, in bytes, where no call of it is under way.
pub const MAX_IDLE_MEMORY_BYTES: u32 = 64 * 1024 * 1024;

/// The largest request body that a relay reads, in bytes.
pub const RELAY_BODY_BYTES: u32 = 4096;
/// How long a relay waits for a request's body, in milliseconds.
pub const RELAY_BODY_MS: u32 = 10_000;
/// How long a relay waits for `authorize`, in milliseconds.
pub const AUTHORIZE_MS: u32 = 10_000;
/// What a relay holds back of a package before its response begins, in bytes. A package that fits is verified before the response begins,
/// so that a wrong one is an error response. At most 2 MiB a caller, with 8 requests at once.
pub const RELAY_HELD_BYTES: u32 = 256 * 1024;
/// How long a relay holds back a package that arrives slowly, in milliseconds: a fraction of what clients and proxies wait for a
/// response's head.
pub const RELAY_HELD_MS: u32 = 2000;
/// How long a relay waits before it breaks off a package's response, in milliseconds: `@hono/node-server` reads three chunks before it
/// sends the head, and Bun ends the connection by a reset, which overtakes what was sent.
pub const RELAY_BREAK_MS: u32 = 100;
/// How long a relay remembers why it broke off a package, in milliseconds.
pub const OUTCOME_MS: u32 = 60_000;
/// Packages broken off that a relay remembers: some 2 KB each.
pub const REMEMBERED_OUTCOMES: u32 = 1000;
/// The longest address that `X-Link-Url` holds, in bytes of UTF-8: 11 KiB of Base64, and Node.js takes 16 KiB of headers.
pub const MAX_LINK_URL_BYTES: usize = 8192;
/// `limits.requestsPerMinute`
pub const REQUESTS_PER_MINUTE: u32 = 60;
/// `limits.inFlight`
pub const IN_FLIGHT: u32 = 8;

/// The longest time of a timer: 24.8 days in milliseconds. A longer time is no limit.
pub const LONGEST_TIMER_MS: u32 = i32::MAX as u32;

/// The constants that JavaScript shares, by name.
pub const FOR_JAVASCRIPT: &[(&str, u64)] = &[
    ("LINK_TIMEOUT_MS", LINK_TIMEOUT_MS as u64),
    ("DOWNLOAD_TIMEOUT_MS", DOWNLOAD_TIMEOUT_MS as u64),
    ("ATTEMPT_TIMEOUT_MS", ATTEMPT_TIMEOUT_MS as u64),
    ("RELAY_ATTEMPT_TIMEOUT_MS", RELAY_ATTEMPT_TIMEOUT_MS as u64),
    ("IDLE_TIMEOUT_MS", IDLE_TIMEOUT_MS as u64),
    ("MAX_ATTEMPTS", MAX_ATTEMPTS as u64),
    ("MAX_BYTES", MAX_BYTES),
    ("CONCURRENCY", CONCURRENCY as u64),
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
    ("RELAY_HELD_BYTES", RELAY_HELD_BYTES as u64),
    ("RELAY_HELD_MS", RELAY_HELD_MS as u64),
    ("RELAY_BREAK_MS", RELAY_BREAK_MS as u64),
    ("OUTCOME_MS", OUTCOME_MS as u64),
    ("REMEMBERED_OUTCOMES", REMEMBERED_OUTCOMES as u64),
    ("LONGEST_TIMER_MS", LONGEST_TIMER_MS as u64),
];
