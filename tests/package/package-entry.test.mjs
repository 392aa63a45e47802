// readEntry: one file of a package, checked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";

import { readEntry } from "wechat-function-link/package";

import { zip } from "../packages/raw-zip.mjs";
import { rejection } from "../support/calls.mjs";
import { bytesOf, filesOf, SAMPLE, storedZipOf, textOf, zipOf } from "../support/package-calls.mjs";

const fixture = (name) => readFileSync(new URL(`../packages/${name}.zip`, import.meta.url));
const deep = zip([
  { name: "index.js", data: "1" },
  { name: "lib/", data: "" },
  { name: "empty", data: "" },
  { name: "link", data: "index.js", mode: 0o120777 },
]);

it("a file of a zip and of files one by one, the empty one too", async () => {
  for (const source of [() => zipOf(SAMPLE), () => filesOf(SAMPLE)]) {
    for (const [path, text] of Object.entries(SAMPLE)) assert.equal(textOf(await readEntry(source(), path)), text);
  }
  const nothing = await readEntry(deep, "empty");
  assert.ok(nothing instanceof Uint8Array && nothing.length === 0);
});

it("a large file, in an own buffer that holds nothing else", async () => {
  const text = "0123456789abcdef".repeat(200_000);
  const bytes = await readEntry(storedZipOf({ "index.js": text }), "index.js");
  assert.equal(textOf(bytes), text);
  assert.deepEqual([bytes.byteOffset, bytes.buffer.byteLength], [0, text.length]);
});

it("no such file, a directory and a symbolic link are INVALID_ARGUMENT, and the path is named", async () => {
  for (const path of ["nope", "", "lib", "lib/", "link", "INDEX.JS", "./index.js", "/index.js"]) {
    const error = await rejection(readEntry(deep, path), "INVALID_ARGUMENT");
    assert.ok(error.message.includes(JSON.stringify(path)), error.message);
  }
  await rejection(readEntry(filesOf(SAMPLE), "nope"), "INVALID_ARGUMENT");
});

it("a larger file than maxBytes is TOO_LARGE", async () => {
  const { length } = SAMPLE["index.js"];
  for (const source of [() => zipOf(SAMPLE), () => filesOf(SAMPLE)]) {
    const { message } = await rejection(readEntry(source(), "index.js", { maxBytes: length - 1 }), "TOO_LARGE");
    assert.match(message, new RegExp(`maxBytes, ${length - 1} bytes`));
    assert.equal((await readEntry(source(), "index.js", { maxBytes: length })).length, length);
    assert.equal((await readEntry(source(), "index.js", { maxBytes: Infinity })).length, length);
  }
  const { message } = await rejection(readEntry(storedZipOf({ big: "x".repeat(16_777_217) }), "big"), "TOO_LARGE");
  assert.match(message, /16777216/);
});

it("a damaged file, a name that is not unique and bytes that are no zip are BAD_PACKAGE", async () => {
  const damaged = {
    crc: "CRC_MISMATCH",
    "deflate-damaged": "DEFLATE_DAMAGED",
    encrypted: "ENCRYPTED",
    "local-name": "HEADER_MISMATCH",
    duplicate: "DUPLICATE_NAME",
    "no-bytes": "NO_END_RECORD",
  };
  const list = JSON.parse(readFileSync(new URL("../packages/fixtures.json", import.meta.url), "utf8"));
  for (const [name, reason] of Object.entries(damaged)) {
    const { findings = [] } = list.find(({ file }) => file === `${name}.zip`);
    const path = findings.find(({ code }) => code === reason)?.path ?? "index.js";
    const error = await rejection(readEntry(fixture(name), path), "BAD_PACKAGE");
    assert.deepEqual([error.reason, error.retryable], [reason, false], name);
  }
  const twice = {
    files: [
      { path: "a", bytes: bytesOf("1") },
      { path: "a", bytes: bytesOf("2") },
    ],
  };
  assert.equal((await rejection(readEntry(twice, "a"), "BAD_PACKAGE")).reason, "DUPLICATE_NAME");
});

it("a sound file beside a damaged one is read", async () => {
  const half = zip([
    { name: "index.js", data: "good" },
    { name: "bad", data: "x", crc: 5 },
  ]);
  assert.equal(textOf(await readEntry(half, "index.js")), "good");
  assert.equal((await rejection(readEntry(half, "bad"), "BAD_PACKAGE")).reason, "CRC_MISMATCH");
});
