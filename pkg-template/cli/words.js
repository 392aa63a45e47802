// Rewrites the library's messages for the command line: an option has the name that the reader typed, `--timeout` for `timeoutMs`.
import { language } from "./language.js";

/** @type {{ [name: string]: string }} */
const FLAGS = {
  accessToken: "the access token",
  allowedHosts: "--allowed-host",
  attemptTimeoutMs: "--attempt-timeout",
  baseUrl: "--base-url",
  fallbackBaseUrls: "--fallback-base-url",
  idleTimeoutMs: "--idle-timeout",
  maxAttempts: "--attempts",
  maxBytes: "--max-bytes",
  pageSize: "--page-size",
  timeoutMs: "--timeout",
};
/** @type {{ [name: string]: string }} */
const REQUEST = { authorizerAppid: "--authorizer-appid", env: "--env", functionName: "--function" };

// Words of their own: a name only behind `options.`.
/** @type {{ [name: string]: string }} */
const OPTIONS = {
  concurrency: "--concurrency",
  id: "--id",
  pauseMs: "--pause",
  perMerchant: "--per-merchant",
  previous: "--previous",
  rate: "--rate",
  targets: "--targets",
};
const OPTION = new RegExp(`(?<![\\w.-])options\\.(${Object.keys(OPTIONS).join("|")})(?![\\w-]|\\.\\w)`, "g");

// A name by itself or as `options.NAME`, not as part of a host or of a longer word.
const NAME = new RegExp(
  `(?<![\\w.-])(?:request\\.|options\\.)?(${Object.keys({ ...FLAGS, ...REQUEST }).join("|")})(?![\\w-]|\\.\\w)`,
  "g",
);

/** @typedef {[pattern: RegExp, replacement: string | ((...found: string[]) => string)]} Phrase */

// Texts that a command lacks, or shows itself, in each language.
/** @type {{ [language: string]: Phrase[] }} */
const PHRASES = {
  en: [
    [/ or an? options\.fetch\b/g, ""],
    [/(?<=, )(\d+) ms\b/g, (_, milliseconds) => `${Number(milliseconds) / 1000} s`],
    [/\bbefore expiresAt\b/g, "before it expires"],
    [/\bLook at cause: (it is )?/g, (_, it) => (it ? "See the cause: it is " : "Check ")],
    [/\badd (its host|\S+) to allowedHosts\b/g, (_, host) => `allow ${host} by --allowed-host`],
    [/\boptions\.replace is not true\b/g, "--replace was not given"],
    [/\bis not in allowedHosts\b/g, "is none that --allowed-host allows"],
  ],
  "zh-CN": [
    [/或 options\.fetch ?/g, ""],
    [/(?<=（)(\d+) 毫秒/g, (_, milliseconds) => `${Number(milliseconds) / 1000} 秒`],
    [/在 expiresAt 之前/g, "在链接过期之前"],
    [/请查看 cause：它是/g, "请查看原因：它是"],
    [/请把 (\S+) 加入 allowedHosts/g, (_, host) => `请用 --allowed-host 允许 ${host}`],
    [/不在 allowedHosts 中/g, "不在 --allowed-host 允许的范围内"],
    [/且 options\.replace 不是 true/g, "且没有给出 --replace"],
    [/\baccessToken\b/g, "access_token"],
  ],
};

// Finds the names of function and environment at a message's end.
/** @type {{ [language: string]: RegExp }} */
const SUBJECTS = { en: / \((function|environment) "/, "zh-CN": /（环境 "/ };

// A batch's lines name functions by the library's keys, which stay.
/** @param {string} words @param {{ isBatch?: boolean | undefined }} [options] */
export function commandWords(words, { isBatch = false } = {}) {
  const known = isBatch ? FLAGS : { ...FLAGS, ...REQUEST };
  const phrased = (PHRASES[language()] ?? []).reduce(
    (text, [pattern, replacement]) => text.replace(pattern, /** @type {string} */ (replacement)),
    words,
  );
  return phrased.replace(OPTION, (_, name) => OPTIONS[name]).replace(NAME, (_, name) => known[name] ?? name);
}

// The reader's own names stay.
/** @param {string} message @param {{ isBatch?: boolean | undefined }} [options] */
export function commandMessage(message, options) {
  const end = message.search(SUBJECTS[language()]);
  return end < 0 ? commandWords(message, options) : commandWords(message.slice(0, end), options) + message.slice(end);
}
