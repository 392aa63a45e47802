// The first package that a fresh process looks into: `first-inspect.mjs WAY FILE` prints the milliseconds from before the import to the
// digest of every entry.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";

const [, , way, file] = process.argv;
const bytes = new Uint8Array(readFileSync(file));
const digest = (contents) => createHash("sha256").update(contents).digest("hex");

const WAYS = {
  // What Node, Deno and Bun load for `import "wechat-function-link/package"`.
  inspectPackage: async () => {
    const { entries } = await (await import("../pkg/package.cjs")).inspectPackage(bytes);
    return entries.map(({ checksum }) => checksum);
  },
  fflate: async () => Object.values((await import("fflate")).unzipSync(bytes)).map(digest),
};

const start = performance.now();
const digests = await WAYS[way]();
const took = performance.now() - start;
if (digests.length === 0 || !digests.every((text) => /^[0-9a-f]{64}$/.test(text)))
  throw new Error(`${way}: no digests`);
console.log(took);
process.exit();
