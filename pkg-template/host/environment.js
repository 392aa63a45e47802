// What the globals show of the runtime; what that means is the module's to say.
import { property } from "./properties.js";

// Bundlers' stand-ins for `process` are plain objects.
const isGenuine = (process) => Object.prototype.toString.call(process) === "[object process]";
const is = (kind, value) => typeof value === kind;

// In the order of the module's own fields, one bit each. `of` reads a property of what may be none.
function facts(of) {
  const process = of(globalThis, "process");
  const versions = of(process, "versions");
  const agent = String(of(of(globalThis, "navigator"), "userAgent") ?? "");
  const document = of(globalThis, "document");
  const hasDocument = is("object", document) && document !== null;
  const kind = of(process, "type");
  const renders = kind === "renderer" || kind === "worker";
  const fastly = of(globalThis, "fastly");
  const node = isGenuine(process) && is("string", of(versions, "node"));
  const embedded = (renders && is("string", of(versions, "electron"))) || (hasDocument && is("string", of(versions, "nw")));
  const deno = is("string", of(of(of(globalThis, "Deno"), "version"), "deno"));
  const edge = agent === "Cloudflare-Workers" || is("function", of(globalThis, "WebSocketPair"))
    || is("string", of(globalThis, "EdgeRuntime")) || (is("object", fastly) && fastly !== null);
  const page = hasDocument || is("function", of(globalThis, "WorkerGlobalScope")) || is("function", of(globalThis, "importScripts"));
  return node | (embedded << 1) | (deno << 2) | (edge << 3) | (agent.includes(" jsdom/") << 4) | (page << 5);
}

export function lookAround() {
  try {
    return facts((object, name) => object?.[name]);
  } catch {
    return facts(property); // a getter that throws is as good as none
  }
}

// The page's or worker's address; servers have none. A worker that was made from a blob has an address below which nothing lies,
// but its page's origin.
export function pageAddress() {
  const [document, location] = ["document", "location"].map((name) => property(globalThis, name));
  const addresses = [property(document, "baseURI"), property(location, "href"), property(location, "origin")];
  return addresses.find((address) => is("string", address) && address.startsWith("http"));
}
