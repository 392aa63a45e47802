// The sources of compareSnapshots: read lazily, let go when the consumer leaves, in the caller's context, in flat memory.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { describe, it } from "node:test";

import { compareSnapshots } from "wechat-function-link/fleet";

import { soon, turn } from "../support/border.mjs";
import { memoryBytes } from "../support/memory.mjs";
import { all, digits, row } from "../support/snapshots.mjs";
import { soak } from "../support/soak.mjs";

const path = (index) =>
  `wx${String(Math.floor(index / 20)).padStart(8, "0")}/e/f${String(index % 20).padStart(2, "0")}`;

// Rows without end that are counted, of a kind of iterator.
function endless(kind, checksum = (index) => index) {
  const seen = { read: 0, returned: 0 };
  const step = () => ({ done: false, value: row(path(seen.read), checksum(seen.read++)) });
  const left = () => (seen.returned++, { done: true, value: undefined });
  const iterator = {
    sync: { next: step, return: left },
    async: { next: async () => (await turn(), step()), return: async () => left() },
  }[kind];
  return { seen, rows: { [kind === "sync" ? Symbol.iterator : Symbol.asyncIterator]: () => iterator } };
}

describe("the sources of compareSnapshots", () => {
  for (const kind of ["sync", "async"]) {
    it(`${kind} iterators are read a few rows ahead, and let go once the consumer leaves`, async () => {
      const [before, after] = [endless(kind), endless(kind)];
      let count = 0;
      for await (const { status } of compareSnapshots(before.rows, after.rows)) {
        assert.equal(status, "unchanged");
        if (++count === 1) assert.deepEqual([before.seen.read, after.seen.read], [1, 1]);
        if (count === 100) break;
      }
      for (const { seen } of [before, after]) {
        assert.equal(seen.returned, 1);
        assert.ok(seen.read >= 100 && seen.read < 300, `${seen.read} rows`);
      }
    });
  }

  it("nothing is read before the first step, and a consumer that throws lets both go", async () => {
    const [before, after] = [endless("async"), endless("sync")];
    const compared = compareSnapshots(before.rows, after.rows);
    assert.deepEqual([before.seen.read, after.seen.read], [0, 0]);
    const reason = new Error("the consumer's own");
    const consumed = async () => {
      for await (const _ of compared) throw reason;
    };
    await assert.rejects(soon(consumed()), reason);
    assert.deepEqual([before.seen.returned, after.seen.returned], [1, 1]);
  });

  it("a source that fails rejects with its own reason, and the other one is let go", async () => {
    for (const at of [0, 1, 40]) {
      for (const side of ["before", "after"]) {
        const reason = { what: "the source's own" };
        async function* failing() {
          for (let index = 0; index < at; index++) yield row(path(index), index);
          throw reason;
        }
        const other = endless("async");
        const compared =
          side === "before" ? compareSnapshots(failing(), other.rows) : compareSnapshots(other.rows, failing());
        const found = await soon(all(compared).catch((thrown) => thrown));
        assert.equal(found, reason);
        assert.equal(other.seen.returned, 1);
      }
    }
  });

  it("a row that cannot be read rejects with its own reason, and both are let go", async () => {
    const reason = new Error("the getter's own");
    const unreadable = {
      get authorizerAppid() {
        throw reason;
      },
    };
    const returned = [];
    const rows = (name, value) => ({
      [Symbol.iterator]: () => ({ next: () => ({ done: false, value }), return: () => (returned.push(name), {}) }),
    });
    const compared = compareSnapshots(rows("before", row("wx1/e/f", 1)), rows("after", unreadable));
    await assert.rejects(soon(all(compared)), reason);
    assert.deepEqual(returned, ["before", "after"]);
  });

  it("a return() that throws or rejects is dropped", async () => {
    const throwing = () => ({ next: () => ({ done: false, value: row("wx1/e/f", 1) }), return: () => assert.fail() });
    const rejecting = () => ({ ...throwing(), return: async () => assert.fail() });
    const rows = (begin) => ({ [Symbol.iterator]: begin });
    for await (const { status } of compareSnapshots(rows(throwing), rows(rejecting))) {
      assert.equal(status, "unchanged");
      break;
    }
  });

  it("each field is read once, and nothing of Object.prototype is", async (t) => {
    const reads = new Map();
    const counted = (target) =>
      new Proxy(target, {
        get(object, name, self) {
          reads.set(name, (reads.get(name) ?? 0) + 1);
          return Reflect.get(object, name, self);
        },
      });
    // With it the two would be repackaged.
    Object.defineProperty(Object.prototype, "contentDigest", { value: `tree1:${digits(7)}`, configurable: true });
    t.after(() => Reflect.deleteProperty(Object.prototype, "contentDigest"));
    const [before, after] = [row("wx1/e/f", 1), row("wx1/e/f", 2)];
    delete before.contentDigest;
    delete after.contentDigest;
    const [{ status, functionName }] = await all(compareSnapshots([counted(before)], [after]));
    assert.deepEqual([status, functionName], ["changed", "f"]);
    for (const name of ["authorizerAppid", "env", "functionName", "checksum"]) assert.equal(reads.get(name), 1, name);
  });

  it("runs iterators in the async context of the call", async () => {
    const tenant = new AsyncLocalStorage();
    const seen = [];
    const witness = (name) => ({
      [Symbol.asyncIterator]() {
        seen.push([name, "begin", tenant.getStore()]);
        return {
          next: async () => (seen.push([name, "next", tenant.getStore()]), { done: false, value: row("wx1/e/f", 1) }),
          return: async () => (seen.push([name, "return", tenant.getStore()]), {}),
        };
      },
    });
    const compared = tenant.run("caller", () => compareSnapshots(witness("before"), witness("after")));
    await tenant.run("consumer", async () => {
      for await (const _ of compared) break;
    });
    assert.ok(seen.length >= 6);
    for (const [name, what, store] of seen) assert.equal(store, "caller", `${name} ${what}`);
  });

  const MANY = soak(100_000, 20_000);
  it(`${MANY} rows of each side leave the module's memory as it was, and let others run`, async (t) => {
    function* rows(count, checksum) {
      for (let index = 0; index < count; index++) yield row(path(index), checksum(index));
    }
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    t.after(() => clearInterval(counting));
    const consume = async (count) => {
      const counts = {};
      for await (const { status } of compareSnapshots(
        rows(count, (at) => at),
        rows(count, (at) => (at % 100 ? at : at + 1e6)),
      ))
        counts[status] = (counts[status] ?? 0) + 1;
      return counts;
    };
    await consume(2_000);
    const before = memoryBytes();
    turns = 0;
    assert.deepEqual(await consume(MANY), { changed: MANY / 100, unchanged: (MANY * 99) / 100 });
    assert.equal(memoryBytes(), before);
    assert.ok(turns > 3, `${turns} turns`);
  });
});
