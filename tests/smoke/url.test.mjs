// `./url` without a bundler: the module is a file of its own beside the script.
import assert from "node:assert/strict";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";

import { visit } from "./page.mjs";
import { project } from "./project.mjs";

const SCRIPT = `
import { FunctionLinkError, verifyChecksum } from "/pkg/url.js";

const abc = new TextEncoder().encode("abc");
const checksum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const error = await verifyChecksum(abc, "no checksum").catch((reason) => reason);
const stream = new Blob([abc]).stream();
document.title = [
  await verifyChecksum(stream, checksum), await verifyChecksum(abc.subarray(1), checksum), FunctionLinkError.is(error),
].join();
`;
const PAGE = `<!DOCTYPE html><title>waiting</title><script type="module" src="/page.js"></script>`;

it("Chromium | ./url without a bundler", async (t) => {
  const folder = await project(t, { "index.html": PAGE, "page.js": SCRIPT });
  await symlink(join(folder, "node_modules/wechat-function-link"), join(folder, "pkg"));
  const { title, paths } = await visit(t, folder);
  assert.equal(title, "true,false,true");
  assert.ok(paths.includes("/pkg/wechat_function_link.wasm") && !paths.includes("/pkg/core.js"), paths.join());
});

const failing = (entry) => `
import { verifyChecksum } from "/pkg/${entry}.js";
const error = await verifyChecksum(new Uint8Array(3), "0".repeat(64)).catch((reason) => reason);
document.title = [error.code, error.message, error.advice].join();
`;
async function failed(t, entry, options, change = () => {}) {
  const folder = await project(t, { "index.html": PAGE, "page.js": failing(entry) });
  await change(join(folder, "node_modules/wechat-function-link"));
  await symlink(join(folder, "node_modules/wechat-function-link"), join(folder, "pkg"));
  return (await visit(t, folder, { mayComplain: true, ...options })).title;
}

it("row 63: a policy without 'wasm-unsafe-eval' in Chromium", async (t) => {
  const policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
  for (const entry of ["index", "url"]) {
    assert.match(
      await failed(t, entry, { policy }),
      /^UNSUPPORTED_RUNTIME,the Content-Security-Policy does not allow WebAssembly.*Add 'wasm-unsafe-eval'/,
      entry,
    );
  }
});

it("row 63: ./url without the module's file, and under a policy that does not let it be fetched, in Chromium", async (t) => {
  const without = (installed) => rm(join(installed, "wechat_function_link.wasm"));
  assert.match(
    await failed(t, "url", {}, without),
    /^UNSUPPORTED_RUNTIME,wechat_function_link\.wasm .* HTTP status 404,Serve wechat_function_link\.wasm/,
  );
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
  assert.match(
    await failed(t, "url", { policy }),
    /^UNSUPPORTED_RUNTIME,wechat_function_link\.wasm .* the request failed,.*connect-src/,
  );
});

it("row 63: ./fs in a page that a bundler made", async (t) => {
  const { build } = await import("esbuild");
  const page = `
import { saveFunction } from "wechat-function-link/fs";
const error = await saveFunction({}, "x").catch((reason) => reason);
document.title = [error.code, error.message].join();`;
  const folder = await project(t, { "page.js": page, "out/index.html": PAGE });
  await build({
    absWorkingDir: folder,
    entryPoints: ["page.js"],
    outfile: "out/page.js",
    bundle: true,
    format: "esm",
    logLevel: "silent",
  });
  assert.equal((await visit(t, join(folder, "out"))).title, "UNSUPPORTED_RUNTIME,this runtime has no node:fs");
});
