// compareSnapshots: what became of each function, and what is said of rows that cannot be compared.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { compareSnapshots } from "wechat-function-link/fleet";

import { fails } from "../support/border.mjs";
import { all, BUSY, digits, failed, row, statuses } from "../support/snapshots.mjs";

describe("compareSnapshots", () => {
  it("distinguishes unchanged, repackaged, changed, added, removed and unknown", async () => {
    const before = [
      row("wx1/e/changed", 1),
      row("wx1/e/digestless", 2),
      row("wx1/e/removed", 3),
      row("wx1/e/repackaged", 4, 7),
      row("wx1/e/same", 5),
      row("wx1/e/unlinked", 6),
      row("wx2/e/f", 8),
      row("wx3/e1/f", 9),
      row("wx3/e2/f", 10),
    ];
    delete before[1].contentDigest;
    const after = [
      row("wx1/e/added", 1),
      row("wx1/e/changed", 11),
      row("wx1/e/digestless", 12),
      row("wx1/e/repackaged", 14, 7),
      row("wx1/e/same", 5),
      failed("wx1/e/unlinked"),
      failed("wx2"),
      failed("wx3/e1"),
      row("wx3/e2/f", 10),
      failed("wx4"),
    ];
    assert.deepEqual(await statuses(compareSnapshots(before, after)), {
      "wx1/e/added": "added",
      "wx1/e/changed": "changed",
      "wx1/e/digestless": "changed",
      "wx1/e/removed": "removed",
      "wx1/e/repackaged": "repackaged",
      "wx1/e/same": "unchanged",
      "wx1/e/unlinked": "unknown",
      "wx2/e/f": "unknown",
      "wx3/e1/f": "unknown",
      "wx3/e2/f": "unchanged",
      wx4: "unknown",
    });
  });

  it("a drift has the names, the two rows as they were given, and the error that hides it", async () => {
    const before = [row("wx1/e/f", 1), row("wx2/e/f", 1), row("wx3/e/f", 1)];
    const after = [row("wx1/e/f", 2), failed("wx2"), failed("wx3/e"), failed("wx4/e")];
    const found = await all(compareSnapshots(before, after));
    const f = { env: "e", functionName: "f" };
    assert.deepEqual(found, [
      { authorizerAppid: "wx1", ...f, status: "changed", before: before[0], after: after[0] },
      { authorizerAppid: "wx2", ...f, status: "unknown", before: before[1], error: BUSY },
      { authorizerAppid: "wx3", ...f, status: "unknown", before: before[2], error: BUSY },
      { authorizerAppid: "wx4", env: "e", status: "unknown", after: after[3], error: BUSY },
    ]);
    assert.ok(found[0].before === before[0] && found[0].after === after[0]);
  });

  it("names in any script, sorted by their UTF-8 bytes", async () => {
    // In UTF-16, which JavaScript sorts by, U+1F600 comes before U+FF21.
    const rows = ["A", "a\u0000b", "云函数", "\u{ff21}", "\u{1f600}"].map((name) => row(`wx1/e/${name}`, 1));
    assert.equal((await all(compareSnapshots(rows, rows))).length, rows.length);
    const error = await fails(
      all(
        compareSnapshots(
          rows,
          rows.toSorted((a, b) => (a.functionName < b.functionName ? -1 : 1)),
        ),
      ),
    );
    assert.match(error.message, /row 5 of the snapshot after is out of order/);
  });

  const sound = row("wx1/e/f", 1);
  const MALFORMED = {
    "is out of order: rows are sorted by authorizerAppid, env and functionName, each by its UTF-8 bytes": row(
      "wx0/e/f",
      1,
    ),
    "is of the same function as the one before": row("wx1/e/f", 2),
    "is not a record": null,
    "authorizerAppid is missing": {},
    "authorizerAppid must be a well-formed text that is not empty": {
      ...row("wx2/e/f", 1),
      authorizerAppid: "SECRET\ud800",
    },
    "env must be a well-formed text that is not empty": { ...row("wx2/e/f", 1), env: ["SECRET"] },
    "checksum must be 64 lower-case hexadecimal digits": { ...row("wx2/e/f", 1), checksum: "SECRET" },
    "contentDigest must be tree1: and 64 lower-case hexadecimal digits": {
      ...row("wx2/e/f", 1),
      contentDigest: digits(1),
    },
    "has a functionName without an env": { authorizerAppid: "wx2", functionName: "SECRET", error: BUSY },
    "has neither a functionName nor an error": { authorizerAppid: "wx2" },
  };
  for (const [what, malformed] of Object.entries(MALFORMED)) {
    it(`refuses a row that ${what}`, async () => {
      for (const [side, before, after] of [
        ["before", [sound, malformed], [sound]],
        ["after", [sound], [sound, malformed]],
      ]) {
        const found = [];
        const compared = async () => {
          for await (const drift of compareSnapshots(before, after)) found.push(drift.status);
        };
        const error = await fails(compared(), "INVALID_ARGUMENT");
        assert.equal(error.message, `row 2 of the snapshot ${side} ${what}`);
        assert.deepEqual(found, ["unchanged"]);
      }
    });
  }

  it("refuses what is not iterable, at the first step", async () => {
    for (const value of [
      undefined,
      null,
      7,
      "rows",
      {},
      { [Symbol.iterator]: () => ({}) },
      { [Symbol.asyncIterator]: 7 },
    ]) {
      const compared = compareSnapshots([], value);
      const error = await fails(all(compared), "INVALID_ARGUMENT");
      assert.equal(error.message, "the snapshot after must be an iterable or async iterable of snapshot rows");
      assert.equal(
        (await fails(all(compareSnapshots(value, [])), "INVALID_ARGUMENT")).message.split(" must")[0],
        "the snapshot before",
      );
    }
  });
});
