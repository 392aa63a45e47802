// The types that a request's and options' values have: each takes a value and gives what the record or the scope holds of it.
import { LONGEST_TIMER_MS } from "./defaults.js";
import { isWellFormed } from "./text.js";
import { partsOf } from "./url.js";

export { isWellFormed };

// What a value must do instead.
export class Refused {
  constructor(what) {
    this.what = what;
  }
}

const must = (isSound, what) => {
  if (!isSound) throw new Refused(what);
};

export const any = (value) => value;

// An array that is changed after the call is another.
export const copied = (value) => (Array.isArray(value) ? [...value] : value);

// JSON.stringify asks an array's prototypes for toJSON.
const bare = (array) => Object.setPrototypeOf(array, null);

export function string(value) {
  must(typeof value === "string" && isWellFormed(value), "be a well-formed string");
  return value;
}

// Its type matters first: where a token is, a browser is refused before anything else.
export function token(value) {
  const isText = typeof value === "string";
  return { value: isText && !isWellFormed(value) ? {} : value };
}

// An option of a few words, which the module knows.
export const word = (value) => (typeof value === "string" && isWellFormed(value) ? value : "");

export function url(value, what = "be an absolute URL") {
  const parts = typeof value === "string" ? partsOf(value) : undefined;
  must(parts !== undefined, what);
  return parts;
}

export function urls(value) {
  must(Array.isArray(value), "be an array of absolute URLs");
  return bare(Array.from(value, (item) => url(item, "be an array of absolute URLs")));
}

// A string or a URL, which may be relative where there is a page.
export function address(value, page) {
  const text = typeof value === "object" && value !== null ? value.href : value;
  must(typeof text === "string" && isWellFormed(text), "be a string or a URL");
  const parts = partsOf(text, page);
  must(parts !== undefined, "be a URL (absolute, where there is no page)");
  return parts;
}

export function func(value) {
  must(typeof value === "function", "be a function");
  return value;
}

export function boolean(value) {
  must(typeof value === "boolean", "be a boolean");
  return value;
}

// Rounded up: a fraction of a millisecond is not no time at all.
export function milliseconds(value) {
  must(typeof value === "number" && value > 0, "be a number of milliseconds above 0");
  return Math.min(Math.ceil(value), LONGEST_TIMER_MS + 1);
}

export function count(value) {
  must(Number.isInteger(value) && value >= 1 && value <= 0xffffffff, "be a whole number of at least 1");
  return value;
}

// Infinity is no limit.
export function bytes(value) {
  must(typeof value === "number" && value >= 0, "be a number of bytes");
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

export function strings(value) {
  const isSound = Array.isArray(value) && value.every((item) => typeof item === "string" && isWellFormed(item));
  must(isSound, "be an array of host names");
  return bare([...value]);
}

// An AbortSignal, of whichever realm.
export function signal(value) {
  const isSound = typeof value === "object" && value !== null && typeof value.aborted === "boolean" && typeof value.addEventListener === "function";
  must(isSound, "be an AbortSignal");
  return value;
}

// A WritableStream's writer: the stream is ours from the call on.
export function writer(value) {
  const what = "be a WritableStream that is not locked";
  must(typeof value === "object" && value !== null && typeof value.getWriter === "function", what);
  try {
    return value.getWriter();
  } catch {
    throw new Refused(what);
  }
}

// What makes a source of requests an iterator; undefined for what is none.
export function iterate(requests) {
  try {
    if (typeof requests !== "object" || requests === null) return undefined;
    const begin = requests[Symbol.asyncIterator] ?? requests[Symbol.iterator];
    return typeof begin === "function" ? () => begin.call(requests) : undefined;
  } catch {
    return undefined;
  }
}
