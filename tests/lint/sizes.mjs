// What each entry costs on the wire, and the limit that it has to stay under; what is unpacked costs the disk.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { firstLoad } from "../support/first-load.mjs";
import { files, tarball, unpacked } from "./unpacked.mjs";

const KB = 1000;
// Bundled for a browser and minified with everything it imports; in kB of brotli. `cli.cjs` and the module are as they are.
const LIMITS = {
  "index.js": 120,
  "url.js": 17,
  "relay.js": 124,
  "sandbox.js": 128,
  "index.workerd.js": 17,
  "cli.cjs": 60,
  "wechat_function_link.wasm": 78,
  "package.js": 220,
  "package.url.js": 29,
  "package.workerd.js": 29,
  "wechat_function_package.wasm": 45,
};
const UNPACKED_KB = 2300;
const PACKED_KB = 850;

const bytesOf = (name) => (name.endsWith(".js") ? firstLoad(join(unpacked, name)) : readFileSync(join(unpacked, name)));

const kilobytes = (bytes) => (bytes / KB).toFixed(1).padStart(8);

describe("sizes", () => {
  for (const [name, limit] of Object.entries(LIMITS)) {
    it(`${name} is at most ${limit} kB of brotli`, async (t) => {
      const bytes = await bytesOf(name);
      const brotli = brotliCompressSync(bytes).length;
      t.diagnostic(
        `${name.padEnd(28)} raw ${kilobytes(bytes.length)}  gzip ${kilobytes(gzipSync(bytes, { level: 9 }).length)}  brotli ${kilobytes(brotli)} kB`,
      );
      assert.ok(brotli <= limit * KB, `${name}: ${brotli} bytes of brotli`);
    });
  }

  it("the whole package", (t) => {
    const size = files.reduce((sum, name) => sum + statSync(join(unpacked, name)).size, 0);
    const packed = statSync(tarball).size;
    t.diagnostic(
      `${"installed".padEnd(28)} raw ${kilobytes(size)}  the tarball ${kilobytes(packed)} kB, no dependencies`,
    );
    assert.ok(size <= UNPACKED_KB * KB && packed <= PACKED_KB * KB, `${size} unpacked, ${packed} packed`);
  });
});
