// What a platform, a token service or a storage host may answer: it harms the merchant that it concerns, and no other.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { arrayOf } from "../support/archives.mjs";
import { fleetOf, LISTS, LINK, merchantOf, nameOf } from "../support/fleets.mjs";
import { bytesOf, MIB } from "../support/saving.mjs";

const MERCHANTS = { wx1: merchantOf({ prod: ["a", "b"] }), wx2: merchantOf({ prod: ["a", "b"] }) };
const appidOf = (url) => new URL(url).searchParams.get("access_token")?.replace("sandbox-token-", "");

// The sandbox's fetch, with other replies to wx1's calls of a path.
const answering = (fleet, path, reply) => async (url, init) =>
  new URL(url).pathname === path && appidOf(url) === "wx1"
    ? new Response(typeof reply === "string" ? reply : JSON.stringify(reply))
    : fleet.sandbox.fetch(url, init);

const functions = (...rows) => ({ errcode: 0, errmsg: "ok", total_count: rows.length, functions: rows });
const row = (name, more) => ({
  name,
  runtime: "Nodejs18.15",
  status: "Active",
  mod_time: "2026-01-01 00:00:00",
  ...more,
});
const ODD_NAMES = [
  "__proto__",
  "constructor",
  "a/b",
  "..",
  "a b",
  "云函数",
  "\u{1f600}",
  '"',
  "\\",
  "x".repeat(5000),
  "%41",
  "a\u202eb",
];

describe("odd lists", () => {
  it("of names are kept as they are", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const list = functions(...ODD_NAMES.map((name) => row(name)));
    const { failures } = await fleet.snapshot({ id: "one", fetch: answering(fleet, LISTS[1], list) });
    const rows = await fleet.rows("one");
    assert.deepEqual(
      rows
        .filter(({ authorizerAppid }) => authorizerAppid === "wx1")
        .map(({ functionName }) => functionName)
        .sort(),
      [...ODD_NAMES].sort(),
    );
    assert.equal(failures, ODD_NAMES.length, "the sandbox does not have them");
    assert.equal(
      rows.filter(({ authorizerAppid }) => authorizerAppid === "wx2").every(({ error }) => !error),
      true,
    );
  });

  for (const [what, path, reply, code] of [
    ["a function's name has control characters", LISTS[1], functions(row("a\nb"), row("a")), "INVALID_ARGUMENT"],
    ["a function's name is empty", LISTS[1], functions(row("")), "PROTOCOL"],
    [
      "an environment's name has control characters",
      LISTS[0],
      { errcode: 0, info_list: [{ env: "a\u0000b" }] },
      "INVALID_ARGUMENT",
    ],
    ["an environment's name is empty", LISTS[0], { errcode: 0, info_list: [{ env: "" }] }, "PROTOCOL"],
    ["a list is no JSON", LISTS[1], "<html>", "PROTOCOL"],
    ["a list is endless", LISTS[1], `{"errcode":0,"functions":[${"[".repeat(2000)}`, "PROTOCOL"],
    ["a link has no checksum", LINK, { errcode: 0, errmsg: "ok", url: "https://a.myqcloud.com/" }, "PROTOCOL"],
    [
      "a link leads elsewhere",
      LINK,
      { errcode: 0, errmsg: "ok", url: "https://evil.example/", checksum: "0".repeat(64) },
      "HOST_REFUSED",
    ],
  ]) {
    it(`where ${what}, are an error of that merchant alone`, async (t) => {
      const fleet = fleetOf(t, MERCHANTS);
      const summary = await fleet.snapshot({ id: "one", fetch: answering(fleet, path, reply), maxAttempts: 1 });
      const rows = await fleet.rows("one");
      const failed = rows.filter(({ error }) => error);
      assert.ok(failed.length > 0 && failed.every(({ authorizerAppid }) => authorizerAppid === "wx1"));
      assert.deepEqual([...new Set(failed.map(({ error }) => error.code))], [code]);
      assert.deepEqual(rows.filter(({ authorizerAppid }) => authorizerAppid === "wx2").map(nameOf), [
        "wx2/prod/a",
        "wx2/prod/b",
      ]);
      assert.equal(summary.partial, true);
    });
  }

  it("of statuses, times and reasons are kept as far as they are texts", async (t) => {
    const fleet = fleetOf(t, MERCHANTS);
    const list = functions(
      row("a", { mod_time: 7, add_time: null, runtime: {}, status: 1 }),
      row("b", {
        status: "CreateFailed",
        status_reason: [{ errcode: 1e300, errmsg: "\ud800" }, { errcode: "x" }, null, 7],
      }),
    );
    const summary = await fleet.snapshot({ id: "one", fetch: answering(fleet, LISTS[1], list) });
    assert.deepEqual([summary.functions, summary.failures], [4, 0]);
  });

  it("of two environments: a package that one cannot deliver keeps the merchant open, not its other environment", async (t) => {
    const bytes = bytesOf(100);
    const broken = { functionName: "x", package: bytes, download: "not-found" };
    const fleet = fleetOf(t, {
      wx1: merchantOf({ prod: [broken, "a"], test: ["b"] }),
      wx2: merchantOf({ prod: ["c"] }),
    });
    let parts;
    const fetch = async (url, init) => {
      // The other merchant's list is the last call: everything of wx1 is done by then.
      if (appidOf(url) === "wx2" && new URL(url).pathname === LISTS[1]) {
        while (
          (parts = await arrayOf(fleet.archive.parts("one"))).filter((part) => part.startsWith("env-")).length === 0
        )
          await new Promise(setImmediate);
      }
      return fleet.sandbox.fetch(url, init);
    };
    const summary = await fleet.snapshot({ id: "one", fetch, maxAttempts: 1 });
    assert.equal(parts.filter((part) => part.startsWith("merchant-")).length, 0, "a run that goes on asks again");
    assert.deepEqual([summary.functions, summary.failures], [4, 1]);
  });
});

describe("a large package", () => {
  it("goes through a temporary file, is looked into and stored, and read back", async (t) => {
    const files = { "index.js": "exports.main = () => 1;\n", "data.bin": bytesOf(5 * MIB) };
    const fleet = fleetOf(t, { wx1: merchantOf({ prod: [{ functionName: "large", files }] }) });
    const summary = await fleet.snapshot({ id: "one" });
    const [large] = await fleet.rows("one");
    assert.ok(large.size > 5 * MIB && /^tree1:/.test(large.contentDigest) && !large.error);
    assert.deepEqual(summary.packages, { stored: 1, bytes: large.size });
    await fleet.snapshot({ id: "two", previous: null });
    assert.deepEqual(await fleet.rows("two"), [large]);
  });
});
