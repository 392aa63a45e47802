// The types of the values of requests and options: each function checks a value and returns what the record or the scope holds.
import { LONGEST_TIMER_MS } from "./defaults.js";
import { isWellFormed } from "./text.js";
import { partsOf } from "./url.js";

/** @import { Iterate, Values } from "./types.d.ts" */

export { isWellFormed };

// Thrown for a value of a wrong type, with the required type.
export class Refused {
  /** @param {string} what */
  constructor(what) {
    this.what = what;
  }
}

/** @type {(isSound: boolean, what: string) => asserts isSound} */
const must = (isSound, what) => {
  if (!isSound) throw new Refused(what);
};

/** @param {unknown} value */
export const any = (value) => value;

// Copies an array, so that a change after the call has no effect.
/** @param {unknown} value @returns {unknown} */
export const copied = (value) => (Array.isArray(value) ? [...value] : value);

// Without prototypes: JSON.stringify would call a toJSON of a prototype.
/** @type {<Item>(array: Item[]) => Item[]} */
const bare = (array) => Object.setPrototypeOf(array, null);

/** @param {unknown} value */
export function string(value) {
  must(typeof value === "string" && isWellFormed(value), "be a well-formed string");
  return value;
}

// Accepts any type: the module refuses a token in a browser before it checks the token.
/** @param {unknown} value @returns {{ value: unknown }} */
export function token(value) {
  const isText = typeof value === "string";
  return { value: isText && !isWellFormed(value) ? {} : value };
}

// A word. The module checks which.
/** @param {unknown} value */
export const word = (value) => (typeof value === "string" && isWellFormed(value) ? value : "");

/** @param {unknown} value */
export function url(value, what = "be an absolute URL") {
  const parts = typeof value === "string" ? partsOf(value) : undefined;
  must(parts !== undefined, what);
  return parts;
}

/** @param {unknown} value */
export function urls(value) {
  must(Array.isArray(value), "be an array of absolute URLs");
  return bare(Array.from(value, (item) => url(item, "be an array of absolute URLs")));
}

// A string or a URL. In a page it may be relative.
/** @param {unknown} value @param {string} [page] */
export function address(value, page) {
  const text = typeof value === "object" && value !== null ? /** @type {Values} */ (value).href : value;
  must(typeof text === "string" && isWellFormed(text), "be a string or a URL");
  const parts = partsOf(text, page);
  must(parts !== undefined, "be a URL (absolute, where there is no page)");
  return parts;
}

/** @param {unknown} value */
export function func(value) {
  must(typeof value === "function", "be a function");
  return value;
}

// Rounded up: a fraction of a millisecond must not become 0.
/** @param {unknown} value */
export function milliseconds(value) {
  must(typeof value === "number" && value > 0, "be a number of milliseconds above 0");
  return Math.min(Math.ceil(value), LONGEST_TIMER_MS + 1);
}

/** @param {unknown} value */
export function flag(value) {
  must(typeof value === "boolean", "be true or false");
  return value;
}

/** @param {unknown} value */
export function count(value) {
  must(
    typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 0xffffffff,
    "be a whole number of at least 1",
  );
  return value;
}

// Infinity is no limit.
/** @param {unknown} value */
export function bytes(value) {
  must(typeof value === "number" && value >= 0, "be a number of bytes");
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

// Patterns of host names. An internationalised one becomes ASCII, as in a URL. The module refuses anything else.
/** @param {unknown} value */
export function hosts(value) {
  const isSound = Array.isArray(value) && value.every((item) => typeof item === "string" && isWellFormed(item));
  must(isSound, "be an array of host names");
  return bare(Array.from(value, asciiHost));
}

/** @param {string} pattern */
function asciiHost(pattern) {
  if (!/[^\0-\x7f]/.test(pattern) || /[\0- /\\:?#@]/.test(pattern)) return pattern;
  const prefix = pattern.startsWith("*.") ? "*." : "";
  return prefix + (partsOf(`https://${pattern.slice(prefix.length)}`)?.hostname ?? pattern.slice(prefix.length));
}

// An AbortSignal of any realm.
/** @param {unknown} value */
export function signal(value) {
  const isSound =
    typeof value === "object" &&
    value !== null &&
    typeof (/** @type {Values} */ (value).aborted) === "boolean" &&
    typeof (/** @type {Values} */ (value).addEventListener) === "function";
  must(isSound, "be an AbortSignal");
  return /** @type {AbortSignal} */ (value);
}

// Returns a WritableStream's writer, which locks the stream.
/** @param {unknown} value */
export function writer(value) {
  const what = "be a WritableStream that is not locked";
  must(
    typeof value === "object" && value !== null && typeof (/** @type {Values} */ (value).getWriter) === "function",
    what,
  );
  try {
    return /** @type {WritableStream<Uint8Array>} */ (value).getWriter();
  } catch {
    throw new Refused(what);
  }
}

// Returns a function that makes an iterator of a source of requests; undefined for a source that is not iterable.
/** @param {unknown} requests @returns {Iterate | undefined} */
export function iterate(requests) {
  try {
    if (typeof requests !== "object" || requests === null) return undefined;
    const source = /** @type {Values} */ (requests);
    const begin = source[Symbol.asyncIterator] ?? source[Symbol.iterator];
    return typeof begin === "function" ? () => begin.call(requests) : undefined;
  } catch {
    return undefined;
  }
}
