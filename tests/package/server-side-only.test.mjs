// The runtimes that count as servers, by their globals. The console's tests have a real page and a real worker.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getFunctionLink } from "wechat-function-link";

import { rejection, reply, request } from "../support/calls.mjs";

// Sets globals for one call, and puts them back.
async function under(globals, run) {
  const kept = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });
  }
  try {
    return await run();
  } finally {
    for (const [name, descriptor] of kept) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  }
}

let sent = 0;
const fetch = async () => (sent++, Response.json(reply));
const ask = () => getFunctionLink(request, { fetch });
const processWith = (extra) => {
  const { versions, type, ...rest } = extra;
  return { [Symbol.toStringTag]: "process", versions: { node: "20.0.0", ...versions }, type, ...rest };
};

const page = { document: {}, window: globalThis };
const noServer = { process: undefined, Deno: undefined };
const jsdom = "Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.0.0";

describe("a token is taken in", () => {
  const SERVERS = {
    "this very runtime": {},
    "jsdom under Node or Deno, its globals copied": page,
    "a worker of this runtime": { WorkerGlobalScope: class {}, importScripts() {} },
    "jsdom's own window": { ...noServer, ...page, navigator: { userAgent: jsdom } },
    "a Cloudflare worker": { ...noServer, WorkerGlobalScope: class {}, navigator: { userAgent: "Cloudflare-Workers" } },
    "an older Cloudflare worker": { ...noServer, WorkerGlobalScope: class {}, WebSocketPair: class {} },
    "an edge runtime that names itself": { ...noServer, WorkerGlobalScope: class {}, EdgeRuntime: "edge-runtime" },
    "Electron's main process": {
      Deno: undefined,
      process: processWith({ versions: { electron: "39.0.0" }, type: "browser" }),
    },
  };
  for (const [name, globals] of Object.entries(SERVERS)) {
    it(name, async () => {
      assert.equal((await under(globals, ask)).errcode, 0);
    });
  }
});

describe("a token is refused, and nothing is sent, in", () => {
  const BROWSERS = {
    "a page": { ...noServer, ...page },
    "a worker": { ...noServer, WorkerGlobalScope: class {}, importScripts() {} },
    "a module worker": { ...noServer, WorkerGlobalScope: class {} },
    "a page with a bundler's stand-in for process": {
      ...noServer,
      ...page,
      process: { versions: { node: "20.0.0" }, browser: true },
    },
    "an Electron renderer": {
      Deno: undefined,
      ...page,
      process: processWith({ versions: { electron: "39.0.0" }, type: "renderer" }),
    },
    "a worker of an Electron renderer": {
      Deno: undefined,
      process: processWith({ versions: { electron: "39.0.0" }, type: "worker" }),
    },
    "a page of NW.js": { Deno: undefined, ...page, process: processWith({ versions: { nw: "0.100.0" } }) },
  };
  for (const [name, globals] of Object.entries(BROWSERS)) {
    it(name, async () => {
      sent = 0;
      const error = await under(globals, () => rejection(ask(), "SERVER_SIDE_ONLY"));
      assert.match(error.advice, /relay/);
      assert.equal(error.retryable, false);
      assert.equal(sent, 0);
    });
  }
});
