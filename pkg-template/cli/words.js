// The library's words as the command's: an option is named as the reader typed it, `--timeout` for `timeoutMs`.
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
  timeoutMs: "--timeout",
};
/** @type {{ [name: string]: string }} */
const REQUEST = { authorizerAppid: "--authorizer-appid", env: "--env", functionName: "--function" };

// A name that stands alone, perhaps as `options.NAME`; no part of a host or of a longer word.
const NAME = new RegExp(
  `(?<![\\w.-])(?:request\\.|options\\.)?(${Object.keys({ ...FLAGS, ...REQUEST }).join("|")})(?![\\w-]|\\.\\w)`,
  "g",
);

// What a command does not have, or shows by itself.
/** @type {[pattern: RegExp, replacement: string | ((...found: string[]) => string)][]} */
const PHRASES = [
  [/ or an? options\.fetch\b/g, ""],
  [/(?<=, )(\d+) ms\b/g, (_, milliseconds) => `${Number(milliseconds) / 1000} s`],
  [/\bbefore expiresAt\b/g, "before it expires"],
  [/\bLook at cause: (it is )?/g, (_, it) => (it ? "See the cause: it is " : "Check ")],
  [/\badd (its host|\S+) to allowedHosts\b/g, (_, host) => `allow ${host} by --allowed-host`],
  [/\breplace: true\b/g, "--replace"],
  [/\bsymlinks: "skip"/g, "--symlinks skip"],
  [/\bis not in allowedHosts\b/g, "is none that --allowed-host allows"],
];

// A batch's lines name functions by the library's words: those stay.
/** @param {string} text @param {{ isBatch?: boolean | undefined }} [options] */
export function commandWords(text, { isBatch = false } = {}) {
  const known = isBatch ? FLAGS : { ...FLAGS, ...REQUEST };
  const phrased = PHRASES.reduce(
    (words, [pattern, replacement]) => words.replace(pattern, /** @type {string} */ (replacement)),
    text,
  );
  return phrased.replace(NAME, (_, name) => known[name] ?? name);
}

// The names of function and environment, at a message's end, are the reader's own.
/** @param {string} message @param {{ isBatch?: boolean | undefined }} [options] */
export function commandMessage(message, options) {
  const end = message.indexOf(' (function "');
  return end < 0 ? commandWords(message, options) : commandWords(message.slice(0, end), options) + message.slice(end);
}
