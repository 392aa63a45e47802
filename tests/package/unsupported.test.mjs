// Row 63: a runtime that cannot load the module. Every call rejects with UNSUPPORTED_RUNTIME, whose advice names the cause.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";
import { createContext, runInContext } from "node:vm";

import { FunctionLinkError } from "wechat-function-link";

import { relayOptions, relayRequest } from "../support/border.mjs";
import { CHECKSUM } from "../support/calls.mjs";
import { printedUnder } from "../support/child.mjs";
import { freshCopy, freshPackage, replaced } from "../support/fresh.mjs";
import { folderOf } from "../support/saving.mjs";

const abc = new TextEncoder().encode("abc");
const folder = dirname(createRequire(import.meta.url).resolve("wechat-function-link/package.json"));

async function unsupported(promise, message, advice) {
  const error = await promise.then(
    (value) => assert.fail(`resolved to ${value}`),
    (reason) => reason,
  );
  assert.ok(FunctionLinkError.is(error), String(error));
  assert.deepEqual([error.name, error.code], ["FunctionLinkError", "UNSUPPORTED_RUNTIME"]);
  assert.match(error.message, message);
  assert.match(error.advice, advice);
  return error;
}

it("row 63: no WebAssembly (--jitless): every function rejects, nothing is sent, to is aborted", async (t) => {
  const path = join(folderOf(t), "saved.zip");
  const { results, aborted, ...rest } = JSON.parse(await printedUnder(t, ["--jitless"], "unsupported-child.mjs", path));
  assert.deepEqual(rest, { locked: false, sent: 0, left: false, strays: [] });
  assert.equal(Object.keys(results).length, 11);
  for (const [name, error] of Object.entries({ ...results, aborted })) {
    assert.deepEqual(
      [error.code, error.retryable, error.message],
      ["UNSUPPORTED_RUNTIME", false, "this runtime has no WebAssembly"],
      `${name}: ${JSON.stringify(error)}`,
    );
    assert.match(error.advice, /--jitless/, name);
  }
});

it("row 63: a relay that cannot load it answers 503, and its audit has the code", async (t) => {
  // Not by --jitless: Node's own fetch and Response end the process there.
  replaced(t, WebAssembly, "Module", function () {
    throw new WebAssembly.CompileError("WebAssembly.Module(): Wasm code generation disallowed by embedder");
  });
  const audits = [];
  const relay = freshPackage("relay").createRelay(relayOptions({ audit: (entry) => audits.push(entry) }));
  const response = await relay(relayRequest("link", { env: "test-777bb9", functionName: "login" }));
  const { error } = await response.json();
  assert.deepEqual([response.status, error.code], [503, "RELAY_REFUSED"]);
  assert.deepEqual(
    audits.map(({ status, code }) => [status, code]),
    [[503, "UNSUPPORTED_RUNTIME"]],
  );
});

// The globals of a page or worker, and nothing of Node's.
function inContext(globals, options) {
  const names = [
    "AbortController",
    "URL",
    "clearTimeout",
    "performance",
    "queueMicrotask",
    "setTimeout",
    "atob",
    "console",
  ];
  const context = createContext(
    { ...Object.fromEntries(names.map((name) => [name, globalThis[name]])), ...globals },
    options,
  );
  const loaded = new Map();
  const require = (name) => {
    if (!loaded.has(name)) {
      const module = { exports: {} };
      loaded.set(name, module);
      runInContext(`(function (module, exports, require) {${readFileSync(join(folder, name), "utf8")}\n})`, context)(
        module,
        module.exports,
        require,
      );
    }
    return loaded.get(name).exports;
  };
  return { context, ...require("./index.cjs") };
}

it("row 63: a runtime that compiles no WebAssembly while it runs", async () => {
  const { verifyChecksum } = inContext(
    { TextDecoder, TextEncoder },
    { codeGeneration: { strings: true, wasm: false } },
  );
  const { cause } = await unsupported(verifyChecksum(abc, CHECKSUM), /compiles no WebAssembly/, /codeGeneration\.wasm/);
  assert.equal(cause.name, "CompileError");
});

it("row 63: a window without TextDecoder, as jsdom's is: importing is no fault, and the first call after it is set works", async () => {
  const { context, verifyChecksum } = inContext({});
  for (let call = 0; call < 2; call++) await unsupported(verifyChecksum(abc, CHECKSUM), /no TextDecoder/, /node:util/);
  Object.assign(context, { TextDecoder });
  await unsupported(verifyChecksum(abc, CHECKSUM), /no TextEncoder/, /node:util/);
  Object.assign(context, { TextEncoder });
  assert.equal(await verifyChecksum(abc, CHECKSUM), true);
  assert.equal(await verifyChecksum(abc.subarray(1), CHECKSUM), false);
});

it("row 63: a policy that does not allow WebAssembly, and too little memory, in the runtimes' own words", async (t) => {
  const WORDS = [
    [
      "WebAssembly.compile(): Refused to compile or instantiate WebAssembly module because 'unsafe-eval' is not an allowed source of script in the following Content Security Policy directive: \"script-src 'self'\"",
      /Content-Security-Policy/,
      /'wasm-unsafe-eval'/,
    ],
    ["call to WebAssembly.compile() blocked by CSP", /Content-Security-Policy/, /'wasm-unsafe-eval'/],
    [
      "Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source",
      /Content-Security-Policy/,
      /'wasm-unsafe-eval'/,
    ],
    [
      "WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance",
      /not enough memory/,
      /ulimit/,
    ],
    [
      "wasm validation error: at offset 120: SIMD support is not enabled",
      /SIMD support is not enabled/,
      /Safari 16\.4/,
    ],
  ];
  for (const [words, message, advice] of WORDS) {
    const thrown = new WebAssembly.CompileError(words);
    const restore = [
      replaced(t, WebAssembly, "Module", function () {
        throw thrown;
      }),
      replaced(t, WebAssembly, "compile", () => Promise.reject(thrown)),
    ];
    const copy = freshCopy();
    const { cause } = await unsupported(copy.verifyChecksum(abc, CHECKSUM), message, advice);
    assert.ok(cause === thrown);
    for (const undo of restore) undo();
    assert.equal(await copy.verifyChecksum(abc, CHECKSUM), true, "the failed load was cached");
  }
});

it("row 63: a module file that cannot be fetched, for ./url", async (t) => {
  const file = readFileSync(join(folder, "wechat_function_link.wasm"));
  let answer;
  const server = createServer((request, response) => answer(response, request));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // A file: URL stands in the place of the page's: the request goes to the server.
  const { fetch } = globalThis;
  let asked = 0;
  replaced(t, globalThis, "fetch", (url) => {
    asked++;
    return fetch(`http://127.0.0.1:${server.address().port}/${String(url).split("/").at(-1)}`);
  });
  const copy = await import(pathToFileURL(join(folder, "url.js")).href);
  const wasm = { "content-type": "application/wasm" };
  const call = () => copy.verifyChecksum(abc, CHECKSUM);
  const FAULTS = {
    404: {
      answer: (response) => response.writeHead(404).end("gone"),
      message: /HTTP status 404/,
      status: 404,
      retryable: false,
    },
    503: {
      answer: (response) => response.writeHead(503, wasm).end(),
      message: /HTTP status 503/,
      status: 503,
      retryable: true,
    },
    "a page in its place": {
      answer: (response) => response.end("<!DOCTYPE html>"),
      message: /no WebAssembly module/,
      retryable: false,
    },
    "nothing in its place": {
      answer: (response) => response.end(),
      message: /no WebAssembly module/,
      retryable: false,
    },
    "a connection that is closed": {
      answer: (response) => response.destroy(),
      message: /the request failed/,
      retryable: true,
    },
    "a body that breaks off": {
      answer: (response) =>
        response.writeHead(200, { "content-length": file.length }).write(file.subarray(0, 9), () => response.destroy()),
      message: /the request failed/,
      retryable: true,
    },
  };
  for (const [name, fault] of Object.entries(FAULTS)) {
    ({ answer } = fault);
    const error = await unsupported(call(), fault.message, /wechat_function_link\.wasm beside the script/);
    assert.deepEqual([error.retryable, error.status], [fault.retryable, fault.status], name);
  }
  assert.equal(asked, 6);
  // The failed loads are forgotten, and the whole one is kept.
  answer = (response, { url }) => response.writeHead(200, wasm).end(url === "/wechat_function_link.wasm" ? file : "");
  assert.deepEqual([await call(), await call(), asked], [true, true, 7]);
});

it("row 63: ./fleet where there is no file system", async () => {
  for (const name of ["fleet.absent.js", "fleet.absent.cjs"]) {
    const { takeSnapshot, ...others } = await import(pathToFileURL(join(folder, name)).href);
    await unsupported(takeSnapshot({}), /no node:fs/, /snapshots in Node\.js, Deno or Bun/);
    for (const other of ["compareSnapshots", "fileArchive"])
      assert.throws(() => others[other](), { code: "UNSUPPORTED_RUNTIME" });
  }
});

it("row 63: ./fs where there is no file system", async (t) => {
  for (const name of ["fs.absent.js", "fs.absent.cjs"]) {
    const { saveFunction } = await import(pathToFileURL(join(folder, name)).href);
    const path = join(folderOf(t), "saved.zip");
    await unsupported(
      saveFunction({ accessToken: "t", env: "e", functionName: "f" }, path),
      /no node:fs/,
      /saveFunction in Node\.js, Deno or Bun/,
    );
  }
});
