// The sizes of downloads and installations, in bytes.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { bundled } from "../tests/support/bundled.mjs";

const here = dirname(fileURLToPath(import.meta.url));

function folderBytes(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

// A package and its dependencies, resolved as Node does.
function installedBytes(name, from = here, seen = new Set()) {
  let folder = from;
  while (!existsSync(join(folder, "node_modules", name))) {
    if (dirname(folder) === folder) return 0; // optional, and not for this machine
    folder = dirname(folder);
  }
  folder = join(folder, "node_modules", name);
  if (seen.has(folder)) return 0;
  seen.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const needed = Object.keys({ ...dependencies, ...optionalDependencies });
  return needed.reduce((bytes, other) => bytes + installedBytes(other, folder, seen), folderBytes(folder));
}

const compressed = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

export const PEERS = [
  "co-wechat-api",
  "tencentcloud-sdk-nodejs-scf",
  "@cloudbase/manager-node",
  "hash-wasm",
  "@noble/hashes",
];

export async function sizes() {
  const pkg = join(here, "../pkg");
  // The whole main entry in a page's script, with the module inlined.
  const { first } = await bundled({ entryPoints: [join(pkg, "index.js")] });
  return {
    module: compressed(readFileSync(join(pkg, "wechat_function_link.wasm"))),
    packageModule: compressed(readFileSync(join(pkg, "wechat_function_package.wasm"))),
    loader: compressed(readFileSync(join(pkg, "core.js"))),
    page: compressed(Buffer.concat(first)),
    installed: {
      "wechat-function-link": folderBytes(pkg),
      ...Object.fromEntries(PEERS.map((name) => [name, installedBytes(name)])),
    },
  };
}
