// What is downloaded and what is installed, in bytes.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

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

// A package and everything that it depends on, found as Node finds it.
function installedBytes(name, from = here, seen = new Set()) {
  let folder = from;
  while (!existsSync(join(folder, "node_modules", name))) {
    if (dirname(folder) === folder) return 0; // optional, and not for this machine
    folder = dirname(folder);
  }
  folder = join(folder, "node_modules", name);
  if (seen.has(folder)) return 0;
  seen.add(folder);
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const needed = Object.keys({ ...dependencies, ...optionalDependencies });
  return needed.reduce((bytes, other) => bytes + installedBytes(other, folder, seen), folderBytes(folder));
}

const compressed = (path) => {
  const bytes = readFileSync(path);
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
};

export const PEERS = ["co-wechat-api", "tencentcloud-sdk-nodejs-scf", "@cloudbase/manager-node", "hash-wasm", "@noble/hashes"];

export function sizes() {
  const pkg = join(here, "../pkg");
  return {
    module: compressed(join(pkg, "wechat_function_link.wasm")),
    loader: compressed(join(pkg, "core.js")),
    installed: {
      "wechat-function-link": folderBytes(pkg),
      ...Object.fromEntries(PEERS.map((name) => [name, installedBytes(name)])),
    },
  };
}
