// What the globals show of the runtime; what that means is the module's to say.
import { property } from "./properties.js";

// Bundlers' stand-ins for `process` are plain objects.
const isGenuine = (process) => Object.prototype.toString.call(process) === "[object process]";
const is = (kind, value) => typeof value === kind;

// In the order of the module's own fields, one bit each.
export function lookAround() {
  const global = (name) => property(globalThis, name);
  const process = global("process");
  const versions = property(process, "versions");
  const agent = String(property(global("navigator"), "userAgent") ?? "");
  const document = global("document");
  const hasDocument = is("object", document) && document !== null;
  const renders = ["renderer", "worker"].includes(property(process, "type"));
  const fastly = global("fastly");
  const facts = [
    isGenuine(process) && is("string", property(versions, "node")),
    (renders && is("string", property(versions, "electron"))) || (hasDocument && is("string", property(versions, "nw"))),
    is("string", property(property(global("Deno"), "version"), "deno")),
    agent === "Cloudflare-Workers" || is("function", global("WebSocketPair")) || is("string", global("EdgeRuntime"))
      || (is("object", fastly) && fastly !== null),
    agent.includes(" jsdom/"),
    hasDocument || is("function", global("WorkerGlobalScope")) || is("function", global("importScripts")),
  ];
  return facts.reduce((bits, fact, at) => bits | (fact ? 1 << at : 0), 0);
}
