import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { transform } from "esbuild";

import { files, metadata, text, unpacked } from "./unpacked.mjs";

const LOADERS = ["core", "package-core"].flatMap((base) =>
  ["cjs", "js", "url.js", "workerd.js"].map((end) => `${base}.${end}`),
);
LOADERS.push("fleet-core.cjs", "fleet-core.js"); // for servers alone
const EXPECTED = [
  ...LOADERS,
  "CHANGELOG.md",
  "LICENSE-APACHE",
  "LICENSE-MIT",
  "README.md",
  "README.zh-CN.md",
  "THIRD-PARTY-LICENSES.txt",
  "bullmq.absent.cjs",
  "bullmq.absent.js",
  "bullmq.absent.workerd.js",
  "bullmq.cjs",
  "bullmq.d.cts",
  "bullmq.d.ts",
  "bullmq.js",
  "cli.cjs",
  "fleet.absent.cjs",
  "fleet.absent.js",
  "fleet.absent.workerd.js",
  "fleet.cjs",
  "fleet.d.cts",
  "fleet.d.ts",
  "fleet.js",
  "fs.absent.cjs",
  "fs.absent.js",
  "fs.absent.workerd.js",
  "fs.cjs",
  "fs.d.cts",
  "fs.d.ts",
  "fs.js",
  "index.cjs",
  "index.d.cts",
  "index.d.ts",
  "index.js",
  "index.workerd.js",
  "package.json",
  "relay.cjs",
  "relay.d.cts",
  "relay.d.ts",
  "relay.js",
  "relay.workerd.js",
  "lists.d.cts",
  "lists.d.ts",
  "request.d.cts",
  "request.d.ts",
  "sandbox-contents.d.cts",
  "sandbox-contents.d.ts",
  "sandbox.cjs",
  "sandbox.d.cts",
  "sandbox.d.ts",
  "sandbox.js",
  "sandbox.workerd.js",
  "texts.en.cjs",
  "texts.en.js",
  "texts.zh-CN.cjs",
  "texts.zh-CN.js",
  "url.d.ts",
  "url.js",
  "web.d.cts",
  "web.d.ts",
  "wechat_function_fleet.wasm",
  "wechat_function_link.wasm",
  "wechat_function_package.wasm",
  "package.cjs",
  "package.d.cts",
  "package.d.ts",
  "package.js",
  "package-url.d.ts",
  "package-url.js",
  "package.workerd.js",
];

const FOR_SERVERS = ["./fs", "./fleet", "./bullmq"];

const targets = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(targets));

// The console's files have a digest of their contents in their names.
const CONSOLE = [
  "console/app-HASH.js",
  "console/chunk-HASH.js",
  "console/favicon-HASH.svg",
  "console/index.html",
  "console/modules.json",
  "console/package-core.url-HASH.js",
  "console/texts.en-HASH.js",
  "console/texts.zh-CN-HASH.js",
  "console/worker-HASH.js",
];

describe("the package's contents", () => {
  it("npm pack takes these files and no other", () => {
    const named = files.map((name) => name.replace(/^(console\/.*)-[0-9A-Z]{8}(?=\.\w+$)/, "$1-HASH"));
    assert.deepEqual(named.toSorted(), [...EXPECTED, ...CONSOLE].toSorted());
  });

  it("the sources' types and the checker's settings have no part in it", () => {
    for (const name of files.filter((name) => /\.c?js$/.test(name))) {
      assert.doesNotMatch(text(name), /\/\*\* @(?:import|typedef) /, name);
      // The libraries in cli.cjs have comments and directives of their own.
      if (name !== "cli.cjs") assert.doesNotMatch(text(name), /\/\*\*|"use strict"/, name);
    }
  });

  it("no dependency of any kind, no script, and nothing that belongs to one repository or place", () => {
    for (const name of ["dependencies", "optionalDependencies", "bundledDependencies", "devDependencies", "scripts"]) {
      assert.equal(metadata[name], undefined, name);
    }
    for (const peer of Object.keys(metadata.peerDependencies))
      assert.deepEqual(metadata.peerDependenciesMeta[peer], { optional: true }, peer);
    for (const name of ["repository", "bugs", "homepage", "author", "publishConfig", "private"])
      assert.equal(metadata[name], undefined, name);
    assert.deepEqual(
      [metadata.license, metadata.type, metadata.engines],
      ["MIT OR Apache-2.0", "module", { node: ">=20" }],
    );
  });

  it("every loader is a side effect, and nothing else is", () => {
    assert.deepEqual(metadata.sideEffects.toSorted(), LOADERS.map((name) => `./${name}`).toSorted());
  });

  it("conditions in order, types first in each, and every file that is named exists", () => {
    for (const [entry, conditions] of Object.entries(metadata.exports)) {
      for (const file of targets(conditions)) assert.ok(existsSync(join(unpacked, file)), `${entry}: ${file}`);
      if (typeof conditions === "string") continue;
      const others = FOR_SERVERS.includes(entry) ? ["workerd", "browser"] : ["workerd"];
      assert.deepEqual(Object.keys(conditions), [...others, "node", "import", "require"], entry);
      for (const [name, target] of Object.entries(conditions)) {
        const nested = { node: ["module", "default"], browser: ["import", "require"] }[name];
        if (nested) assert.deepEqual(Object.keys(target), nested, `${entry}, ${name}`);
        for (const leaf of nested ? Object.values(target) : [target]) {
          assert.deepEqual(Object.keys(leaf), ["types", "default"], `${entry}, ${name}`);
        }
      }
      // One file for import and require, so that a process has one copy; without "module-sync", which fails below a load hook.
      assert.equal(conditions.node.default.default, conditions.require.default, entry);
    }
    assert.deepEqual(Object.keys(metadata.exports), [
      ".",
      "./fs",
      "./relay",
      "./sandbox",
      "./package",
      "./package-url",
      "./fleet",
      "./bullmq",
      "./url",
      "./wechat_function_link.wasm",
      "./wechat_function_package.wasm",
      "./wechat_function_fleet.wasm",
      "./package.json",
    ]);
  });

  it("nothing is awaited when an entry loads, and only entries for servers know the file system", async () => {
    for (const name of files.filter((name) => /\.c?js$/.test(name) && name !== "cli.cjs")) {
      // CommonJS has no top-level await: what has one cannot be turned into it.
      if (name.endsWith(".js"))
        await transform(text(name), { format: "cjs", logLevel: "silent", supported: { "import-meta": true } });
      const imported = [...text(name).matchAll(/(?:from |require\()"(node:[^"]+)"/g)].map(([, module]) => module);
      if (!/^(fs|fleet|bullmq)\./.test(name)) assert.deepEqual(imported, [], name);
    }
    await assert.rejects(
      transform("export const x = await 1;", { format: "cjs", logLevel: "silent" }),
      /Top-level await/,
    );
  });

  it("no path of the machine that built it", () => {
    const home = /\/(home|root|Users|tmp|work)\/[\w.-]+\//;
    for (const name of files.filter((name) => /\.(c?js|d\.c?ts|json)$/.test(name)))
      assert.doesNotMatch(text(name), home, name);
  });
});
