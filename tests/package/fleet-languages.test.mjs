// What snapshots and archives say, in Chinese, too.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { describeError, FunctionLinkError } from "wechat-function-link";
import { fileArchive } from "wechat-function-link/fleet";

import { archiveOf, arrayOf, bytesIn, digestOf, filesIn } from "../support/archives.mjs";
import { fleetOf, merchantOf } from "../support/fleets.mjs";

const ENGLISH = /\b(the|is|of|was|not|must|by|and|its|to|or|could|answer\w*|look|check|try)\b/;
const withoutNames = (text) => text.replace(/"[^"]*"|options\.\w+|\/\S+|file: URL/g, "");

it("every error has a Chinese text", async (t) => {
  const { archive, folder } = archiveOf(t);
  const bytes = new TextEncoder().encode("package");
  const checksum = digestOf(bytes);
  await archive.put(checksum, bytes);
  writeFileSync(join(folder, filesIn(folder)[0]), "damaged");
  writeFileSync(join(folder, "file"), "");
  const nowhere = fileArchive(join(folder, "file"));
  const fleet = fleetOf(t, { wx1: merchantOf({ prod: ["a"] }) });
  const row = { authorizerAppid: "wx1", env: "e", functionName: "f" };
  const calls = [
    () => archive.has("0"),
    () => archive.put("0".repeat(64), bytes),
    () => archive.put("0".repeat(64), "text"),
    () => archive.get(checksum).then(bytesIn),
    () => nowhere.has(checksum),
    () => nowhere.put(checksum, bytes),
    () => nowhere.writePart("one", "a", [row]),
    () => archive.writePart("-", "a", []),
    () => archive.writePart("one", "", []),
    () => archive.writePart("one", "a", "rows"),
    () => arrayOf(archive.snapshot("unknown")),
    async () => fileArchive(""),
    ...Object.entries({
      targets: 7,
      accessToken: 7,
      archive: {},
      id: "a b",
      previous: "unknown",
      full: 1,
      concurrency: 0,
      rate: 0,
      pauseMs: 0,
      signal: 7,
      onEvent: 7,
      fetch: 7,
    }).map(
      ([name, value]) =>
        () =>
          fleet.snapshot({ [name]: value }),
    ),
    () => fleet.snapshot({ archive: undefined }),
    () => fleet.snapshot({ accessToken: undefined }),
    ...[
      7,
      {},
      { authorizerAppid: "x".repeat(65) },
      { authorizerAppid: "a", env: "" },
      { authorizerAppid: "a", functionName: "f" },
    ].map((target) => () => fleet.snapshot({ targets: [target] })),
    () => fleet.snapshot({ onEvent: () => assert.fail("no") }),
  ];
  for (const call of calls) {
    const error = await call().then(assert.fail, (reason) => reason);
    assert.ok(FunctionLinkError.is(error), String(error));
    const { title, message, advice } = await describeError(error, { language: "zh-CN" });
    for (const text of [title, message, advice]) {
      assert.doesNotMatch(text, /英文原文/, `src/error has no Chinese for: ${error.message}`);
      assert.doesNotMatch(withoutNames(text), ENGLISH, error.message);
      assert.match(text, /[\u4e00-\u9fff]/, error.message);
    }
  }
});
