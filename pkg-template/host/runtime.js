// Reads facts about the runtime from the globals. The module judges them. A getter that throws counts as a missing global.
/** @import { Values } from "./types.d.ts" */

/** @param {unknown} object @param {string} name @returns {unknown} */
const property = (object, name) => {
  try {
    return /** @type {Values | undefined} */ (object)?.[name];
  } catch {
    return undefined;
  }
};

// Bundlers' stand-ins for `process` are plain objects.
/** @param {unknown} process */
const isGenuine = (process) => Object.prototype.toString.call(process) === "[object process]";
/** @param {string} kind @param {unknown} value */
const is = (kind, value) => typeof value === kind;

/** @type {Record<string, boolean | null>} */
const isServer = { __proto__: null, node: true };

// The true facts, by the module's names. Most calls come from Node without a document, which a few reads show (0.4 µs instead of 2 µs for
// twenty).
export const runtimeFacts = () => (isPlainNode() ? isServer : allFacts());

function isPlainNode() {
  try {
    const { process, document, navigator, Deno, WebSocketPair, EdgeRuntime, fastly } = globalThis;
    const hasNone = [document, Deno, WebSocketPair, EdgeRuntime, fastly].every((value) => value === undefined);
    const isNode = isGenuine(process) && is("string", process.versions.node) && process.type === undefined;
    return hasNone && isNode && navigator?.userAgent !== "Cloudflare-Workers";
  } catch {
    return false;
  }
}

function hasDocument() {
  const document = property(globalThis, "document");
  return is("object", document) && document !== null;
}

// Reads no other global than these: `process` and `Buffer` take Deno some 5 ms each to load.
export const isPageOrWorker = () =>
  hasDocument() ||
  is("function", property(globalThis, "WorkerGlobalScope")) ||
  is("function", property(globalThis, "importScripts"));

function allFacts() {
  const of = property;
  const process = of(globalThis, "process");
  const versions = of(process, "versions");
  const agent = String(of(of(globalThis, "navigator"), "userAgent") ?? "");
  const kind = of(process, "type");
  const renders = kind === "renderer" || kind === "worker";
  const fastly = of(globalThis, "fastly");
  /** @type {Record<string, boolean | null>} */
  const facts = {
    __proto__: null,
    node: isGenuine(process) && is("string", of(versions, "node")),
    embeddedRenderer:
      (renders && is("string", of(versions, "electron"))) || (hasDocument() && is("string", of(versions, "nw"))),
    deno: is("string", of(of(of(globalThis, "Deno"), "version"), "deno")),
    edge:
      agent === "Cloudflare-Workers" ||
      is("function", of(globalThis, "WebSocketPair")) ||
      is("string", of(globalThis, "EdgeRuntime")) ||
      (is("object", fastly) && fastly !== null),
    jsdom: agent.includes(" jsdom/"),
    pageOrWorker: isPageOrWorker(),
  };
  for (const name of Object.keys(facts)) if (!facts[name]) delete facts[name];
  return facts;
}

// The page's or worker's URL; undefined on servers. For a worker of a blob URL, which is no base of other URLs, the origin of its page.
/** @returns {string | undefined} */
export function pageAddress() {
  const [document, location] = ["document", "location"].map((name) => property(globalThis, name));
  const addresses = [property(document, "baseURI"), property(location, "href"), property(location, "origin")];
  return addresses.filter((address) => typeof address === "string").find((address) => address.startsWith("http"));
}
