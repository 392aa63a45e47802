// Each goal's text, and the limit that keeps it from being met, in the documents' languages.
const text = (english, chinese) => ({
  english: { what: english[0], limit: english[1] },
  chinese: { what: chinese[0], limit: chinese[1] },
});

const DIGITS = [
  "the checksum's 64 digits are read and compared as well, which the peer is spared",
  "还要读取并比较 64 位校验值，对方没有这一步",
];
const CHUNKS = [
  "a promise and the source's checks for each chunk of 64 KiB",
  "每块 64 KiB 要等待一个 Promise，并检查数据来源",
];
const DECODED = ["the module's size: it is decoded and compiled before anything else", "模块的大小：先要解码和编译"];
const CALL = [
  "what a call does beyond the hand-written client: retries, the queue, redaction and typed errors, and its crossings into the module",
  "比手写客户端多做的事：重试、排队、脱敏、带错误码的错误，以及与模块之间的往返",
];
const CROSSINGS = ["values that are read one by one over the border", "逐个跨越边界读取的值"];
const INFLATED = ["inflate in WebAssembly", "WebAssembly 中的解压"];

export const TEXTS = {
  verify: text(
    [
      "verify ≥ 64 KiB on Node, Deno, Bun, beside bare createHash",
      "to ask the module for a hash and to compare the digits there costs 1 to 2 µs more than the 43 µs that 64 KiB take; buffers above 8 MiB are hashed in time slices",
    ],
    [
      "Node、Deno、Bun 中校验 64 KiB 以上的数据，与直接使用 createHash 相比",
      "请求哈希并比较校验值要 1 到 2 µs，而 64 KiB 本身只要 43 µs；8 MiB 以上的数据分时间片计算",
    ],
  ),
  "verify-browser": text(
    [
      "verify in a browser, whole buffer ≥ 64 KiB, beside hash-wasm",
      "crypto.subtle's copy and its trip to another thread, which depends on how busy the other processor is",
    ],
    [
      "浏览器中校验 64 KiB 以上的完整数据，与 hash-wasm 相比",
      "crypto.subtle 要复制数据并切换线程，取决于另一个处理器有多忙",
    ],
  ),
  "engine-hash-wasm": text(
    ["the module's own engine beside hash-wasm, every size and runtime, one shot and streamed", CHUNKS[0]],
    ["模块自带的引擎，各种大小和运行时，一次性和流式，与 hash-wasm 相比", CHUNKS[1]],
  ),
  "engine-noble": text(["the same beside @noble/hashes", DIGITS[0]], ["同上，与 @noble/hashes 相比", DIGITS[1]]),
  "small-promise": text(
    ["64 bytes through the promise, beside hash-wasm's", DIGITS[0]],
    ["64 字节，经由 Promise，与 hash-wasm 相比", DIGITS[1]],
  ),
  "small-synchronous": text(
    ["64 bytes by the synchronous engine, beside hash-wasm's", DIGITS[0]],
    ["64 字节，同步引擎，与 hash-wasm 相比", DIGITS[1]],
  ),
  first: text(
    ["the first 8 MiB in a fresh process, beside hash-wasm", DECODED[0]],
    ["新进程中的前 8 MiB，与 hash-wasm 相比", DECODED[1]],
  ),
  "first-own": text(["the same by the module's own engine", DECODED[0]], ["同上，使用模块自带的引擎", DECODED[1]]),
  "calls-in-flight": text(
    [
      "getFunctionLink beside a hand-written client that does the same, 64 in flight: processor time a call in Node and Deno",
      CALL[0],
    ],
    ["getFunctionLink 与功能相同的手写客户端相比，64 个并发：Node 和 Deno 中每次调用的处理器时间", CALL[1]],
  ),
  "calls-alone": text(["the same alone: wall time a call", CALL[0]], ["同上，逐个调用：每次调用的实际耗时", CALL[1]]),
  "calls-ky": text(
    ["getFunctionLink beside ky, 64 in flight (processor time) and alone (wall time), in Node and Deno", CALL[0]],
    ["getFunctionLink 与 ky 相比，64 个并发（处理器时间）和逐个调用（实际耗时），Node 和 Deno", CALL[1]],
  ),
  "calls-axios-got": text(
    ["the same beside axios and got, in Deno", CALL[0]],
    ["同上，与 axios 和 got 相比，Deno", CALL[1]],
  ),
  "crossings-link": text(
    ["calls over the WebAssembly border for one link, with a fixed and with a remembered token", CROSSINGS[0]],
    ["获取一个链接时跨越 WebAssembly 边界的次数，固定的和记住的凭证", CROSSINGS[1]],
  ),
  "crossings-download": text(
    ["the same for one download of 352 bytes", CROSSINGS[0]],
    ["下载 352 字节时的次数", CROSSINGS[1]],
  ),
  "crossings-own": text(
    ["the same for each 64 KiB verified or downloaded, by the module's own engine", CROSSINGS[0]],
    ["校验或下载每 64 KiB 的次数，使用模块自带的引擎", CROSSINGS[1]],
  ),
  "crossings-native": text(
    ["the same by the runtime's engine", CROSSINGS[0]],
    ["同上，使用运行时的引擎", CROSSINGS[1]],
  ),
  merchants: text(
    [
      "memory that stays after 100,000 merchants, once each, above that after 10,000",
      "tokens of merchants that are not asked about again are kept",
    ],
    ["10 万个授权方各调用一次之后，比 1 万个之后多占用的内存", "不再调用的授权方的凭证仍被保留"],
  ),
  pull: text(
    [
      "a pull to a file, beside Node's fetch + pipeline + createHash",
      "the time-outs and progress of each chunk, and the flush to the disk that pipeline does without",
    ],
    ["下载到文件，与 Node 的 fetch + pipeline + createHash 相比", "每块数据的超时和进度，以及 pipeline 没有的落盘"],
  ),
  "pull-memory": text(
    ["its peak memory, above the same stream without hashing", "chunks that wait to be written in one go"],
    ["其内存峰值，高出不计算哈希的同一个流", "等待一次写入的数据块"],
  ),
  "inspect-small-fflate": text(
    [
      "inspectPackage of 2,000 small files beside fflate and the runtime's SHA-256, Node, Deno, Bun and Chromium",
      INFLATED[0],
    ],
    ["inspectPackage 检查 2,000 个小文件，与 fflate 加运行时的 SHA-256 相比，Node、Deno、Bun 和 Chromium", INFLATED[1]],
  ),
  "inspect-large-fflate": text(["the same of 100 MiB", INFLATED[0]], ["同上，100 MiB", INFLATED[1]]),
  "inspect-small-yauzl": text(
    ["inspectPackage of 2,000 small files beside yauzl with Node's zlib and createHash", INFLATED[0]],
    ["inspectPackage 检查 2,000 个小文件，与 yauzl 加 Node 的 zlib 和 createHash 相比", INFLATED[1]],
  ),
  "inspect-large-yauzl": text(["the same of 100 MiB", INFLATED[0]], ["同上，100 MiB", INFLATED[1]]),
  "inspect-first": text(
    ["import to the first package inspected in a fresh process, Node, Deno and Bun", DECODED[0]],
    ["新进程中从 import 到检查完第一个代码包，Node、Deno 和 Bun", DECODED[1]],
  ),
  diff: text(
    [
      "`diff --stat` of two packages of 2,000 files, 200 of them edited, beside `unzip` twice and `git diff --no-index --stat`",
      "to start Node, and to compile two modules",
    ],
    [
      "`diff --stat` 比较两个各有 2,000 个文件的代码包（其中 200 个改动过），与两次 `unzip` 加 `git diff --no-index --stat` 相比",
      "启动 Node，编译两个模块",
    ],
  ),
  "fleet-workers": text(
    [
      "a snapshot by two workers on BullMQ beside one, where the workers' requests at once are the limit",
      "the jobs of the run itself: its plan and its end are one worker's",
    ],
    [
      "BullMQ 上两个 worker 取一个快照，与一个 worker 相比，瓶颈为 worker 的并发请求数",
      "运行本身的任务：计划和收尾由一个 worker 完成",
    ],
  ),
  module: text(
    ["the module, compressed by brotli", "no single part: `cargo xtask size` lists them"],
    ["模块，brotli 压缩后", "没有单独的大头：`cargo xtask size` 列出各部分"],
  ),
  "package-module": text(
    ["the second module, which looks into packages, compressed by brotli", "no single part: inflate, SHA-256, compare"],
    ["查看代码包的第二个模块，brotli 压缩后", "没有单独的大头：解压、SHA-256、比较"],
  ),
  page: text(
    [
      "all of the package's main entry in a page's script, the module inlined, compressed by brotli",
      "the module: its text in the script is 3 KB larger than the module itself",
    ],
    ["页面脚本中的主入口（内含模块），brotli 压缩后", "模块本身：脚本中的文本只比模块大 3 KB"],
  ),
  import: text(
    [
      "import to first verify in a fresh process, beside @noble/hashes",
      "to load CommonJS by `import`, which takes Node 3 ms, and to read, validate and instantiate the module: its size",
    ],
    [
      "新进程中从 import 到首次校验，与 @noble/hashes 相比",
      "Node 用 `import` 载入 CommonJS 需 3 ms；读取、验证和实例化模块则取决于其大小",
    ],
  ),
  "import-cloudbase": text(
    ["the same beside @cloudbase/manager-node's require", DECODED[0]],
    ["同上，与 @cloudbase/manager-node 的 require 相比", DECODED[1]],
  ),
  core: text(
    ["lines of the core, beside src/host and pkg-template/host together", "decisions that the shell makes"],
    ["核心的行数，与 src/host 和 pkg-template/host 之和相比", "由外层作出的决定"],
  ),
  host: text(["lines of src/host", "decisions that the shell makes"], ["src/host 的行数", "由外层作出的决定"]),
  "host-files": text(
    ["files in src/host", "files that are too small to be worth a name"],
    ["src/host 的文件数", "过小的文件"],
  ),
};

export const PROSE = {
  english: {
    measured: ({ date, runtimes, processors, processor }) =>
      `Measured on ${date}: ${runtimes}; ${processors} processors (${processor}).`,
    head: ["what", "goal", "measured, the worst case", ""],
    met: "met",
    notMet: (limit) => `**not met**: ${limit}`,
    where: (where) => ` (${where})`,
    calls:
      'What a call takes, as a multiple of the hand-written client (`benchmarks/hand-written.mjs`): processor time with 64 in flight, wall time alone. Less is better; Bun has no goal here. That client reads the reply\'s stream; "by length" it leaves a reply of declared length to `arrayBuffer()`, as getFunctionLink does.',
    callsHead: ["", "getFunctionLink", "hand-written, by length", "ky", "axios", "got", "fetch + AbortSignal.timeout"],
    modes: { "64 in flight": "64 in flight", alone: "alone" },
    packages:
      "What every entry's SHA-256 takes, as a multiple of inspectPackage: 2,000 files of 200 bytes to 6 KiB, and 100 MiB in ten files. More is slower than this package. fflate holds a package's contents in memory; inspectPackage and yauzl read one entry at a time.",
    packagesHead: ["", "inspectPackage", "fflate", "yauzl + zlib", "Python zipfile"],
    packageNames: { small: "2,000 files", large: "100 MiB" },
    merchants:
      "Growth of memory over merchants that are asked about once each, with one token provider, in MB. What is outside the heap includes the module's memory.",
    merchantsHead: ["merchants", "resident", "heap", "outside the heap"],
    load: ({ load }) =>
      `The machine's load average was ${load} at the start. Where it is above the number of processors, other work makes seconds longer; processor seconds hardly change.`,
    snapshots: ({ functions }) =>
      `takeSnapshot of ${functions} functions, 20 of each merchant, with a previous snapshot, in one process. The platform is another process on the same processors and answers at once; no rate is set.`,
    snapshotsHead: [
      "snapshot",
      "calls",
      "downloads",
      "seconds",
      "processor seconds",
      "calls a second",
      "memory, MB: at the start, at most",
    ],
    snapshotNames: { unchanged: "all unchanged", changed: "1 % changed" },
    workers: ({ merchants, functions, calls, latencyMs, concurrency, load, priority }) =>
      `A first snapshot of ${merchants} merchants of ${functions} functions: ${calls} calls of ${latencyMs} ms each, ${concurrency} at once in each process, no rate. Each worker is a process; Redis, the platform and all workers share the processors. The load average was ${load.toFixed(1)}, and all of these ran at priority ${priority}.`,
    workersHead: [
      "",
      "seconds",
      "as fast as one worker",
      "calls a second",
      "processor seconds: workers, Redis, platform",
      "processors busy",
    ],
    ways: {
      takeSnapshot: "takeSnapshot",
      "BullMQ, 1 worker": "BullMQ, 1 worker",
      "BullMQ, 2 workers": "BullMQ, 2 workers",
      "BullMQ, 4 workers": "BullMQ, 4 workers",
    },
    reports: ({ functions }) =>
      `Two snapshots of ${functions} functions, one in a hundred changed, in fresh processes.`,
    reportsHead: ["", "seconds", "beside JSON.parse", "processor seconds", "memory at most, MB", "output, MB"],
    parsed: "both files, JSON.parse alone",
  },
  chinese: {
    measured: ({ date, runtimes, processors, processor }) =>
      `测于 ${date}：${runtimes}；${processors} 个处理器（${processor}）。`,
    head: ["项目", "目标", "实测（最差情况）", ""],
    met: "达到",
    notMet: (limit) => `**未达到**：${limit}`,
    where: (where) =>
      `（${where.replace("streamed ", "流式 ").replace("64 in flight", "64 个并发").replace("alone", "逐个调用").replaceAll(", ", "，")}）`,
    calls:
      "每次调用的开销，以手写客户端（`benchmarks/hand-written.mjs`）为 1：64 个并发时为处理器时间，逐个调用时为实际耗时。越小越好；Bun 在这里没有目标。该客户端读取响应的流；“按长度读取”是指响应声明了长度时改用 `arrayBuffer()`，getFunctionLink 也是如此。",
    callsHead: ["", "getFunctionLink", "手写，按长度读取", "ky", "axios", "got", "fetch + AbortSignal.timeout"],
    modes: { "64 in flight": "64 个并发", alone: "逐个调用" },
    packages:
      "算出每个文件的 SHA-256 所需的时间，以 inspectPackage 为 1：2,000 个 200 字节到 6 KiB 的文件，以及十个文件共 100 MiB。数值越大，比本包越慢。fflate 把全部内容放在内存里；inspectPackage 和 yauzl 一次只读一个文件。",
    packagesHead: ["", "inspectPackage", "fflate", "yauzl + zlib", "Python zipfile"],
    packageNames: { small: "2,000 个文件", large: "100 MiB" },
    merchants: "使用同一个凭证函数，每个授权方各调用一次时内存的增长，单位 MB。堆外内存包括模块的内存。",
    merchantsHead: ["授权方数", "常驻内存", "堆", "堆外"],
    load: ({ load }) =>
      `开始时机器的平均负载为 ${load}。平均负载超过处理器数时，其他工作会使秒数变长，对处理器时间影响很小。`,
    snapshots: ({ functions }) =>
      `takeSnapshot 取 ${functions} 个云函数的快照，每个授权方 20 个，有上一个快照可比较，单个进程。平台是同一台机器上的另一个进程，立即响应；不限速。`,
    snapshotsHead: ["快照", "调用数", "下载数", "秒", "处理器时间（秒）", "每秒调用数", "内存（MB）：开始时，最多"],
    snapshotNames: { unchanged: "全部未变", changed: "1 % 有变化" },
    workers: ({ merchants, functions, calls, latencyMs, concurrency, load, priority }) =>
      `首个快照，${merchants} 个授权方，各 ${functions} 个云函数：${calls} 次调用，每次 ${latencyMs} ms，每个进程 ${concurrency} 个并发，不限速。每个 worker 是一个进程；Redis、平台和所有 worker 共用处理器。平均负载为 ${load.toFixed(1)}，这些进程的优先级均为 ${priority}。`,
    workersHead: [
      "",
      "秒",
      "速度，以一个 worker 为 1",
      "每秒调用数",
      "处理器时间（秒）：worker，Redis，平台",
      "占用的处理器数",
    ],
    ways: {
      takeSnapshot: "takeSnapshot",
      "BullMQ, 1 worker": "BullMQ，1 个 worker",
      "BullMQ, 2 workers": "BullMQ，2 个 worker",
      "BullMQ, 4 workers": "BullMQ，4 个 worker",
    },
    reports: ({ functions }) => `比较两个各有 ${functions} 个云函数的快照，其中百分之一有变化，每次都是新进程。`,
    reportsHead: ["", "秒", "与 JSON.parse 相比", "处理器时间（秒）", "最多占用内存（MB）", "输出（MB）"],
    parsed: "两个文件，仅 JSON.parse",
  },
};
