// A trap in the package entry's module, in a package built for this test: an entry of the name `trap` traps. Every call of that module ends,
// the next ones work, and the main module's calls are not touched.
import assert from "node:assert/strict";
import { it } from "node:test";

import * as index from "../trapping-package/index.js";
import { comparePackages, inspectPackage, readEntry } from "../trapping-package/package.js";

import { soon } from "../support/border.mjs";
import { deferred } from "../support/faults.mjs";
import { bytesOf, filesOf, SAMPLE, zipOf } from "../support/package-calls.mjs";

const bytes = zipOf(SAMPLE);
const outcome = (promise) =>
  soon(promise).then(
    () => "it resolved",
    (reason) => reason,
  );
const works = async () => {
  assert.equal((await soon(inspectPackage(bytes))).entries.length, 2);
  assert.equal((await soon(comparePackages(bytes, filesOf(SAMPLE)))).same, true);
  assert.deepEqual(await soon(readEntry(bytes, "index.js")), bytesOf(SAMPLE["index.js"]));
};

const TRAPS = {
  inspectPackage: () => inspectPackage(filesOf({ trap: "" })),
  comparePackages: () => comparePackages(bytes, filesOf({ trap: "" })),
  readEntry: () => readEntry(bytes, "trap"),
};
for (const [name, trap] of Object.entries(TRAPS)) {
  it(`${name} rejects with the trap, and the next calls work`, async () => {
    await works();
    for (let round = 0; round < 3; round++) {
      const reason = await outcome(trap());
      assert.ok(reason instanceof WebAssembly.RuntimeError, String(reason));
      await works();
    }
  });
}

it("calls under way end with it, those of the main module do not", async () => {
  const held = deferred();
  const waiting = () => ({
    files: (async function* () {
      yield { path: "index.js", bytes: bytesOf("1") };
      await held.promise;
    })(),
  });
  const calls = [inspectPackage(waiting()), comparePackages(waiting(), bytes), comparePackages(bytes, waiting())].map(
    outcome,
  );
  const asked = deferred();
  const request = { accessToken: "t", env: "e", functionName: "f" };
  const fetch = async () => {
    asked.resolve();
    await held.promise;
    return Response.json({ errcode: 0, url: "https://a.tencentcos.cn/x", checksum: "0".repeat(64) });
  };
  const link = index.getFunctionLink(request, { fetch });
  await asked.promise;
  assert.ok((await outcome(TRAPS.inspectPackage())) instanceof WebAssembly.RuntimeError);
  for (const call of calls) assert.ok((await call) instanceof WebAssembly.RuntimeError);
  held.resolve();
  assert.equal((await soon(link)).checksum, "0".repeat(64));
  await works();
});
