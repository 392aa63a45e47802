// What inspectPackage takes, and what is no package: each source gives the same report, a hostile one harms its own call alone.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { it } from "node:test";

import { comparePackages, inspectPackage, readEntry } from "wechat-function-link/package";

import { soon } from "../support/border.mjs";
import { zip } from "../packages/raw-zip.mjs";
import { invalid } from "../support/fresh.mjs";
import { bytesOf, filesOf, SAMPLE, storedZipOf, zipOf } from "../support/package-calls.mjs";
import { assigned, polluted, THROWING } from "../support/polluted.mjs";

const bytes = new Uint8Array(zipOf(SAMPLE));
// Of an even length, by its comment.
const even = (comment = "") => {
  const made = new Uint8Array(zip([{ name: "index.js", data: SAMPLE["index.js"] }], { end: { comment } }));
  return made.length % 2 === 0 ? made : even(" ");
};
const boom = () => {
  throw new Error("boom");
};
const outcome = (promise) =>
  soon(promise).then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

// In the middle of a larger buffer.
function embedded() {
  const larger = new Uint8Array(bytes.length + 20).fill(7);
  larger.set(bytes, 10);
  return larger.subarray(10, 10 + bytes.length);
}

const SOURCES = {
  "an ArrayBuffer": () => bytes.slice().buffer,
  "a Uint8Array": () => bytes,
  "a part of a larger buffer": embedded,
  "a DataView": () => new DataView(embedded().buffer, 10, bytes.length),
  "a Uint16Array": () => new Uint16Array(even().buffer),
  "a Blob": () => new Blob([bytes.subarray(0, 50), bytes.subarray(50)]),
  "a File": () => new File([bytes], "package.zip"),
};
for (const [what, source] of Object.entries(SOURCES)) {
  it(`${what} is inspected, read and compared`, async () => {
    const report = await inspectPackage(source());
    assert.equal(report.entryFile.path, "index.js");
    assert.deepEqual(await readEntry(source(), "index.js"), bytesOf(SAMPLE["index.js"]));
    assert.equal((await comparePackages(source(), source())).same, true);
  });
}

it("files one by one give the entries and the digest of the zip that they would make", async () => {
  const [ofZip, ofFiles] = [await inspectPackage(bytes), await inspectPackage(filesOf(SAMPLE))];
  assert.equal(ofFiles.contentDigest, ofZip.contentDigest);
  assert.deepEqual(
    ofFiles.entries.map(({ path, size, checksum, kind }) => ({ path, size, checksum, kind })),
    ofZip.entries.map(({ path, size, checksum, kind }) => ({ path, size, checksum, kind })),
  );
  assert.equal(ofFiles.size, Object.values(SAMPLE).join("").length);
  assert.ok(!("checksum" in ofFiles) && "checksum" in ofZip);
  assert.deepEqual(ofFiles.findings, []);
});

it("files as an array, as a generator and none at all", async () => {
  const array = [{ path: "index.js", bytes: bytesOf(SAMPLE["index.js"]) }];
  assert.equal((await inspectPackage({ files: array })).entries.length, 1);
  const { entries, findings } = await inspectPackage({ files: [] });
  assert.deepEqual([entries, findings.map(({ code }) => code)], [[], ["NO_INDEX"]]);
});

const detached = () => {
  const buffer = bytes.slice().buffer;
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
};
const resizable = () => new ArrayBuffer(8, { maxByteLength: 16 });
const outOfBounds = () => {
  const buffer = resizable();
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(4);
  return view;
};
const iterator = (next, more) => ({ files: { [Symbol.asyncIterator]: () => ({ next, ...more }) } });
const HOSTILE = {
  undefined: () => undefined,
  null: () => null,
  "a number": () => 5,
  "a string": () => "package.zip",
  "an object": () => ({}),
  "a function": () => () => {},
  "an array": () => [1, 2],
  "a detached buffer": detached,
  "a view of a detached buffer": () => {
    const view = new Uint8Array(bytes);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  },
  "a SharedArrayBuffer": () => new SharedArrayBuffer(100),
  "a view of a SharedArrayBuffer": () => new Uint8Array(new SharedArrayBuffer(100)),
  "a resizable buffer": resizable,
  "a view of a resizable buffer": () => new Uint8Array(resizable(), 2),
  "a view that is out of its buffer's bounds": outOfBounds,
  "a proxy that throws": () => new Proxy({}, { get: boom, has: boom, getPrototypeOf: boom }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "an object that claims to be a buffer": () => ({ byteLength: 5, slice: boom, __proto__: ArrayBuffer.prototype }),
  "a Blob that lies about its size": () => ({ size: 10, slice: () => new Blob([bytes]) }),
  "a Blob that gives too little": () => ({ size: 1e6, slice: (...range) => new Blob([bytes]).slice(...range) }),
  "a Blob of a size that no memory has": () => ({ size: 2 ** 52, slice: () => new Blob([bytes]) }),
  "a Blob whose slice is none": () => ({ size: 5, slice: () => 5 }),
  "a Blob that gives other things than bytes": () => ({
    size: 5,
    slice: () => ({ arrayBuffer: async () => "text" }),
  }),
  "files that are no list": () => ({ files: 5 }),
  "files that are text": () => ({ files: "ab" }),
  "files whose iterator is none": () => ({ files: { [Symbol.asyncIterator]: () => 5 } }),
  "files that answer not as an iterator": () => iterator(async () => 5),
  "a file that is no object": () => ({ files: [5] }),
  "a file that is null": () => ({ files: [null] }),
  "a file without a path": () => ({ files: [{ bytes }] }),
  "a file with an empty path": () => ({ files: [{ path: "", bytes }] }),
  "a file with a lone surrogate in its path": () => ({ files: [{ path: "\ud800", bytes }] }),
  "a file without bytes": () => ({ files: [{ path: "a" }] }),
  "a file whose bytes are text": () => ({ files: [{ path: "a", bytes: "text" }] }),
  "a file of a detached buffer": () => ({ files: [{ path: "a", bytes: detached() }] }),
  "a file whose path throws": () => ({ files: [Object.defineProperty({ bytes }, "path", { get: boom })] }),
};
for (const [what, source] of Object.entries(HOSTILE)) {
  it(`${what} is INVALID_ARGUMENT, and harms no other call`, async () => {
    const other = inspectPackage(bytes);
    await invalid(soon(inspectPackage(source())), /source/);
    await invalid(soon(readEntry(source(), "index.js")), /source/);
    await invalid(soon(comparePackages(bytes, source())), /after|source/);
    assert.equal((await other).entries.length, 2);
  });
}

it("options of a wrong type are INVALID_ARGUMENT", async () => {
  for (const options of [
    5,
    { maxBytes: "1" },
    { maxBytes: -1 },
    { maxBytes: Number.NaN },
    { maxEntries: 0 },
    { maxEntries: 1.5 },
    { signal: {} },
    Object.defineProperty({}, "maxBytes", { get: boom }),
  ]) {
    await invalid(inspectPackage(bytes, options), /options/);
  }
  for (const options of [
    { ignore: "a" },
    { ignore: [5] },
    { ignore: ["[a"] },
    { modes: 1 },
    { ignoreCrAtEol: "yes" },
  ]) {
    await invalid(comparePackages(bytes, bytes, options), /options/);
  }
  for (const path of [undefined, 5, "\ud800", { toString: boom }]) await invalid(readEntry(bytes, path), /path/);
});

it("a source's own failure is the rejection, untouched", async () => {
  const reason = new Error("the disk is gone");
  const failing = [
    iterator(async () => Promise.reject(reason)),
    {
      size: 5,
      slice: () => ({ arrayBuffer: async () => Promise.reject(reason) }),
    },
    {
      files: (async function* () {
        yield* [];
        throw reason;
      })(),
    },
  ];
  for (const source of failing) assert.equal((await outcome(inspectPackage(source))).error, reason);
});

it("arguments are read once, at the call", async () => {
  const options = { maxEntries: 5 };
  const reads = [];
  const source = {
    get files() {
      reads.push("files");
      return [{ path: "index.js", bytes: bytesOf("1") }];
    },
  };
  const inspected = inspectPackage(source, options);
  options.maxEntries = -1;
  assert.deepEqual(reads, ["files"]);
  assert.equal((await inspected).entries.length, 1);
  assert.deepEqual(reads, ["files"]);
});

it("a buffer that is detached while it is read is INVALID_ARGUMENT", async () => {
  const large = new Uint8Array(storedZipOf({ "index.js": "x".repeat(100), big: "y".repeat(9_000_000) }));
  const inspected = inspectPackage(large);
  structuredClone(large.buffer, { transfer: [large.buffer] });
  await invalid(soon(inspected), /source/);
});

it("a signal ends a call at once, whatever it waits for, and its source is left", async () => {
  for (const abortsBefore of [true, false]) {
    const controller = new AbortController();
    const reason = { own: "reason" };
    let isLeft = false;
    const waiting = iterator(() => new Promise(() => {}), { return: async () => (isLeft = true) });
    if (abortsBefore) controller.abort(reason);
    const calls = [
      outcome(inspectPackage(waiting, { signal: controller.signal })),
      outcome(readEntry(waiting, "a", { signal: controller.signal })),
      outcome(comparePackages(bytes, waiting, { signal: controller.signal })),
    ];
    await inspectPackage(bytes); // the module is loaded, and the source is waited for
    if (!abortsBefore) controller.abort(reason);
    for (const { error } of await Promise.all(calls)) assert.equal(error, reason);
    assert.equal(isLeft, !abortsBefore);
  }
});

it("a long inspection yields to the event loop, and its signal is seen between its steps", async () => {
  const large = new Uint8Array(
    storedZipOf(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`${at}`, "z".repeat(1e6)]))),
  );
  const controller = new AbortController();
  let turns = 0;
  const counted = outcome(inspectPackage(large));
  const timer = setInterval(() => turns++, 0);
  await counted;
  clearInterval(timer);
  assert.ok(turns > 0, "the event loop stood still");
  const ended = outcome(inspectPackage(large, { signal: controller.signal }));
  setTimeout(() => controller.abort("enough"), 1);
  assert.equal((await ended).error, "enough");
});

it("files are asked for in the async context of their call", async () => {
  const tenant = new AsyncLocalStorage();
  const seen = [];
  const noting = (name) =>
    iterator(async () => {
      seen.push([name, tenant.getStore()]);
      return seen.filter(([by]) => by === name).length > 3
        ? { done: true }
        : { done: false, value: { path: `${seen.length}`, bytes } };
    });
  const names = ["a", "b", "c"];
  await Promise.all(names.map((name) => tenant.run(name, () => inspectPackage(noting(name)))));
  assert.ok(seen.length >= 12);
  for (const [name, store] of seen) assert.equal(name, store);
});

it("what Object.prototype holds is ignored", async () => {
  const expected = [await inspectPackage(bytes), await comparePackages(bytes, filesOf(SAMPLE))];
  const own = ["tree", "refused", "maxBytes", "maxEntries", "modified", "packageJson", "contentDigest", "checksum"];
  own.push("entryFile", "ignore", "modes", "ignoreCrAtEol", "patches", "arrived", "patch", "readAt", "files");
  const others = ["bytes", "size", "read", "slice"]; // the runtime itself reads these
  for (const [names, value] of [
    [[...own, ...others], assigned(5)],
    [[...own, ...others], assigned("text")],
    [own, THROWING],
  ]) {
    const descriptors = Object.fromEntries(names.map((name) => [name, value]));
    const seen = await polluted(descriptors, async () => [
      await outcome(inspectPackage(bytes)),
      await outcome(comparePackages(bytes, filesOf(SAMPLE))),
    ]);
    assert.deepEqual(
      seen.map((one) => (Object.hasOwn(one, "error") ? String(one.error.stack) : one.value)),
      expected,
    );
  }
});
