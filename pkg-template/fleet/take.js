// Reads takeSnapshot's options once, synchronously, at the call.
import { Intake, kinds } from "../core.js";
import { CONCURRENCY, PAUSE_MS, PER_MERCHANT } from "./constants.js";
import { ID } from "./file-names.js";

/** @import { Archive, FleetEvent } from "../fleet.d.ts" */
/** @import { TokenProvider } from "../index.d.ts" */
/** @import { Kind, Reader } from "../host/types.d.ts" */

const CALL_OPTIONS = ["baseUrl", "fallbackBaseUrls", "timeoutMs", "attemptTimeoutMs", "maxAttempts"];
const DOWNLOAD_OPTIONS = ["maxBytes", "allowedHosts", "engine", "idleTimeoutMs", "onStart"];
const METHODS = ["has", "put", "get", "snapshots", "snapshot", "writePart", "parts", "finish"];

/** @typedef {ReturnType<typeof takeOptions>} Taken */

/** @param {unknown} value */
function archive(value) {
  const given = /** @type {{ [name: string]: unknown }} */ (value);
  if (typeof value !== "object" || value === null || METHODS.some((name) => typeof given[name] !== "function"))
    throw new kinds.Refused("be an archive, for example fileArchive()");
  return /** @type {Archive} */ (value);
}

/** @param {unknown} value */
function id(value) {
  if (typeof value !== "string" || !ID.test(value))
    throw new kinds.Refused("be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or a digit");
  return value;
}

/** @param {unknown} value */
const idOrNull = (value) => (value === null ? null : id(value));

/** @param {unknown} value */
function rate(value) {
  if (typeof value !== "number" || !(value > 0)) throw new kinds.Refused("be a number above 0");
  return value;
}

/** @param {unknown} value */
function token(value) {
  if (typeof value !== "function" && (typeof value !== "string" || !kinds.isWellFormed(value)))
    throw new kinds.Refused("be a well-formed string, or a function that returns it");
  return /** @type {string | TokenProvider} */ (value);
}

// The values of these names, unchecked: the calls check them.
/** @param {Reader} read @param {string[]} names */
function copied(read, names) {
  /** @type {{ [name: string]: unknown }} */
  const copy = {};
  for (const name of names) {
    const value = read(name, kinds.any);
    if (value !== undefined) copy[name] = kinds.copied(value);
  }
  return copy;
}

/** @param {unknown} options */
export function takeOptions(options) {
  const intake = new Intake();
  const read = intake.reader(options, "options", true);
  const iterate = kinds.iterate(read("targets", kinds.any));
  if (iterate === undefined) intake.refuse("options.targets must be an iterable or async iterable of targets");
  const accessToken = read("accessToken", token);
  const given = read("archive", archive);
  if (accessToken === undefined) intake.refuse("options.accessToken must be given");
  if (given === undefined) intake.refuse("options.archive must be given");
  const fetch = read("fetch", kinds.func) ?? globalThis.fetch;
  const callOptions = { ...copied(read, CALL_OPTIONS), fetch };
  return {
    iterate,
    accessToken,
    archive: given,
    id: read("id", id),
    previous: read("previous", idOrNull),
    full: read("full", kinds.flag) ?? false,
    concurrency: read("concurrency", kinds.count) ?? CONCURRENCY,
    perMerchant: read("perMerchant", kinds.count) ?? PER_MERCHANT,
    rate: read("rate", rate),
    pauseMs: read("pauseMs", kinds.milliseconds) ?? PAUSE_MS,
    onEvent: read("onEvent", /** @type {Kind<(event: FleetEvent) => unknown>} */ (kinds.func)),
    signal: read("signal", kinds.signal),
    callOptions,
    downloadOptions: { ...callOptions, ...copied(read, DOWNLOAD_OPTIONS) },
    refused: intake.record.refused,
  };
}
