// Errors through a relay are those without one.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction, getFunctionLink } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

import { rejection } from "../support/calls.mjs";
import { direct, relayed, wish } from "../support/relayed.mjs";
import { assertFiles, folderOf } from "../support/saving.mjs";
import { sha256 } from "../support/storage.mjs";

describe("an error through a relay is the one without it:", () => {
  const told = ({ code, message, advice, retryable, errcode, errmsg }) => {
    const withoutRid = (text) => text?.replace(/rid: \S+/, "rid");
    return { code, message: withoutRid(message), advice, retryable, errcode, errmsg: withoutRid(errmsg) };
  };
  for (const [env, functionName] of [
    ["errcode", "-1"],
    ["errcode", "40001"],
    ["errcode", "41001"],
    ["errcode", "48001"],
    ["errcode", "61004"],
    ["errcode", "45009"],
    ["errcode", "-501009"],
    ["errcode", "40101"],
    ["reply", "html"],
    ["reply", "missing-url"],
    ["reply", "redirect"],
    ["reply", "status-412"],
    ["reply", "errcode-unknown"],
  ]) {
    it(`${functionName}`, async (t) => {
      const { relay, sandbox } = await relayed(t, { maxAttempts: 1 });
      const { request, options } = direct(sandbox);
      const asked = { env, functionName };
      const code = await getFunctionLink({ ...request, ...asked }, { ...options, maxAttempts: 1 }).then(
        () => assert.fail(),
        (error) => error.code,
      );
      const own = await rejection(getFunctionLink({ ...request, ...asked }, { ...options, maxAttempts: 1 }), code);
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await rejection(call(asked, { relay }), code);
        assert.deepEqual(told(error), told(own));
        assert.equal(error.rid === undefined, own.rid === undefined);
        assert.equal(error.attempts, 1, "the relay has tried again by itself");
        assert.equal(error.status, undefined);
      }
    });
  }

  for (const [functionName, code] of [
    ["not-found", "HTTP_STATUS"],
    ["redirect-elsewhere", "REDIRECT_REFUSED"],
    ["gzip", "CONTENT_ENCODED"],
    ["expired", "LINK_EXPIRED"],
    ["corrupt", "CHECKSUM_MISMATCH"],
  ]) {
    it(`${functionName}, of the storage host`, async (t) => {
      const { relay, sandbox } = await relayed(t);
      const { request, options } = direct(sandbox);
      const asked = { env: "download", functionName };
      const own = told(await rejection(downloadFunction({ ...request, ...asked }, options), code));
      const through = told(await rejection(downloadFunction(asked, { relay }), code));
      if (code !== "REDIRECT_REFUSED") return assert.deepEqual(through, own);
      // A relay withholds the host.
      assert.deepEqual({ ...through, message: "", advice: "" }, { ...own, message: "", advice: "" });
      assert.match(own.message, /its host \S+ is not in allowedHosts/);
      assert.match(
        through.message,
        /^a redirect of the storage host \(HTTP status 302\) was refused: the relay's allowedHosts/,
      );
    });
  }

  it("what the relay does not let in", async (t) => {
    for (const [options, status, advice] of [
      [{ authorize: () => null }, 401, /Sign in/],
      [{ authorize: () => ({}) }, 403, /operator/],
      [{ allowNonBrowser: false }, 403, /own origin/],
      [{ basePath: "/other" }, 404, /base path/],
    ]) {
      const { relay } = await relayed(t, options);
      for (const call of [getFunctionLink, downloadFunction]) {
        const error = await rejection(call(wish, { relay }), "RELAY_REFUSED");
        assert.deepEqual([error.status, error.retryable, error.attempts], [status, false, 1]);
        assert.match(error.advice, advice);
      }
    }
  });
});

describe("a package that does not match", () => {
  const asked = { env: "download", functionName: "corrupt" };

  it("row 77: is the same error through a relay as without one", async (t) => {
    const { relay, sandbox, requests, entries } = await relayed(t);
    const { request, options } = direct(sandbox);
    const own = await rejection(downloadFunction({ ...request, ...asked }, options), "CHECKSUM_MISMATCH");
    const error = await rejection(downloadFunction(asked, { relay }), "CHECKSUM_MISMATCH");
    for (const name of ["message", "advice", "retryable", "expected", "actual", "size"])
      assert.equal(error[name], own[name], name);
    assert.deepEqual(
      entries.map(({ status, code, expected, actual, size }) => ({ status, code, expected, actual, size })),
      requests.map(() => {
        return { status: 502, code: "CHECKSUM_MISMATCH", expected: own.expected, actual: own.actual, size: own.size };
      }),
    );
    const folder = folderOf(t);
    await rejection(saveFunction(asked, `${folder}/login.zip`, { relay }), "CHECKSUM_MISMATCH");
    assertFiles(folder, {});
  });

  for (const to of [false, true]) {
    it(`row 77: once is fetched afresh, ${to ? "to a stream" : "to memory"}`, async (t) => {
      let asked = 0;
      const { relay, sandbox } = await relayed(t, {
        fetch: async (url, init) => {
          const response = await sandbox.fetch(url, init);
          if (init.method !== "GET" || ++asked > 1) return response;
          const bytes = new Uint8Array(await response.arrayBuffer());
          bytes[0] ^= 1;
          return new Response(bytes);
        },
      });
      const chunks = [];
      const options = to ? { relay, to: new WritableStream({ write: (chunk) => void chunks.push(chunk) }) } : { relay };
      const { checksum, size, bytes = Buffer.concat(chunks) } = await downloadFunction(wish, options);
      assert.deepEqual([asked, bytes.length, sha256(bytes)], [2, size, checksum]);
    });
  }
});
