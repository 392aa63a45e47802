// The options of an S3 archive, checked at the call.
import { kinds } from "../core.js";
import { invalidArgument } from "../package/failures.js";

/** @import { S3ArchiveOptions } from "../fleet.d.ts" */

/** @typedef {ReturnType<typeof s3OptionsOf>} S3Options */

const BUCKET = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){1,61}[A-Za-z0-9]$/;
const REGION = /^[A-Za-z0-9-]{1,64}$/;
// What may be in a header.
const SECRET = /^[\x21-\x7e]+$/;
const MOST_PREFIX_BYTES = 400;
const ATTEMPTS = 5;
const MOST_ATTEMPTS = 20;
const ATTEMPT_TIMEOUT_MS = 120_000;
const MOST_TIMEOUT_MS = 2 ** 31 - 1;

/** @param {unknown} given */
export function s3OptionsOf(given) {
  if (typeof given !== "object" || given === null) throw invalidArgument("options must be an object");
  const options = /** @type {{ [Name in keyof S3ArchiveOptions]: unknown }} */ (given);
  return {
    endpoint: endpointOf(options.endpoint),
    bucket: text("bucket", options.bucket, BUCKET, "a bucket's name"),
    prefix: prefixOf(options.prefix),
    region: optional(options.region, (region) => text("region", region, REGION, "a region's name")),
    accessKeyId: text("accessKeyId", options.accessKeyId, SECRET, "printable ASCII"),
    secretAccessKey: text("secretAccessKey", options.secretAccessKey, SECRET, "printable ASCII"),
    sessionToken: optional(options.sessionToken, (token) => text("sessionToken", token, SECRET, "printable ASCII")),
    fetch: fetchOf(options.fetch),
    attempts: number("attempts", options.attempts ?? ATTEMPTS, MOST_ATTEMPTS),
    attemptTimeoutMs: number("attemptTimeoutMs", options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, MOST_TIMEOUT_MS),
  };
}

/** @template Result @param {unknown} value @param {(value: unknown) => Result} check */
const optional = (value, check) => (value === undefined ? undefined : check(value));

// No message shows the value: it may be a secret.
/** @param {string} name @param {unknown} value @param {RegExp} pattern @param {string} what */
function text(name, value, pattern, what) {
  if (typeof value !== "string" || !pattern.test(value)) throw invalidArgument(`${name} must be ${what}`);
  return value;
}

/** @param {string} name @param {unknown} value @param {number} most */
function number(name, value, most) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > most)
    throw invalidArgument(`${name} must be an integer from 1 to ${most}`);
  return value;
}

// The address without a slash at its end.
/** @param {unknown} value */
function endpointOf(value) {
  const refused = invalidArgument(
    "endpoint must be an http: or https: URL without credentials, query and fragment, for example https://s3.eu-central-1.amazonaws.com",
  );
  if (typeof value !== "string" && !(value instanceof URL)) throw refused;
  const url = URL.canParse(String(value)) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) throw refused;
  return url.href.replace(/\/+$/, "");
}

// The start of every key: empty, or with a slash at its end.
/** @param {unknown} value */
function prefixOf(value) {
  if (value === undefined || value === "") return "";
  const refused = invalidArgument(
    `prefix must be a well-formed path of at most ${MOST_PREFIX_BYTES} bytes, without "//", "." and ".." in it and without a slash at its start`,
  );
  if (typeof value !== "string" || !kinds.isWellFormed(value)) throw refused;
  const path = value.endsWith("/") ? value : `${value}/`;
  const isLong = new TextEncoder().encode(path).length > MOST_PREFIX_BYTES;
  const isPath = path
    .slice(0, -1)
    .split("/")
    .every((name) => name !== "" && name !== "." && name !== "..");
  // XML cannot hold control characters, and a list is XML.
  if (isLong || !isPath || /\p{Cc}|\uFFFE|\uFFFF|\\/u.test(path)) throw refused;
  return path;
}

/** @param {unknown} value @returns {(input: string, init: RequestInit) => Promise<Response>} */
function fetchOf(value) {
  if (value === undefined) return (input, init) => globalThis.fetch(input, init);
  if (typeof value !== "function") throw invalidArgument("fetch must be a function");
  return (input, init) => value(input, init);
}
