// The compressed size of each entry and the unpacked size of the package, each with a limit.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { bundled } from "../support/bundled.mjs";
import { files, tarball, unpacked } from "./unpacked.mjs";

const KB = 1000;
// Bundled for a browser and minified with everything it imports, but for what is loaded later; in kB of brotli. `cli.cjs`, which has the
// command's texts in both languages, the module and the files of texts are as they are.
const LIMITS = {
  "index.js": 107,
  "url.js": 19,
  "relay.js": 109,
  "sandbox.js": 118,
  "index.workerd.js": 19,
  "cli.cjs": 101,
  "wechat_function_link.wasm": 84,
  "package.js": 166,
  "package-url.js": 26,
  "package.workerd.js": 26,
  "wechat_function_package.wasm": 61, // 45 is the aim
  "wechat_function_fleet.wasm": 18,
  "texts.en.js": 1,
  "texts.zh-CN.js": 13,
};
const UNPACKED_KB = 4300;
const PACKED_KB = 1350;

async function bytesOf(name) {
  if (!name.endsWith(".js") || name.startsWith("texts.")) return readFileSync(join(unpacked, name));
  const { first } = await bundled({ entryPoints: [join(unpacked, name)] });
  return Buffer.concat(first);
}

// What the console's first view loads, beside the module: by the beginnings of names.
const CONSOLE_LIMITS = { "app-": 40, index: 7, "worker-": 4, "chunk-": 32 };

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

  for (const [start, limit] of Object.entries(CONSOLE_LIMITS)) {
    it(`console/${start}… is at most ${limit} kB of brotli`, (t) => {
      const named = files.filter((name) => name.startsWith(`console/${start}`));
      assert.equal(named.length, 1);
      const brotli = brotliCompressSync(readFileSync(join(unpacked, named[0]))).length;
      t.diagnostic(`${named[0].padEnd(40)} brotli ${kilobytes(brotli)} kB`);
      assert.ok(brotli <= limit * KB, `${brotli} bytes of brotli`);
    });
  }

  it("no Chinese is in what a page loads at first, and a page that describes no error never loads any", async () => {
    const HAN = /\p{Script=Han}|\\u[4-9][0-9a-f]{3}/iu;
    const holds = (files) => files.some((bytes) => HAN.test(bytes.toString("utf8")));
    const { first, later } = await bundled({ entryPoints: [join(unpacked, "index.js")] });
    assert.deepEqual([holds(first), holds(later)], [false, true]);
    const stdin = { contents: 'export { downloadFunction } from "./index.js";', resolveDir: unpacked };
    const without = await bundled({ stdin });
    assert.ok(without.first.length > 0);
    assert.deepEqual([holds(without.first), holds(without.later)], [false, false]);
  });

  it("the whole package", (t) => {
    const size = files.reduce((sum, name) => sum + statSync(join(unpacked, name)).size, 0);
    const packed = statSync(tarball).size;
    t.diagnostic(
      `${"installed".padEnd(28)} raw ${kilobytes(size)}  the tarball ${kilobytes(packed)} kB, no dependencies`,
    );
    assert.ok(size <= UNPACKED_KB * KB && packed <= PACKED_KB * KB, `${size} unpacked, ${packed} packed`);
  });
});
