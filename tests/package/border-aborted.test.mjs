// Row 60: a call that is refused before its first request aborts `to`, so that its reader gets the error.
import assert from "node:assert/strict";
import { it } from "node:test";

import * as index from "wechat-function-link";

import { asks, fails, platform, soon } from "../support/border.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { BOOM, boom } from "../support/hostile.mjs";

const COPIES = { "before the module has loaded": () => freshPackage("index"), "once it has": () => index };
const lacking = (name) => {
  const { [name]: _, ...rest } = asks("a");
  return rest;
};
const sound = asks("a");

// Request, options, and the right code.
const REFUSED = {
  "no token": [lacking("accessToken"), {}, "INVALID_ARGUMENT"],
  "no environment": [lacking("env"), {}, "INVALID_ARGUMENT"],
  "an empty environment": [{ ...sound, env: "" }, {}, "INVALID_ARGUMENT"],
  "an empty name": [{ ...sound, functionName: "" }, {}, "INVALID_ARGUMENT"],
  "an appid of 65 bytes": [{ ...sound, authorizerAppid: "x".repeat(65) }, {}, "INVALID_ARGUMENT"],
  "no request": [undefined, {}, "INVALID_ARGUMENT"],
  "a request that throws": [Object.defineProperty({ ...sound }, "env", { get: boom }), {}, "INVALID_ARGUMENT"],
  baseUrl: [sound, { baseUrl: "http://api.weixin.qq.com" }, "INVALID_ARGUMENT"],
  fallbackBaseUrls: [sound, { fallbackBaseUrls: [5] }, "INVALID_ARGUMENT"],
  fetch: [sound, { fetch: 5 }, "INVALID_ARGUMENT"],
  signal: [sound, { signal: {} }, "INVALID_ARGUMENT"],
  timeoutMs: [sound, { timeoutMs: 0 }, "INVALID_ARGUMENT"],
  attemptTimeoutMs: [sound, { attemptTimeoutMs: NaN }, "INVALID_ARGUMENT"],
  idleTimeoutMs: [sound, { idleTimeoutMs: -1 }, "INVALID_ARGUMENT"],
  maxAttempts: [sound, { maxAttempts: 0 }, "INVALID_ARGUMENT"],
  maxBytes: [sound, { maxBytes: -1 }, "INVALID_ARGUMENT"],
  allowedHosts: [sound, { allowedHosts: [""] }, "INVALID_ARGUMENT"],
  engine: [sound, { engine: "none" }, "INVALID_ARGUMENT"],
  onStart: [sound, { onStart: 5 }, "INVALID_ARGUMENT"],
  onProgress: [sound, { onProgress: 5 }, "INVALID_ARGUMENT"],
  relay: [sound, { relay: 5 }, "INVALID_ARGUMENT"],
  "a token beside a relay": [sound, { relay: "https://relay.example" }, "INVALID_ARGUMENT"],
  "an option that throws": [
    sound,
    Object.defineProperty({}, "maxBytes", { get: boom, enumerable: true }),
    "INVALID_ARGUMENT",
  ],
  "a host that is not allowed": [sound, { allowedHosts: [] }, "HOST_REFUSED"],
  "a provider that throws": [{ ...sound, accessToken: boom }, {}, "TOKEN_REJECTED"],
};

// A `to` whose other end is read.
function read() {
  const { readable, writable } = new TransformStream();
  return {
    to: writable,
    end: readable
      .getReader()
      .read()
      .then(
        (chunk) => ({ chunk }),
        (reason) => ({ reason }),
      ),
  };
}

for (const [when, copy] of Object.entries(COPIES)) {
  for (const [what, [request, more, code]] of Object.entries(REFUSED)) {
    it(`row 60: to is aborted where the call is refused for ${what}, ${when}`, async (t) => {
      const { downloadFunction } = copy();
      const { options } = await platform(t);
      const { to, end } = read();
      // The getters of `more` stay getters.
      const given = Object.defineProperties({ ...options(), to }, Object.getOwnPropertyDescriptors(more));
      const error = await fails(downloadFunction(request, given), code);
      const { chunk, reason } = await soon(end, "the reader");
      assert.ok(reason === error, `the reader saw ${JSON.stringify(chunk) ?? reason}`);
      assert.equal(to.locked, false);
    });
  }

  it(`row 60: to is aborted by the reason of a signal that aborted before, ${when}`, async (t) => {
    const { downloadFunction } = copy();
    const { options, requests } = await platform(t);
    const { to, end } = read();
    const download = downloadFunction(sound, { ...options(), to, signal: AbortSignal.abort(BOOM) });
    await soon(assert.rejects(download, (reason) => reason === BOOM));
    assert.ok((await soon(end, "the reader")).reason === BOOM);
    assert.deepEqual([to.locked, requests.length], [false, 0]);
  });

  it(`row 60: a to that is locked is refused, and stays its owner's, ${when}`, async (t) => {
    const { downloadFunction } = copy();
    const { options } = await platform(t);
    const written = [];
    const to = new WritableStream({ write: (chunk) => void written.push(chunk) });
    const writer = to.getWriter();
    await fails(downloadFunction(sound, { ...options(), to }), "INVALID_ARGUMENT");
    await writer.write("mine");
    await writer.close();
    assert.deepEqual(written, ["mine"]);
  });
}
