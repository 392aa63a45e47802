// The sizes that both READMEs state.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

import { read } from "../support/documents.mjs";

const { CONSUMER } = process.env;

const root = new URL("../../", import.meta.url);

it("the sizes in README are those of the package", async () => {
  const installed = join(CONSUMER, "node_modules/wechat-function-link");
  const bundled = async (name) => {
    const options = {
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
      // Left out: what is loaded later, where it is asked for.
      external: ["*.wasm", "*package-core.js", "*package-core.url.js", "*texts.en.js", "*texts.zh-CN.js"],
      logLevel: "silent",
    };
    return (await build({ entryPoints: [join(installed, name)], ...options })).outputFiles[0].contents;
  };
  const module = readFileSync(join(installed, "wechat_function_link.wasm"));
  const kilobytes = [module, await bundled("index.js"), await bundled("url.js")].map(
    (bytes) => brotliCompressSync(bytes).length / 1000,
  );
  for (const name of ["README.md", "README.zh-CN.md"]) {
    const said = [...read(root, name).matchAll(/(?:about|约) (\d+) kB/g)].map(([, number]) => Number(number));
    assert.equal(said.length, 3, name);
    // Rounded figures: the exact ones change with every commit.
    for (const [n, size] of kilobytes.entries()) {
      assert.ok(
        Math.abs(said[n] - size) < 3,
        `${name} says ${said[n]} kB, and it is ${size.toFixed(1)} kB: write that there and in docs/performance.md`,
      );
    }
  }
});
