// Reads a caller's request and options once, synchronously, at the call: each known name once, own and inherited values except those
// of Object.prototype. The result is a record for the module (JSON, by the caller's names) and `given`, the values that JSON cannot
// hold: functions, the signal, the destination. Intake checks only types. It puts the first value of a wrong type into the record as
// `refused`, since only the module makes errors. The module checks the values.
import { Data } from "./data.js";
import {
  ATTEMPT_TIMEOUT_MS,
  CONCURRENCY,
  DOWNLOAD_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  LINK_TIMEOUT_MS,
  MAX_ATTEMPTS,
  RELAY_ATTEMPT_TIMEOUT_MS,
} from "./defaults.js";
import { Inspector } from "./inspector.js";
import * as kinds from "./kinds.js";
import { pageAddress, runtimeFacts } from "./runtime.js";
import { FileSink, MemorySink, StreamSink } from "./sinks.js";
import { partsOf } from "./url.js";

/** @import { TokenProvider } from "../index.d.ts" */
/**
 * @import {
 *   CallRecord, Fetch, Gate, Given as GivenValues, ImportBase, Kind, OnEvent, OnProgress, OnStart,
 *   Reader, SinkFile, Taken, Values,
 * } from "./types.d.ts"
 */

// No other code holds the chunks of this fetch. Those of any other are copied before they are hashed.
const runtimeFetch = globalThis.fetch;
const root = Object.prototype;

// Whether the value would come from Object.prototype. `name in root` comes first: for all other names the check is free.
/** @param {object} object @param {string | symbol} name */
function isOfRoot(object, name) {
  if (!(name in root)) return false;
  for (let owner = object; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (owner === root) return true;
    if (Object.hasOwn(owner, name)) return false;
  }
  return true;
}

// The name of an option of this package's own calls: their gate.
export const GATE = Symbol("gate");

// Reads a value of a caller's object, own or inherited. Throws where a getter or a proxy throws.
/** @param {object} object @param {string | symbol} name @returns {unknown} */
export const readValue = (object, name) => (isOfRoot(object, name) ? undefined : /** @type {Values} */ (object)[name]);

/** @type {(value: unknown) => value is object} */
const isObject = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

// Classes without Object.prototype have fixed fields, where V8 makes a hash table of `{ __proto__: null }`: filling a record and writing
// it as JSON takes 0.9 µs instead of 1.8.
class Record {
  refused = undefined;
  runtime = undefined;
  hasToken = undefined;
  isProvided = undefined;
  accessToken = undefined;
  env = undefined;
  functionName = undefined;
  authorizerAppid = undefined;
  baseUrl = undefined;
  fallbackBaseUrls = undefined;
  relay = undefined;
  page = undefined;
  maxAttempts = undefined;
}

class Given {
  provider = undefined;
  authorizerAppid = undefined;
  fetch = undefined;
  isOurs = undefined;
  gate = undefined;
  signal = undefined;
  timeoutMs = undefined;
  attemptTimeoutMs = undefined;
  idleTimeoutMs = undefined;
  onStart = undefined;
  onProgress = undefined;
  onEvent = undefined;
  sink = undefined;
  inspector = undefined;
  data = undefined;
}

for (const { prototype } of [Record, Given]) Object.setPrototypeOf(prototype, null);

export class Intake {
  record = /** @type {CallRecord} */ (new Record());
  given = /** @type {Partial<GivenValues>} */ (new Given());

  /** @param {string} what */
  refuse(what) {
    this.record.refused ??= what;
  }

  // Creates a reader of an object's values: `read(name, kind)` returns undefined for an absent or refused value.
  /** @param {unknown} object @param {string} called @returns {Reader} */
  reader(object, called, isRequired = false) {
    const isUsable = isObject(object);
    if (!isUsable && (isRequired || object !== undefined)) this.refuse(`${called} must be an object`);
    return (name, kind, ...more) => {
      if (!isUsable) return undefined;
      try {
        const value = readValue(object, name);
        return value === undefined ? undefined : kind(value, ...more);
      } catch (refused) {
        const what = refused instanceof kinds.Refused ? refused.what : "be readable";
        this.refuse(`${called}.${String(name)} must ${what}`);
        return undefined;
      }
    };
  }

  /** @returns {Taken} */
  done() {
    const { record } = this;
    return { record: JSON.stringify(record), given: /** @type {GivenValues} */ (this.given), identity: record };
  }
}

/** @param {Intake} intake @param {unknown} request @param {("env" | "functionName" | "path")[]} names */
export function takeRequest(intake, request, names) {
  const { record, given } = intake;
  const read = intake.reader(request, "request", true);
  const token = read("accessToken", kinds.token);
  record.runtime = runtimeFacts();
  record.hasToken = token !== undefined && token.value !== null;
  if (typeof token?.value === "function") {
    given.provider = /** @type {TokenProvider} */ (token.value);
    record.isProvided = true;
  } else if (typeof token?.value === "string") {
    record.accessToken = token.value;
  } else if (record.hasToken) {
    intake.refuse("request.accessToken must be a well-formed string, or a function that returns it");
  }
  for (const name of names) record[name] = read(name, kinds.string);
  record.authorizerAppid = given.authorizerAppid = read("authorizerAppid", kinds.string);
}

/** @param {Intake} intake @param {Reader} read @param {number} timeoutMs */
export function takeCall(intake, read, timeoutMs) {
  const { record, given } = intake;
  record.baseUrl = read("baseUrl", kinds.url);
  record.fallbackBaseUrls = read("fallbackBaseUrls", kinds.urls);
  const page = pageAddress();
  record.relay = read("relay", kinds.address, page);
  if (record.relay && page) record.page = partsOf(page);
  given.fetch = read("fetch", /** @type {Kind<Fetch>} */ (kinds.func)) ?? globalFetch(intake);
  given.isOurs = given.fetch === runtimeFetch;
  given.gate = read(GATE, /** @type {Kind<Gate>} */ (kinds.func));
  given.signal = read("signal", kinds.signal);
  given.onEvent = read("onEvent", /** @type {Kind<OnEvent>} */ (kinds.func));
  given.timeoutMs = read("timeoutMs", kinds.milliseconds) ?? timeoutMs;
  // One attempt through a relay contains the relay's attempts.
  const attemptTimeoutMs = record.relay ? RELAY_ATTEMPT_TIMEOUT_MS : ATTEMPT_TIMEOUT_MS;
  given.attemptTimeoutMs = read("attemptTimeoutMs", kinds.milliseconds) ?? attemptTimeoutMs;
  record.maxAttempts = read("maxAttempts", kinds.count) ?? MAX_ATTEMPTS;
}

/** @param {Intake} intake */
function globalFetch(intake) {
  const { fetch } = globalThis;
  if (typeof fetch !== "function") intake.refuse("options.fetch must be given: this runtime has none of its own");
  return fetch;
}

/** @type {("env" | "functionName")[]} */
const FUNCTION_NAMES = ["env", "functionName"];

// getFunctionLink
/** @param {unknown} request @param {unknown} options */
export function takeLink(request, options) {
  const intake = new Intake();
  takeRequest(intake, request, FUNCTION_NAMES);
  takeCall(intake, intake.reader(options, "options"), LINK_TIMEOUT_MS);
  return intake.done();
}

// downloadFunction, and saveFunction with its file.
/** @param {unknown} request @param {unknown} options @param {SinkFile} [file] @param {ImportBase} [importBase] */
export function takeDownload(request, options, file, importBase) {
  const intake = new Intake();
  const { record, given } = intake;
  takeRequest(intake, request, FUNCTION_NAMES);
  const read = intake.reader(options, "options");
  takeCall(intake, read, DOWNLOAD_TIMEOUT_MS);
  record.maxBytes = read("maxBytes", kinds.bytes);
  record.allowedHosts = read("allowedHosts", kinds.hosts);
  record.engine = read("engine", kinds.word);
  given.idleTimeoutMs = read("idleTimeoutMs", kinds.milliseconds) ?? IDLE_TIMEOUT_MS;
  given.onStart = read("onStart", /** @type {Kind<OnStart>} */ (kinds.func));
  given.onProgress = read("onProgress", /** @type {Kind<OnProgress>} */ (kinds.func));
  record.hasOnStart = given.onStart !== undefined;
  // Locks the stream even where another value is refused, so that the abort reaches its reader.
  const writer = file ? undefined : read("to", kinds.writer);
  record.toStream = writer !== undefined;
  record.toFile = file !== undefined;
  const inspects = importBase !== undefined && read("inspect", kinds.flag) === true;
  given.sink = file ? new FileSink(file, inspects) : writer ? new StreamSink(writer, inspects) : new MemorySink();
  if (inspects && record.refused === undefined) given.inspector = new Inspector(importBase);
  return intake.done();
}

// verifyChecksum
/** @param {unknown} data @param {unknown} checksum @param {unknown} options */
export function takeVerify(data, checksum, options) {
  const intake = new Intake();
  const { record, given } = intake;
  const isText = typeof checksum === "string" && kinds.isWellFormed(checksum);
  if (isText) record.checksum = checksum;
  else intake.refuse("checksum must be a string");
  const read = intake.reader(options, "options");
  given.signal = read("signal", kinds.signal);
  given.onProgress = read("onProgress", /** @type {Kind<OnProgress>} */ (kinds.func));
  record.hasOnProgress = given.onProgress !== undefined;
  record.engine = read("engine", kinds.word);
  given.data = new Data(data);
  given.timeoutMs = Infinity;
  return intake.done();
}

const LINK_OPTIONS = [
  "baseUrl",
  "fallbackBaseUrls",
  "relay",
  "fetch",
  "signal",
  "timeoutMs",
  "attemptTimeoutMs",
  "maxAttempts",
  "onEvent",
];
const DOWNLOAD_OPTIONS = [
  ...LINK_OPTIONS,
  "maxBytes",
  "allowedHosts",
  "engine",
  "idleTimeoutMs",
  "onProgress",
  "onStart",
  "to",
];

// Copies the values of these names, unchecked, for calls that begin later.
/** @param {Reader} read @param {string[]} names */
function copied(read, names) {
  /** @type {{ [name: string]: unknown }} */
  const copy = { __proto__: null };
  for (const name of names) {
    const value = read(name, kinds.any);
    if (value !== undefined) copy[name] = kinds.copied(value);
  }
  return copy;
}

// getFunctionLinks: returns the options of each call, `concurrency`, the source's iterator and the signal, or `refused`.
/** @param {unknown} requests @param {unknown} options */
export function takeLinks(requests, options) {
  const intake = new Intake();
  const read = intake.reader(options, "options");
  const concurrency = read("concurrency", kinds.count) ?? CONCURRENCY;
  const callOptions = copied(read, LINK_OPTIONS);
  const signal = intake.reader(callOptions, "options")("signal", kinds.signal);
  const iterate = kinds.iterate(requests);
  if (iterate === undefined) intake.refuse("requests must be an iterable or async iterable of requests");
  return { refused: intake.record.refused, concurrency, callOptions, signal, iterate };
}

// createRelay: returns its own options of these names, its limits, and the options of its calls, or `refused`.
/** @param {unknown} options @param {string[]} names @param {string[]} limitNames */
export function takeRelay(options, names, limitNames) {
  const intake = new Intake();
  const read = intake.reader(options, "options", true);
  const [own, call] = [copied(read, names), copied(read, DOWNLOAD_OPTIONS)];
  const limits = own.limits === undefined ? undefined : copied(intake.reader(own.limits, "options.limits"), limitNames);
  return { refused: intake.record.refused, own, call, limits };
}
