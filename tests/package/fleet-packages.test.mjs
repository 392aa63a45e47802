// The packages of a snapshot: what is downloaded, through whom, and what a row says of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

import { assertTidy, bytesIn, digestOf, filesIn } from "../support/archives.mjs";
import { fleetOf, LINK, merchantOf } from "../support/fleets.mjs";
import { bytesOf } from "../support/saving.mjs";

const TWO = {
  wx1: merchantOf({ prod: ["login", "pay"], test: ["login"], empty: [] }),
  wx2: merchantOf({ prod: ["login"] }),
};
// The sandbox draws one for each reply.
const _withoutRid = (line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{8}){2}/g, "rid");
const packages = (folder) => filesIn(folder).filter((path) => path.startsWith("blobs/"));

describe("a package", () => {
  it("that is no sound zip has no contentDigest, which is no failure", async (t) => {
    const contents = { plain: bytesOf(5000), empty: undefined };
    const functions = [
      { functionName: "plain", package: contents.plain },
      { functionName: "slip", contents: "slip" },
    ];
    const { snapshot, rows, archive } = fleetOf(t, { wx1: merchantOf({ prod: functions }) });
    const summary = await snapshot({ id: "one" });
    const [plain, slip] = await rows("one");
    assert.deepEqual([plain.size, plain.contentDigest, plain.error], [5000, undefined, undefined]);
    assert.equal(slip.error, undefined);
    assert.equal(summary.partial, false);
    assert.ok((await bytesIn(await archive.get(plain.checksum))).equals(contents.plain));
  });

  it("of many functions is downloaded and put once", async (t) => {
    const bytes = bytesOf(70_000);
    const merchants = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `wx${n}`,
        merchantOf({ prod: [{ functionName: "login", package: bytes }] }),
      ]),
    );
    const fleet = fleetOf(t, merchants);
    const calls = { has: 0, put: 0 };
    const counting = Object.create(fleet.archive, {
      put: { value: (...given) => (calls.put++, fleet.archive.put(...given)) },
    });
    for (const name of ["has", "get", "snapshots", "snapshot", "writePart", "parts", "finish"])
      counting[name] = (...given) => fleet.archive[name](...given);
    const summary = await fleet.snapshot({ id: "one", archive: counting });
    assert.deepEqual(summary.packages, { stored: 1, bytes: bytes.length });
    assert.equal(calls.put, 1);
    assert.equal(fleet.asked.stored, 1);
    assert.equal(fleet.asked.count(LINK), 31);
  });

  it("that one merchant cannot deliver is fetched through another, whichever comes first", async (t) => {
    const bytes = bytesOf(3000);
    const broken = merchantOf({ prod: [{ functionName: "login", package: bytes, download: "not-found" }] });
    const sound = merchantOf({ prod: [{ functionName: "login", package: bytes }] });
    for (const merchants of [
      { wx1: broken, wx2: sound, wx3: broken },
      { wx1: sound, wx2: broken },
      { wx1: broken, wx2: broken, wx3: sound },
    ]) {
      const fleet = fleetOf(t, merchants);
      // One after the other: the others have failed long before the last one delivers.
      const summary = await fleet.snapshot({ id: "one", concurrency: 1, maxAttempts: 1 });
      assert.deepEqual([summary.failures, summary.packages.stored], [0, 1]);
      for (const row of await fleet.rows("one")) assert.deepEqual([row.size, row.error], [3000, undefined]);
    }
    const fleet = fleetOf(t, { wx1: broken, wx2: broken });
    const summary = await fleet.snapshot({ id: "one", maxAttempts: 1 });
    assert.deepEqual([summary.failures, summary.partial], [2, true]);
    for (const row of await fleet.rows("one")) {
      assert.equal(row.checksum, digestOf(bytes), "known from the link");
      assert.deepEqual([row.size, row.error.code, row.error.status], [undefined, "HTTP_STATUS", 404]);
    }
  });

  it("that does not match its checksum is an error of its row, and not in the archive", async (t) => {
    const functions = [{ functionName: "bad", download: "corrupt" }, "good"];
    const { snapshot, rows, folder } = fleetOf(t, { wx1: merchantOf({ prod: functions }) });
    await snapshot({ id: "one" });
    const [bad, good] = await rows("one");
    assert.deepEqual([bad.error.code, bad.size, good.error], ["CHECKSUM_MISMATCH", undefined, undefined]);
    assert.deepEqual(packages(folder), [`blobs/${good.checksum.slice(0, 2)}/${good.checksum}`]);
    assertTidy(folder);
  });

  it("over maxBytes is an error of its row", async (t) => {
    const functions = [{ functionName: "large", package: bytesOf(20_000) }, "small"];
    const { snapshot, rows } = fleetOf(t, { wx1: merchantOf({ prod: functions }) });
    await snapshot({ id: "one", maxBytes: 10_000 });
    assert.deepEqual(
      (await rows("one")).map(({ error }) => error?.code),
      ["TOO_LARGE", undefined],
    );
  });

  it("that the archive has already is not downloaded: its facts are read from it", async (t) => {
    const { snapshot, rows, archive, asked } = fleetOf(t, TWO);
    await snapshot({ id: "one" });
    const [before] = [await rows("one")];
    asked.clear();
    const { packages, reused } = await snapshot({ id: "two", previous: null });
    assert.deepEqual([packages, reused, asked.stored, asked.count(LINK)], [{ stored: 0, bytes: 0 }, 0, 0, 4]);
    assert.deepEqual(await rows("two"), before);
    assert.ok(await archive.has(before[0].checksum));
  });

  it("that is damaged in the archive is an error of its rows", async (t) => {
    const { snapshot, rows, folder } = fleetOf(t, { wx2: TWO.wx2 });
    await snapshot({ id: "one" });
    writeFileSync(join(folder, packages(folder)[0]), "damaged");
    await snapshot({ id: "two", previous: null });
    const [{ error }] = await rows("two");
    assert.equal(error.code, "CHECKSUM_MISMATCH");
    assert.match(error.message, /archive/);
  });

  it("may be replaced between the list and the download: the row says what was stored", async (t) => {
    const login = { env: "prod", functionName: "login", package: bytesOf(100) };
    const fleet = fleetOf(t, { wx1: { environments: [{ env: "prod" }], functions: [login] } }, {});
    const newer = bytesOf(200);
    let links = 0;
    const fetch = (url, init) => {
      if (new URL(url).pathname === LINK && ++links === 2) login.package = newer;
      return fleet.sandbox.fetch(url, init);
    };
    const summary = await fleet.snapshot({ id: "one", fetch });
    const [row] = await fleet.rows("one");
    assert.deepEqual([row.checksum, row.size, row.error], [digestOf(newer), 200, undefined]);
    assert.deepEqual(summary.packages, { stored: 1, bytes: 200 });
  });
});
