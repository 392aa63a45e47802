// inspect: true of downloadFunction and saveFunction: the report comes with the result, and what it finds never fails a call.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { inspectPackage } from "wechat-function-link/package";

import { zip } from "../packages/raw-zip.mjs";
import { rejection } from "../support/calls.mjs";
import { SAMPLE, storedZipOf, zipOf } from "../support/package-calls.mjs";
import { assertFiles, folderOf, functionRequest, platform } from "../support/saving.mjs";

const fixture = (name) => readFileSync(new URL(`../packages/${name}.zip`, import.meta.url));
const PACKAGES = {
  tidy: zipOf(SAMPLE),
  duplicate: fixture("duplicate"),
  "no-zip": Buffer.from("these bytes are no zip"),
  large: storedZipOf({ "index.js": "exports.main = 1;", big: "b".repeat(9_000_000) }),
};

// Each way to get a package, with its report.
const WAYS = {
  "into memory": async (request, options) => {
    const { bytes, ...result } = await downloadFunction(request, { ...options, inspect: true });
    return { ...result, got: Buffer.from(bytes) };
  },
  "into a stream": async (request, options) => {
    const chunks = [];
    const to = new WritableStream({ write: (chunk) => void chunks.push(chunk) });
    const result = await downloadFunction(request, { ...options, to, inspect: true });
    assert.equal("bytes" in result, false);
    return { ...result, got: Buffer.concat(chunks) };
  },
  "into a file": async (request, options, folder) => {
    const path = join(folder, "saved.zip");
    const result = await saveFunction(request, path, { ...options, inspect: true });
    return { ...result, got: readFileSync(path) };
  },
};

for (const [way, get] of Object.entries(WAYS)) {
  for (const [name, bytes] of Object.entries(PACKAGES)) {
    it(`${way}: ${name}`, async (t) => {
      const { url } = await platform(t, { login: bytes });
      const { inspection, checksum, size, got } = await get(functionRequest("login"), { baseUrl: url }, folderOf(t));
      assert.ok(got.equals(bytes));
      assert.deepEqual([inspection.size, inspection.checksum], [size, checksum]);
      if (name === "no-zip") {
        const [{ level, code, message }] = inspection.findings;
        assert.deepEqual([level, code, inspection.entries], ["error", "NO_END_RECORD", []]);
        assert.ok(message.length > 10 && !("contentDigest" in inspection));
      } else assert.deepEqual(inspection, await inspectPackage(bytes));
    });
  }
}

it("without inspect, and with inspect: false, there is no report", async (t) => {
  const { url } = await platform(t, { login: PACKAGES.tidy });
  for (const options of [{}, { inspect: false }, { inspect: undefined }]) {
    const download = await downloadFunction(functionRequest("login"), { baseUrl: url, ...options });
    const saved = await saveFunction(functionRequest("login"), join(folderOf(t), "x.zip"), {
      baseUrl: url,
      ...options,
    });
    for (const result of [download, saved]) assert.equal("inspection" in result, false);
  }
});

it("anything else than true or false is INVALID_ARGUMENT, and nothing is sent", async () => {
  const fetch = () => assert.fail("something was sent");
  for (const inspect of [1, "yes", null, {}]) {
    const error = await rejection(downloadFunction(functionRequest("login"), { fetch, inspect }), "INVALID_ARGUMENT");
    assert.match(error.message, /options\.inspect/);
  }
});

it("a package that does not match its checksum is rejected as ever, and its stream is aborted", async (t) => {
  const { url } = await platform(t, { login: PACKAGES.tidy });
  const other = zip([{ name: "index.js", data: "other" }]);
  const fetch = async (...parameters) => {
    const response = await globalThis.fetch(...parameters);
    return response.headers.get("content-type")?.includes("json") || String(parameters[0]).includes("/tcb/")
      ? response
      : new Response(other);
  };
  let isAborted = false;
  const to = new WritableStream({ abort: () => void (isAborted = true) });
  const options = { baseUrl: url, fetch, inspect: true, maxAttempts: 1 };
  await rejection(downloadFunction(functionRequest("login"), { ...options, to }), "CHECKSUM_MISMATCH");
  assert.ok(isAborted);
});

it("an abort while it is inspected rejects, and leaves no file", async (t) => {
  const entries = Array.from({ length: 10 }, (_, at) => [`${at}`, "z".repeat(1_000_000)]);
  const { url } = await platform(t, { login: storedZipOf(Object.fromEntries(entries)) });
  const folder = folderOf(t);
  const controller = new AbortController();
  // The last bytes have arrived; what follows are the checksum and the inspection.
  const onProgress = ({ transferredBytes, totalBytes }) => {
    if (transferredBytes === totalBytes) setTimeout(() => controller.abort("enough"));
  };
  const options = { baseUrl: url, inspect: true, signal: controller.signal, onProgress };
  const saved = saveFunction(functionRequest("login"), join(folder, "x.zip"), options);
  assert.equal(
    await saved.then(
      () => "it was saved",
      (reason) => reason,
    ),
    "enough",
  );
  assertFiles(folder, {});
});
