// A download by each engine: to memory, a stream and a file, also one that resumes or starts over.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { saveFunction } from "wechat-function-link/fs";

import { rejection, request } from "../support/calls.mjs";
import { replaced } from "../support/fresh.mjs";
import { folderOf } from "../support/saving.mjs";
import { CHECKSUM, PACKAGE, both, cut, fails, flipped, ranged, storage, succeeds, whole } from "../support/storage.mjs";

const total = PACKAGE.length;
const noWaits = (t) => replaced(t, Math, "random", () => 0);

for (const engine of ["auto", "wasm", "host"]) {
  both(`engine ${engine}: whole, resumed, and cut again and again`, async (t, target) => {
    noWaits(t);
    await succeeds(await storage(t, [ranged({ most: 30_000 })]), target, { engine });
  });
  both(`engine ${engine}: starts over, and what was written already is seen again`, async (t, target) => {
    noWaits(t);
    // Cut at other places and never resumed: the digest of the written bytes is compared in the middle of a chunk.
    await succeeds(await storage(t, [cut(100_001), cut(70_000), cut(150_003), whole()]), target, { engine });
  });
  both(`engine ${engine}: starts over with other bytes`, async (t, target) => {
    noWaits(t);
    const server = await storage(t, [cut(100_001), whole(flipped(PACKAGE, 5))]);
    const error = await fails(server, target, "CHECKSUM_MISMATCH", { engine });
    assert.equal(error.expected, CHECKSUM);
  });
  it(`engine ${engine}: to a file`, async (t) => {
    noWaits(t);
    const path = join(folderOf(t), "package.zip");
    const { url: baseUrl } = await storage(t, [cut(100_001), cut(70_000), whole()]);
    const saved = await saveFunction(request, path, { baseUrl, allowedHosts: ["127.0.0.1"], engine });
    assert.deepEqual([saved.size, saved.checksum], [total, CHECKSUM]);
    assert.ok(readFileSync(path).equals(PACKAGE));
  });
}

it("an engine that there is not is refused before anything is sent", async (t) => {
  const { url: baseUrl, links } = await storage(t, [whole()]);
  for (const engine of ["native", 5, null]) {
    const refused = saveFunction(request, join(folderOf(t), "x.zip"), { baseUrl, engine });
    assert.match((await rejection(refused, "INVALID_ARGUMENT")).message, /options\.engine/);
  }
  assert.equal(links.length, 0);
});

both("a runtime's hash that breaks in the middle is no verdict", async (t, target) => {
  const { getBuiltinModule } = process;
  const { Hash } = getBuiltinModule("node:crypto");
  const prototype = Hash?.prototype ?? Object.getPrototypeOf(createHash("sha256"));
  const server = await storage(t, [whole()]);
  await succeeds(server, target, { engine: "host" });
  const { update } = prototype;
  replaced(t, prototype, "update", function (...parameters) {
    if (parameters[0].length > 3) throw new RangeError("broken");
    return update.apply(this, parameters);
  });
  const error = await rejection(
    saveFunction(request, join(folderOf(t), "x.zip"), {
      baseUrl: server.url,
      allowedHosts: ["127.0.0.1"],
      engine: "host",
    }),
    "INVALID_ARGUMENT",
  );
  assert.ok(error.cause instanceof RangeError);
});
