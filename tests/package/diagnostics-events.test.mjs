// onEvent: one `start`, then one `end` or `error`, with the facts of the operation and nothing secret.
import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import { createRelay } from "wechat-function-link/relay";

import { CANARY_TOKEN } from "../support/calls.mjs";
import { asks, drained, fails, packageOf, relayOptions, soon, strays, turns } from "../support/border.mjs";
import { closedPort } from "../support/faults.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { recorder, refuses, signing, timeless } from "../support/observed.mjs";
import { folderOf } from "../support/saving.mjs";
import { fetchServer } from "../support/server.mjs";

const RID = "5f3c2a1b-0d9e8f7a-1b2c3d4e";
const size = packageOf("a").length;
const names = (functionName, more = {}) => ({ env: "border", functionName, path: "/tcb/downloadfunction", ...more });
const seen = (events) => events.map(timeless);

it("a link's events name what it concerns at the start, and have attempts, status and time at the end", async (t) => {
  let busy = 1;
  const { options, requests } = await signing(t, {
    link: (_, response) => busy-- > 0 && refuses(response, -1),
  });
  const { events, onEvent } = recorder();
  const promise = getFunctionLink(asks("a", { authorizerAppid: "wx1" }), { ...options(), onEvent });
  const who = { operation: "link", ...names("a", { authorizerAppid: "wx1" }) };
  assert.deepEqual(events, [{ type: "start", ...who }], "at the call");
  await soon(promise);
  assert.deepEqual(seen(events), [
    { type: "start", ...who },
    { type: "end", ...who, attempt: 2, status: 200 },
  ]);
  assert.equal(typeof events[1].milliseconds, "number");
  assert.ok(requests.every(({ url }) => url.startsWith(`${events[0].path}?access_token=`)));
});

it("a download's events have the package's size, to memory, to a stream and to a file", async (t) => {
  const { options } = await signing(t);
  const folder = folderOf(t);
  const calls = {
    memory: (more) => downloadFunction(asks("a"), more),
    stream: (more) => downloadFunction(asks("a"), { ...more, to: new WritableStream() }),
    file: (more) => saveFunction(asks("a"), join(folder, "saved.zip"), more),
    inspected: (more) => downloadFunction(asks("a"), { ...more, inspect: true }).catch(() => {}),
  };
  for (const [what, call] of Object.entries(calls)) {
    const { events, onEvent } = recorder();
    await soon(call({ ...options(), onEvent }));
    const [start, end, ...more] = seen(events);
    assert.deepEqual([start, more], [{ type: "start", operation: "download", ...names("a") }, []], what);
    assert.deepEqual(end, { ...start, type: "end", attempt: 1, status: 200, bytes: size }, what);
  }
});

it("a resumed download counts its requests for the package", async (t) => {
  let whole = 1;
  const { options, requests } = await signing(t, {
    storage: (name, response, { headers }) => {
      const bytes = packageOf(name);
      const from = Number(/\d+/.exec(headers.range ?? "0"));
      response.writeHead(headers.range ? 206 : 200, {
        etag: '"1"',
        "content-length": size - from,
        ...(headers.range && { "content-range": `bytes ${from}-${size - 1}/${size}` }),
      });
      if (whole-- > 0) response.write(bytes.subarray(0, 1000), () => setImmediate(() => response.destroy()));
      else response.end(bytes.subarray(from));
      return true;
    },
  });
  const { events, onEvent } = recorder();
  await soon(downloadFunction(asks("a"), { ...options(), onEvent }));
  const { attempt, status, bytes } = events[1];
  // Bun may lose the first bytes with the connection, and then starts over.
  assert.deepEqual([attempt, status, bytes], [2, requests.at(-1).headers.range ? 206 : 200, size]);
});

it("a failure's event has its code, errcode, rid, status and what arrived, as the error has them", async (t) => {
  const none = strays(t);
  const { options } = await signing(t, {
    link(name, response) {
      if (name === "permission") return refuses(response, 61007);
      if (name === "quota") return refuses(response, 45009);
      if (name === "status") return !!response.writeHead(503).end();
      if (name === "html") return !!response.end("<html>");
      return name === "silent";
    },
    storage(name, response) {
      if (name === "other") return !!response.end(packageOf("a"));
      if (name === "gone") return !!response.writeHead(404).end("<Error><Code>NoSuchKey</Code></Error>");
      return false;
    },
  });
  const offline = { baseUrl: await closedPort() };
  const once = { ...options(), maxAttempts: 1 };
  const cases = {
    permission: [
      getFunctionLink,
      "permission",
      once,
      { status: 200, errcode: 61007, rid: RID, code: "PERMISSION_DENIED" },
    ],
    quota: [downloadFunction, "quota", once, { status: 200, errcode: 45009, rid: RID, code: "QUOTA_EXCEEDED" }],
    status: [getFunctionLink, "status", { ...once, maxAttempts: 2 }, { status: 503, code: "HTTP_STATUS" }],
    html: [getFunctionLink, "html", once, { status: 200, code: "PROTOCOL" }],
    "no connection": [getFunctionLink, "a", { ...offline, maxAttempts: 2 }, { code: "NETWORK" }],
    "a time-out": [getFunctionLink, "silent", { ...once, timeoutMs: 50 }, { code: "TIMEOUT" }],
    "a late attempt": [getFunctionLink, "silent", { ...once, attemptTimeoutMs: 50 }, { code: "TIMEOUT" }],
    "another package": [downloadFunction, "other", once, { status: 200, code: "CHECKSUM_MISMATCH", bytes: size }],
    "no package": [downloadFunction, "gone", once, { status: 404, code: "HTTP_STATUS" }],
    "a refused host": [
      downloadFunction,
      "a",
      { ...once, allowedHosts: ["a.example"] },
      { status: 200, code: "HOST_REFUSED" },
    ],
  };
  for (const [what, [call, name, more, facts]] of Object.entries(cases)) {
    const { events, onEvent } = recorder();
    const error = await fails(call(asks(name), { ...more, onEvent }), facts.code);
    const operation = call === getFunctionLink ? "link" : "download";
    const attempt = error.attempts;
    assert.deepEqual(
      seen(events),
      [
        { type: "start", operation, ...names(name) },
        { type: "error", operation, ...names(name), attempt, ...facts },
      ],
      what,
    );
    assert.ok(attempt >= 1 && events[1].milliseconds >= 0, what);
  }
  await none();
});

it("a refused argument's events have the arguments that were read, and no attempt", async (t) => {
  const { options, requests } = await signing(t);
  for (const [request, more, who] of [
    [asks(""), {}, { env: "border", functionName: "" }],
    [asks("a"), { timeoutMs: -1 }, { env: "border", functionName: "a" }],
    [asks("a", { env: 5 }), {}, { functionName: "a" }],
    [undefined, {}, {}],
  ]) {
    const { events, onEvent } = recorder();
    await fails(downloadFunction(request, { ...options(), ...more, onEvent }), "INVALID_ARGUMENT");
    const about = { operation: "download", path: "/tcb/downloadfunction", ...who };
    assert.deepEqual(seen(events), [
      { type: "start", ...about },
      { type: "error", ...about, code: "INVALID_ARGUMENT" },
    ]);
  }
  for (const onEvent of [5, "f", {}, null]) {
    const error = await fails(getFunctionLink(asks("a"), { ...options(), onEvent }), "INVALID_ARGUMENT");
    assert.match(error.message, /options\.onEvent must be a function/);
  }
  assert.equal(requests.length, 0);
});

it("an abort's event has no code, before the call and during it", async (t) => {
  const { options } = await signing(t, { link: (name) => name === "silent" });
  for (const reason of [new Error(CANARY_TOKEN), "mine", undefined, Object.freeze({ code: "BUSY", errcode: 1 })]) {
    for (const when of ["before", "during"]) {
      const controller = new AbortController();
      if (when === "before") controller.abort(reason);
      const { events, onEvent } = recorder();
      const call = getFunctionLink(asks("silent"), { ...options(), onEvent, signal: controller.signal });
      controller.abort(reason);
      const rejected = await soon(call.then(assert.fail, (given) => given));
      assert.ok(rejected === controller.signal.reason);
      const [start, error, ...more] = seen(events);
      assert.deepEqual([start.type, error, more.length], ["start", { ...start, type: "error" }, 0]);
    }
  }
});

it("each link of getFunctionLinks is an operation, also one that the caller leaves", async (t) => {
  const { options } = await signing(t, {
    link: (name, response) => (name === "b" ? refuses(response, 61007) : name === "silent"),
  });
  const { events, onEvent } = recorder();
  await soon(drained(getFunctionLinks([asks("a"), asks("b")], { ...options(), onEvent, concurrency: 1 })));
  assert.deepEqual(
    seen(events).map(({ type, functionName, code }) => [type, functionName, code]),
    [
      ["start", "a", undefined],
      ["end", "a", undefined],
      ["start", "b", undefined],
      ["error", "b", "PERMISSION_DENIED"],
    ],
  );
  events.length = 0;
  for await (const { error } of getFunctionLinks([asks("a"), asks("silent")], { ...options(), onEvent })) {
    assert.equal(error, undefined);
    break;
  }
  await soon(turns(5));
  assert.deepEqual(seen(events).at(-1), { type: "error", operation: "link", ...names("silent"), attempt: 1 });
});

it("a relay's calls and its client's have events: the platform's path, and the relay's route", async (t) => {
  const { options } = await signing(t, {
    link: (name, response) => name === "b" && refuses(response, 61007),
  });
  const behind = recorder();
  const relay = createRelay(relayOptions({ ...options(), onEvent: behind.onEvent }));
  const { url } = await fetchServer(t, relay);
  const wish = (functionName) => ({ env: "border", functionName });
  for (const [call, operation, more] of [
    [getFunctionLink, "link", {}],
    [downloadFunction, "download", { bytes: size }],
  ]) {
    for (const onEvent of [behind.onEvent, undefined]) {
      behind.events.length = 0;
      const client = recorder();
      await soon(call(wish("a"), { relay: url, onEvent: onEvent && client.onEvent }));
      const who = { operation, ...wish("a") };
      const route = { ...who, path: `/${operation}` };
      const end = { type: "end", attempt: 1, status: 200, ...more };
      if (onEvent)
        assert.deepEqual(seen(client.events), [
          { type: "start", ...route },
          { ...route, ...end },
        ]);
      const path = { ...who, path: "/tcb/downloadfunction" };
      assert.deepEqual(seen(behind.events), [
        { type: "start", ...path },
        { ...path, ...end },
      ]);
    }
    const client = recorder();
    await fails(call(wish("b"), { relay: url, onEvent: client.onEvent }), "PERMISSION_DENIED");
    const { code, errcode, rid, path } = timeless(client.events[1]);
    assert.deepEqual([code, errcode, rid, path], ["PERMISSION_DENIED", 61007, RID, `/${operation}`]);
  }
});

it("an event belongs to its receiver: what one does to it changes no other", async (t) => {
  const { options } = await signing(t);
  const { events, onEvent } = recorder();
  await getFunctionLink(asks("a"), {
    ...options(),
    onEvent(event) {
      onEvent({ ...event });
      for (const name of Object.keys(event)) event[name] = "spoiled";
    },
  });
  assert.deepEqual(seen(events), [
    { type: "start", operation: "link", ...names("a") },
    { type: "end", operation: "link", ...names("a"), attempt: 1, status: 200 },
  ]);
});

it("a call before the module has loaded has its start at the call, too", async (t) => {
  const { options } = await signing(t);
  const cold = freshPackage("index");
  const { events, onEvent } = recorder();
  const promise = cold.getFunctionLink(asks("a"), { ...options(), onEvent });
  assert.equal(events.length, 1);
  await soon(promise);
  assert.deepEqual(
    seen(events).map(({ type }) => type),
    ["start", "end"],
  );
});
