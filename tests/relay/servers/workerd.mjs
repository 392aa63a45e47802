// The relay in workerd, the runtime of Cloudflare's workers: bundled as their tools do it, the module as a file beside the worker.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { Miniflare } from "miniflare";

import { PACKAGE } from "../package.mjs";

const WORKER = `
import * as relay from ${JSON.stringify(fileURLToPath(new URL("relay.workerd.js", PACKAGE)))};
import { createApp } from ${JSON.stringify(fileURLToPath(new URL("../app.mjs", import.meta.url)))};

let app;
export default { fetch: (request, { config }) => (app ??= createApp(relay, config))(request) };
`;

const folder = await mkdtemp(join(tmpdir(), "relay-workerd-"));
process.on("exit", () => void rm(folder, { recursive: true, force: true }));
const outfile = join(folder, "out/worker.js");
await writeFile(join(folder, "worker.js"), WORKER);
const { metafile } = await build({
  absWorkingDir: folder,
  entryPoints: ["worker.js"],
  outfile,
  bundle: true,
  format: "esm",
  conditions: ["workerd"],
  loader: { ".wasm": "copy" },
  assetNames: "[name]",
  logLevel: "silent",
  metafile: true,
});
const modules = Object.keys(metafile.outputs)
  .map((output) => {
    return { type: output.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path: join(folder, output) };
  })
  .sort((one, other) => one.type.localeCompare(other.type))
  .reverse(); // the worker comes first

export async function start(config) {
  const miniflare = new Miniflare({
    compatibilityDate: "2026-01-01",
    compatibilityFlags: ["enable_request_signal"],
    modulesRoot: join(folder, "out"),
    modules,
    bindings: { config },
    host: "127.0.0.1",
    port: 0,
  });
  const { origin } = await miniflare.ready;
  return { origin, close: () => miniflare.dispose() };
}
