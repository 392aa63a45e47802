// The sandbox's packages: each shows what sandbox.d.ts promises, in an inspection, a comparison, and to a program that would unpack it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction } from "wechat-function-link";
import { comparePackages, inspectPackage, readEntry } from "wechat-function-link/package";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN } from "../support/calls.mjs";

const make = (functions) => createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" }, functions });
const sandbox = make();

async function packageOf(functionName, { fetch } = sandbox) {
  const request = { accessToken: CANARY_TOKEN, env: "package", functionName };
  return (await downloadFunction(request, { fetch })).bytes;
}
const report = async (functionName) => inspectPackage(await packageOf(functionName));

// Of level and code, with the path where it concerns one entry.
const FINDINGS = {
  tidy: [],
  rezipped: [],
  edited: [],
  "nested-folder": ["warning NO_INDEX", "warning ONE_FOLDER inspected/"],
  "no-entry": ["warning NO_INDEX"],
  "cloud-dependencies": ["warning NO_NODE_MODULES package.json"],
  "node-modules": [],
  "gbk-names": ["info GBK_NAMES 费率.json"],
  bomb: ["error RATIO zeros.bin"],
  slip: ["error NAME_DOTS ../outside.js"],
};

describe("a package of the sandbox", () => {
  for (const [contents, expected] of Object.entries(FINDINGS)) {
    it(`${contents}: ${expected.join(", ") || "nothing is found"}`, async () => {
      const { findings } = await report(contents);
      const found = findings.map(({ level, code, path }) => [level, code, ...(path ? [path] : [])].join(" "));
      assert.deepEqual(found, expected);
    });
  }
  it("of every kind that the sandbox knows is listed", () => {
    const known = sandbox.functions.filter(({ env }) => env === "package").map(({ functionName }) => functionName);
    assert.deepEqual(known, Object.keys(FINDINGS));
  });

  it("rezipped has another checksum than tidy, and the same contents", async () => {
    const [tidy, rezipped] = [await report("tidy"), await report("rezipped")];
    assert.notEqual(rezipped.checksum, tidy.checksum);
    assert.equal(rezipped.contentDigest, tidy.contentDigest);
    assert.equal(tidy.entries.length, 3);
    assert.equal((await comparePackages(await packageOf("tidy"), await packageOf("rezipped"))).same, true);
  });
  it("edited has one file that differs", async () => {
    const { same, files } = await comparePackages(await packageOf("tidy"), await packageOf("edited"));
    assert.equal(same, false);
    assert.deepEqual(
      files.map(({ path, status }) => [path, status]),
      [["index.js", "modified"]],
    );
    assert.match(files[0].patch, /^\+exports\.main = .*Date\.now\(\)/m);
  });
  it("nested-folder holds tidy's files", async () => {
    const paths = (await report("nested-folder")).entries.map(({ path }) => path);
    assert.deepEqual(
      paths,
      (await report("tidy")).entries.map(({ path }) => `inspected/${path}`),
    );
  });
  it("node-modules has what cloud-dependencies declares", async () => {
    const [declaring, complete] = [await report("cloud-dependencies"), await report("node-modules")];
    assert.deepEqual(declaring.packageJson.dependencies, { "@example/rates": "^2.1.0" });
    assert.deepEqual(complete.packageJson, declaring.packageJson);
    const { dependencies } = await comparePackages(
      await packageOf("cloud-dependencies"),
      await packageOf("node-modules"),
    );
    const path = "node_modules/@example/rates/";
    assert.deepEqual(dependencies, [{ name: "@example/rates", path, after: "2.1.3" }]);
  });
  it("gbk-names has names that are neither ASCII nor UTF-8", async () => {
    const bytes = await packageOf("gbk-names");
    const { entries } = await inspectPackage(bytes);
    assert.deepEqual(
      entries.map(({ path }) => path),
      ["index.js", "费率.json", "说明.txt"],
    );
    assert.equal(new TextDecoder().decode(await readEntry(bytes, "说明.txt")), "GBK\n");
  });
  for (const contents of ["bomb", "slip"]) {
    it(`${contents} is small`, async () => assert.ok((await packageOf(contents)).length < 5000));
  }

  it("is a function's of any name by `contents`, and the same bytes", async () => {
    const own = make([{ env: "package", functionName: "mine", contents: "slip" }]);
    assert.deepEqual(await packageOf("mine", own), await packageOf("slip"));
  });
});
