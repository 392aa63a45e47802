// workerd, as Cloudflare's tools run it: bundled by the condition `workerd`, the module as a file beside the worker.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "node:test";

import { build } from "esbuild";
import { Miniflare } from "miniflare";

import { project } from "./project.mjs";

const WORKER = `
import { describeError, FunctionLinkError, downloadFunction, getFunctionLink, verifyChecksum } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

const sandbox = createSandbox();
const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
const relay = createRelay({ authorize: () => ({ id: "operator" }), accessToken: () => "sandbox-access-token", fetch: sandbox.fetch });

export default {
  async fetch(incoming) {
    if (incoming.method === "POST") return relay(incoming);
    const link = await getFunctionLink(request, { fetch: sandbox.fetch });
    const verified = await verifyChecksum(await sandbox.fetch(link.url), link.checksum);
    const { bytes, checksum, inspection } = await downloadFunction(request, { fetch: sandbox.fetch, inspect: true });
    const wrong = await verifyChecksum(bytes.subarray(1), checksum);
    const error = await getFunctionLink({ ...request, functionName: "" }).catch((reason) => reason);
    const { title } = await describeError(error, { language: "zh-CN" });
    return Response.json({ verified, wrong, size: bytes.length, inspected: inspection.entries.length, code: error.code, own: error instanceof FunctionLinkError, title });
  },
};
`;

async function worker(t, source, conditions = ["workerd", "worker", "browser"]) {
  const folder = await project(t, { "worker.js": source });
  const outfile = join(folder, "out/worker.js");
  await build({
    absWorkingDir: folder,
    entryPoints: ["worker.js"],
    outfile,
    bundle: true,
    format: "esm",
    conditions,
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    logLevel: "silent",
  });
  const contents = await readFile(outfile, "utf8");
  const modules = [{ type: "ESModule", path: outfile, contents }];
  for (const name of ["wechat_function_link.wasm", "wechat_function_package.wasm"]) {
    if (contents.includes(name)) modules.push({ type: "CompiledWasm", path: join(folder, "out", name) });
  }
  const miniflare = new Miniflare({
    compatibilityDate: "2026-01-01",
    modulesRoot: join(folder, "out"),
    modules,
    log: undefined,
    verbose: false,
  });
  t.after(() => miniflare.dispose());
  return miniflare;
}

it("workerd | by miniflare: link, package, error and relay", async (t) => {
  const miniflare = await worker(t, WORKER);
  const answer = await (await miniflare.dispatchFetch("http://worker.example/")).json();
  assert.ok(answer.size > 100);
  assert.deepEqual(
    { ...answer, size: 0 },
    {
      verified: true,
      wrong: false,
      size: 0,
      inspected: 2,
      code: "INVALID_ARGUMENT",
      own: true,
      title: "参数不正确",
    },
  );

  const link = await miniflare.dispatchFetch("http://worker.example/link", {
    method: "POST",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
  });
  const reply = await link.json();
  assert.equal(link.status, 200, JSON.stringify(reply));
  assert.match(reply.checksum, /^[0-9a-f]{64}$/);
});
