// Reads createRelay's options. A malformed one throws at once, before the first request.
import { readValue, takeRelay } from "../core.js";

/** @import { DownloadOptions } from "../index.d.ts" */
/** @import { RelayLimitStore, RelayOptions } from "../relay.d.ts" */

/** @typedef {{ readonly [name: string]: unknown }} Values */

const FUNCTIONS = ["authorize", "accessToken"];
const OPTIONAL_FUNCTIONS = ["audit", "fetch"];
const FLAGS = ["revealUrl", "allowNonBrowser"];
const COUNTS = ["requestsPerMinute", "inFlight"];
const LIMITS = [...COUNTS, "store", "onStoreError"];
const OWN = [...FUNCTIONS, "audit", ...FLAGS, "basePath", "origin", "limits"];
// Options of a download that the relay sets for each request.
const NOT_TAKEN = ["to", "signal", "onStart", "onProgress", "relay"];

/** @param {string} name @param {string} what */
const must = (name, what) => new TypeError(`createRelay: options.${name} must ${what}`);

/** @param {unknown} options */
export function readOptions(options) {
  const { refused, own, call, limits } = takeRelay(options, OWN, LIMITS);
  if (refused !== undefined) throw new TypeError(`createRelay: ${refused}`);
  /** @type {Values} */
  const given = { __proto__: null, ...own, ...call };
  for (const name of FUNCTIONS) if (typeof given[name] !== "function") throw must(name, "be a function");
  for (const name of OPTIONAL_FUNCTIONS) {
    if (given[name] !== undefined && typeof given[name] !== "function") throw must(name, "be a function");
  }
  for (const name of FLAGS)
    if (given[name] !== undefined && typeof given[name] !== "boolean") throw must(name, "be a boolean");
  for (const name of NOT_TAKEN) if (given[name] !== undefined) throw must(name, "be left out: it is the relay's own");
  requireBasePath(given.basePath);
  requireOrigin(given.origin);
  const { store, onStoreError, ...counts } = readLimits(given.limits, limits);
  const {
    authorize,
    accessToken,
    audit,
    revealUrl = false,
    basePath,
    origin,
    allowNonBrowser,
  } = /** @type {RelayOptions} */ (/** @type {unknown} */ (given));
  // JSON has no Infinity: null is no limit.
  const policy = JSON.stringify({ __proto__: null, basePath, origin, allowNonBrowser, ...counts });
  const take = takeOf(store);
  return {
    authorize,
    accessToken,
    audit,
    revealUrl,
    call: /** @type {DownloadOptions} */ (call),
    policy,
    take,
    onStoreError,
  };
}

/** @param {unknown} basePath */
function requireBasePath(basePath) {
  if (basePath === undefined) return;
  if (typeof basePath !== "string" || !basePath.startsWith("/")) throw must("basePath", "begin with a slash");
  if (/[?#]/.test(basePath)) throw must("basePath", "not hold a query or a fragment");
}

/** @param {unknown} origin */
function requireOrigin(origin) {
  if (origin === undefined) return;
  const parsed = typeof origin === "string" && URL.canParse(origin) ? new URL(origin).origin : undefined;
  if (parsed !== origin) throw must("origin", "be an origin as browsers send it, for example https://console.example");
}

/** @param {unknown} given @param {Values} [limits] */
function readLimits(given, limits = {}) {
  /** @param {string} name */
  const isKnown = (name) => LIMITS.includes(name);
  if (!Object.keys(/** @type {object} */ (given ?? {})).every(isKnown))
    throw must("limits", `hold ${LIMITS.slice(0, -1).join(", ")} and ${LIMITS.at(-1)} alone`);
  for (const name of COUNTS) {
    const value = limits[name];
    const isSound =
      value === undefined || value === Infinity || (typeof value === "number" && Number.isInteger(value) && value >= 1);
    if (!isSound) throw must(`limits.${name}`, "be a whole number of at least 1, or Infinity");
  }
  const { onStoreError } = limits;
  if (onStoreError !== undefined && onStoreError !== "memory") throw must("limits.onStoreError", 'be "memory"');
  return limits;
}

// The store's method, read once.
/** @param {unknown} store @returns {RelayLimitStore["take"] | undefined} */
function takeOf(store) {
  if (store === undefined) return undefined;
  const isObject = typeof store === "object" && store !== null;
  const take = isObject ? readValue(store, "take") : undefined;
  if (typeof take !== "function") throw must("limits.store", "be an object with the method take");
  return (key, signal) => Reflect.apply(take, store, [key, signal]);
}
