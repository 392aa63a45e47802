// The errors of a runtime that cannot load the module. JavaScript makes them, since the module is missing.
import { FunctionLinkError } from "../error.js";

/** @import { Values } from "../host/types.d.ts" */
/** @import { FunctionLinkErrorFields } from "../index.d.ts" */

// The globals that a load needs, and the advice where one is missing.
const TEXT =
  "Set globalThis.TextDecoder and TextEncoder before the first call: jsdom has neither, node:util both. In Jest use a setup file, or " +
  'the environment "node".';
/** @type {Record<string, string | null>} */
const GLOBALS = {
  __proto__: null,
  WebAssembly: "Start the runtime without --jitless (of V8, also in NODE_OPTIONS), or use one that has WebAssembly.",
  TextDecoder: TEXT,
  TextEncoder: TEXT,
};
const NO_FILES =
  'Call saveFunction in Node.js, Deno or Bun, and downloadFunction here. In Jest use the environment "node".';
/** @param {string} file */
const beside = (file) =>
  `Serve ${file} beside the script and allow it by connect-src, or import the entry without /url, which holds the module.`;

// The runtimes' messages for a refused compilation, with their meaning and advice. The last entry stands for any other message.
/** @type {[sign: RegExp, message: string, advice: string][]} */
const REASONS = [
  [
    /content.security.policy|\bCSP\b|unsafe-eval/i,
    "the Content-Security-Policy does not allow WebAssembly",
    "Add 'wasm-unsafe-eval' to the policy's script-src.",
  ],
  [
    /disallowed by embedder/i,
    "this runtime compiles no WebAssembly while it runs",
    'At the edge let the bundler take the condition "workerd", where the module is imported. A context of node:vm needs codeGeneration.wasm.',
  ],
  [
    /out of memory|(could not|cannot) allocate/i,
    "there is not enough memory for the WebAssembly module",
    "Raise the memory limit of this process (ulimit -v, a container's limit).",
  ],
  [
    /(?:)/,
    "this runtime cannot load the WebAssembly module",
    "Use a runtime with WebAssembly SIMD: Node.js 20, Chrome 91, Firefox 89, Safari 16.4 or a newer one.",
  ],
];

/** @param {string} message @param {string} advice @param {Partial<FunctionLinkErrorFields>} [more] */
const failure = (message, advice, more) =>
  new FunctionLinkError(message, { code: "UNSUPPORTED_RUNTIME", retryable: false, advice, ...more });

// The error for a missing global or built-in module.
/** @param {string} missing @param {string} [advice] */
export const unsupported = (missing, advice = GLOBALS[missing] ?? NO_FILES) =>
  failure(`this runtime has no ${missing}`, advice);

// A module's file could not be fetched, or is another.
/** @param {string} file @param {string} what @param {Partial<FunctionLinkErrorFields>} [more] */
export const unfetched = (file, what, more) => failure(`${file} could not be loaded: ${what}`, beside(file), more);

// The error for an exception of the runtime during a load.
/** @param {unknown} cause */
export function loadFailure(cause) {
  if (FunctionLinkError.is(cause)) return cause;
  const missing = Object.keys(GLOBALS).find((name) => /** @type {Values} */ (globalThis)[name] === undefined);
  if (missing !== undefined) return unsupported(missing);
  const words = String(/** @type {Values | undefined} */ (cause)?.message);
  const [, message, advice] = /** @type {(typeof REASONS)[number]} */ (REASONS.find(([sign]) => sign.test(words)));
  return failure(`${message}: ${words}`, advice, { cause });
}
