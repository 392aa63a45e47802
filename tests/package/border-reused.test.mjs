// Row 59: a producer that reuses its buffer: the written bytes are the hashed ones.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";

import { answering, asks, relayOptions, relayRequest, sha256, soon, turn } from "../support/border.mjs";
import { freshPackage, replaced } from "../support/fresh.mjs";
import { REUSING } from "../support/reusing.mjs";
import { folderOf } from "../support/saving.mjs";

// Every chunk differs from every other one, and the last is shorter.
const PACKAGE = Buffer.concat([
  Buffer.concat(Array.from("abcdefghijklmnopqrstuvwxyz", (letter) => Buffer.alloc(1000, letter))),
  Buffer.from("the end"),
]);
const CHECKSUM = sha256(PACKAGE);
const reply = { errcode: 0, errmsg: "ok", url: "https://border.myqcloud.com/a?sign=x", checksum: CHECKSUM };

const fetchOf = (body) => async (url, init) => {
  if (String(url).includes("/tcb/")) return answering(reply)(url, init);
  const made = body(PACKAGE);
  return made instanceof ReadableStream ? new Response(made) : { ...(await answering("")(url, init)), body: made };
};

// A stream that takes several chunks ahead and reads each later.
function slow() {
  const chunks = [];
  const write = async (chunk) => {
    await turn();
    await turn();
    chunks.push(Buffer.from(chunk));
  };
  return { to: new WritableStream({ write }, { highWaterMark: 16 }), bytes: () => Buffer.concat(chunks) };
}

async function everywhere(t, { downloadFunction, saveFunction, createRelay }, options) {
  const { bytes } = await soon(downloadFunction(asks("a"), options));
  assert.equal(sha256(bytes), CHECKSUM, "in memory");
  const { to, bytes: written } = slow();
  await soon(downloadFunction(asks("a"), { ...options, to }));
  assert.equal(sha256(written()), CHECKSUM, "in the stream");
  const path = join(folderOf(t), "saved.zip");
  await soon(saveFunction(asks("a"), path, options));
  assert.equal(sha256(readFileSync(path)), CHECKSUM, "in the file");
  const relay = createRelay(relayOptions(options));
  const response = await soon(relay(relayRequest("download", { env: "border", functionName: "a" })));
  assert.equal(response.status, 200);
  // The client reads each chunk late, too.
  const received = [];
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    await turn();
    received.push(read.value);
  }
  assert.equal(sha256(Buffer.concat(received)), CHECKSUM, "through the relay");
}

const named = { downloadFunction, saveFunction, createRelay };
for (const [what, body] of Object.entries(REUSING)) {
  it(`row 59: options.fetch whose body is ${what}`, (t) => everywhere(t, named, { fetch: fetchOf(body) }));

  it(`row 59: a global fetch that was replaced, whose body is ${what}`, async (t) => {
    replaced(t, globalThis, "fetch", fetchOf(body));
    await everywhere(t, named, {});
  });

  it(`row 59: a global fetch that was replaced before the first call, whose body is ${what}`, async (t) => {
    const fresh = freshPackage("index", "fs", "relay");
    replaced(t, globalThis, "fetch", fetchOf(body));
    await everywhere(t, fresh, {});
  });

  it(`row 59: options.fetch that wraps the runtime's, whose body is ${what}, through a relay's client`, async () => {
    const relay = createRelay(relayOptions({ fetch: fetchOf(body) }));
    const fetch = async (url, init) => {
      const response = await relay(new Request(url, init));
      const whole = Buffer.from(await response.arrayBuffer());
      return new Response(REUSING["a stream"](whole), { status: response.status, headers: response.headers });
    };
    const request = { env: "border", functionName: "a" };
    const { to, bytes: written } = slow();
    await soon(downloadFunction(request, { relay: "http://127.0.0.1/", fetch, to }));
    assert.equal(sha256(written()), CHECKSUM);
    const { bytes } = await soon(downloadFunction(request, { relay: "http://127.0.0.1/", fetch }));
    assert.equal(sha256(bytes), CHECKSUM);
  });

  it(`row 59: a source of verifyChecksum that is ${what}`, async () => {
    assert.equal(await soon(verifyChecksum(body(PACKAGE), CHECKSUM)), true);
    assert.equal(await soon(verifyChecksum(body(PACKAGE.subarray(1)), CHECKSUM)), false);
  });
}

it("row 59: a stream's consumer that overwrites what it was given changes nothing that is hashed", async () => {
  for (const body of Object.values(REUSING)) {
    const to = new WritableStream({ write: (chunk) => void chunk.fill(0) });
    assert.equal((await soon(downloadFunction(asks("a"), { fetch: fetchOf(body), to }))).checksum, CHECKSUM);
  }
});
