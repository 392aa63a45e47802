// The first verification of a fresh process: `first.mjs WAY BYTES` prints the milliseconds from before the import to the
// result, or to the end of a `require` where BYTES is 0.
import { createRequire } from "node:module";
import process from "node:process";

const [, , way, size] = process.argv;
const bytes = new Uint8Array(Number(size)).fill(7);
// Checksums of 64, 65,536 and 8,388,608 bytes of 7.
const CHECKSUMS = {
  64: "6cfeeb3aa25d3f411dae5eec17d7369ca7153e72dcf54bcf4c3daec0f5b21fc7",
  65536: "07dcb6d11a03624831513672ffdb84d6b1730f54e90aaace444fe3a8ea9b2163",
  8388608: "15d3670274ee9cc36af50fee9e6d49164c9eec2228d48fe29e4f313aa3784a91",
};
const checksum = CHECKSUMS[size];

// What Node, Deno and Bun load for `import "wechat-function-link"`.
const SERVERS_ENTRY = "../pkg/index.cjs";

const WAYS = {
  verifyChecksum: async () => (await import(SERVERS_ENTRY)).verifyChecksum(bytes, checksum),
  "verifyChecksum, engine wasm": async () =>
    (await import(SERVERS_ENTRY)).verifyChecksum(bytes, checksum, { engine: "wasm" }),
  "hash-wasm": async () =>
    (await (await import("hash-wasm")).createSHA256()).init().update(bytes).digest("hex") === checksum,
  "@noble/hashes": async () => {
    const [{ sha256 }, { bytesToHex }] = await Promise.all([
      import("@noble/hashes/sha2.js"),
      import("@noble/hashes/utils.js"),
    ]);
    return bytesToHex(sha256(bytes)) === checksum;
  },
  createHash: async () => (await import("node:crypto")).createHash("sha256").update(bytes).digest("hex") === checksum,
};

const start = performance.now();
const verdict = size === "0" ? createRequire(import.meta.url)(way) !== undefined : await WAYS[way]();
const took = performance.now() - start;
if (verdict !== true) throw new Error(`${way}: a wrong verdict`);
console.log(took);
process.exit(); // some peers leave timers behind
