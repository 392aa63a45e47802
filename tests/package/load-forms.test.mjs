// A script holds its module as text, another one in an ES module than in CommonJS: what is compiled is the module's file, byte for byte.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";

import { CHECKSUM } from "../support/calls.mjs";
import { folder, freshPackage, replaced } from "../support/fresh.mjs";
import { filesOf, SAMPLE } from "../support/package-calls.mjs";

const abc = new TextEncoder().encode("abc");

const FIRST_CALLS = {
  wechat_function_link: ({ verifyChecksum }) => verifyChecksum(abc, CHECKSUM),
  wechat_function_package: ({ inspectPackage }) => inspectPackage(filesOf(SAMPLE)),
  wechat_function_fleet: ({ compareSnapshots }) => compareSnapshots([], []).next(),
};

// An ES module is loaded once in a process: no other test of this file takes it.
const modules = async () => {
  const names = ["index", "package", "fleet"];
  return Object.assign(
    {},
    ...(await Promise.all(names.map((name) => import(pathToFileURL(join(folder, `${name}.js`)))))),
  );
};
const required = () => freshPackage("index", "package", "fleet");

async function compilesTheFiles(t, entries) {
  const { Module } = WebAssembly;
  const compiled = [];
  class Seen extends Module {
    constructor(bytes) {
      super(bytes);
      compiled.push(Buffer.from(bytes));
    }
  }
  const restore = replaced(t, WebAssembly, "Module", Seen);
  for (const [name, call] of Object.entries(FIRST_CALLS)) {
    await call(entries);
    const file = readFileSync(join(folder, `${name}.wasm`));
    assert.equal(compiled.length, 1, name);
    assert.ok(compiled.pop().equals(file), name);
  }
  restore();
}

describe("the module in a script is the module's file", () => {
  it("in ES modules", async (t) => compilesTheFiles(t, await modules()));
  it("in CommonJS", (t) => compilesTheFiles(t, required()));
  it("in CommonJS, without Uint8Array.fromBase64", (t) => {
    replaced(t, Uint8Array, "fromBase64", undefined);
    return compilesTheFiles(t, required());
  });
  it("in CommonJS, without that and Buffer", (t) => {
    replaced(t, Uint8Array, "fromBase64", undefined);
    replaced(t, globalThis, "Buffer", undefined);
    return compilesTheFiles(t, required());
  });
});
