// Row 61: an onEvent that throws, or returns a promise that rejects.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, listEnvironments, listFunctions } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";

import { asks, drained, fails, packageOf, relayOptions, soon, strays } from "../support/border.mjs";
import { CANARY_TOKEN } from "../support/calls.mjs";
import { deferred } from "../support/faults.mjs";
import { refuses, signing } from "../support/observed.mjs";
import { folderOf } from "../support/saving.mjs";
import { fetchServer } from "../support/server.mjs";

it("row 61: a relay whose onEvent fails answers without that error", async (t) => {
  const none = strays(t);
  const { options } = await signing(t);
  const onEvent = () => {
    throw new Error(CANARY_TOKEN);
  };
  const audited = [];
  const audit = (entry) => audited.push(entry.code);
  const { url } = await fetchServer(t, createRelay(relayOptions({ ...options(), onEvent, audit })));
  for (const route of ["link", "download"]) {
    const body = JSON.stringify({ env: "border", functionName: "a" });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/${route}`, { method: "POST", headers, body });
    const text = await response.text();
    assert.ok(response.status >= 500 && !text.includes(CANARY_TOKEN), text);
    assert.equal(JSON.parse(text).error.code, "CALLBACK_FAILED");
  }
  assert.deepEqual(audited, ["CALLBACK_FAILED", "CALLBACK_FAILED"]);
  await none();
});

const thrown = new Error("mine");
const FAILING = {
  throws: () => {
    throw thrown;
  },
  "is async and throws": async () => {
    throw thrown;
  },
};
for (const [how, fail] of Object.entries(FAILING)) {
  it(`row 61: an onEvent that ${how} at the start ends the call before a request`, async (t) => {
    const none = strays(t);
    const { options, requests } = await signing(t);
    const folder = folderOf(t);
    const aborted = deferred();
    const calls = {
      link: (more) => getFunctionLink(asks("a"), more),
      memory: (more) => downloadFunction(asks("a"), more),
      stream: (more) => downloadFunction(asks("a"), { ...more, to: new WritableStream({ abort: aborted.resolve }) }),
      file: (more) => saveFunction(asks("a"), join(folder, "saved.zip"), more),
      environments: (more) => listEnvironments(asks("a"), more),
      functions: (more) => drained(listFunctions(asks("a"), more)),
      relayed: (more) => getFunctionLink({ env: "border", functionName: "a" }, { ...more, relay: options().baseUrl }),
    };
    for (const [what, call] of Object.entries(calls)) {
      const types = [];
      const onEvent = ({ type, code }) => {
        types.push([type, code]);
        return type === "start" ? fail() : undefined;
      };
      const error = await fails(call({ ...options(), onEvent }), "CALLBACK_FAILED");
      assert.ok(error.cause === thrown && error.message.includes("options.onEvent"), what);
      if (how === "throws") assert.equal(error.attempts, undefined, `${what}: nothing was sent`);
      assert.deepEqual(
        types,
        [
          ["start", undefined],
          ["error", "CALLBACK_FAILED"],
        ],
        what,
      );
      if (what === "stream") await soon(aborted.promise, "to's abort");
    }
    if (how === "throws") assert.equal(requests.length, 0);
    assert.deepEqual(readdirSync(folder), []);
    await none();
  });
}

it("row 61: an onEvent that throws at the end rejects the call; a file that was saved stays", async (t) => {
  const none = strays(t);
  const { options } = await signing(t);
  const path = join(folderOf(t), "saved.zip");
  const types = [];
  const onEvent = ({ type }) => {
    types.push(type);
    if (type === "end") throw thrown;
  };
  for (const call of [
    () => getFunctionLink(asks("a"), { ...options(), onEvent }),
    () => downloadFunction(asks("a"), { ...options(), onEvent }),
    () => saveFunction(asks("a"), path, { ...options(), onEvent }),
    () => listEnvironments({ ...asks("a"), env: "border" }, { ...options(), onEvent }),
  ]) {
    const { cause, message } = await fails(call(), "CALLBACK_FAILED");
    assert.ok(cause === thrown && /options\.onEvent failed \((function "a" in )?environment "border"\)/.test(message));
  }
  assert.deepEqual(types.sort(), [...Array(4).fill("end"), ...Array(4).fill("start")]);
  assert.ok(existsSync(path) && readFileSync(path).equals(packageOf("a")));
  await none();
});

it("row 61: an onEvent that fails at an error leaves the call its own error; a late rejection has no effect", async (t) => {
  const none = strays(t);
  const { options } = await signing(t, { link: (name, response) => name === "b" && refuses(response, 61007) });
  for (const fail of Object.values(FAILING)) {
    const onEvent = ({ type }) => (type === "error" ? fail() : undefined);
    const error = await fails(getFunctionLink(asks("b"), { ...options(), onEvent }), "PERMISSION_DENIED");
    assert.equal(error.cause, undefined);
  }
  const late = deferred();
  const onEvent = () => late.promise;
  await soon(getFunctionLink(asks("a"), { ...options(), onEvent }));
  late.reject(thrown);
  await none();
});
