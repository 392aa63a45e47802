// The channels of node:diagnostics_channel: what subscribers of `tracingChannel("wechat-function-link:link")` and its kind see.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { it } from "node:test";

import { downloadFunction, getFunctionLink, getFunctionLinks, verifyChecksum } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";
import * as trapping from "../trapping-package/index.js";

import {
  answering,
  asks,
  drained,
  fails,
  packageOf,
  replyFor,
  sha256,
  soon,
  strays,
  turn,
} from "../support/border.mjs";
import { printed } from "../support/child.mjs";
import { freshPackage } from "../support/fresh.mjs";
import { STAGES, assertSecret, recorder, refuses, signing, timeless } from "../support/observed.mjs";
import { folderOf } from "../support/saving.mjs";

const RID = "5f3c2a1b-0d9e8f7a-1b2c3d4e";
const size = packageOf("a").length;
const names = (functionName, more = {}) => ({ env: "border", functionName, path: "/tcb/downloadfunction", ...more });

// Subscribes until the test ends. A message is recorded as it is at its stage, with the object itself.
function subscribed(t, operation, { name = `wechat-function-link:${operation}`, more = () => {} } = {}) {
  const messages = [];
  const handlers = Object.fromEntries(
    STAGES.map((stage) => [
      stage,
      (context) => {
        messages.push({ stage, context, then: { ...context } });
        more(stage, context);
      },
    ]),
  );
  const channels = tracingChannel(name);
  channels.subscribe(handlers);
  const stop = () => channels.unsubscribe(handlers);
  t.after(stop);
  return { messages, stages: () => messages.map(({ stage }) => stage), stop };
}

it("the order is that of Node's tracePromise, and a context's object is one for a call", async (t) => {
  const { options } = await signing(t, { link: (name, response) => name === "b" && refuses(response, 61007) });
  const reference = subscribed(t, "reference", { name: "reference" });
  const own = subscribed(t, "link");
  for (const [name, work] of [
    ["a", async () => turn()],
    ["b", async () => Promise.reject(new Error("refused"))],
  ]) {
    reference.messages.length = own.messages.length = 0;
    const marks = [];
    const settled = (promise) =>
      promise
        .then(
          () => {},
          () => {},
        )
        .then(() => marks.push("settled"));
    await settled(tracingChannel("reference").tracePromise(work, {}));
    const call = getFunctionLink(asks(name), options());
    marks.push(...own.stages());
    await soon(settled(call));
    assert.deepEqual(own.stages(), reference.stages());
    assert.deepEqual(marks, ["settled", "start", "end", "settled"], "start and end are synchronous");
    assert.equal(new Set(own.messages.map(({ context }) => context)).size, 1);
  }
});

it("a context has who at the start, and the facts of the end before error and asyncStart", async (t) => {
  const { options } = await signing(t, { link: (name, response) => name === "b" && refuses(response, 61007) });
  const links = subscribed(t, "link");
  const downloads = subscribed(t, "download");
  const folder = folderOf(t);
  await soon(getFunctionLink(asks("a", { authorizerAppid: "wx1" }), options()));
  const who = names("a", { authorizerAppid: "wx1" });
  const end = { ...who, attempt: 1, status: 200 };
  assert.deepEqual(
    links.messages.map(({ then }) => timeless(then)),
    [who, who, end, end],
  );
  assert.equal(typeof links.messages[2].then.milliseconds, "number");

  for (const call of [
    () => downloadFunction(asks("a"), options()),
    () => downloadFunction(asks("a"), { ...options(), to: new WritableStream() }),
    () => saveFunction(asks("a"), `${folder}/saved.zip`, options()),
  ]) {
    downloads.messages.length = 0;
    await soon(call());
    const end = { ...names("a"), attempt: 1, status: 200, bytes: size };
    assert.deepEqual(
      downloads.messages.map(({ then }) => timeless(then)),
      [names("a"), names("a"), end, end],
    );
  }

  downloads.messages.length = 0;
  const error = await fails(downloadFunction(asks("b"), options()), "PERMISSION_DENIED");
  const facts = { attempt: 1, status: 200, errcode: 61007, rid: RID, code: "PERMISSION_DENIED", error };
  assert.deepEqual(
    downloads.messages.map(({ stage, then }) => [stage, timeless(then)]),
    [
      ["start", names("b")],
      ["end", names("b")],
      ...["error", "asyncStart", "asyncEnd"].map((stage) => [stage, { ...names("b"), ...facts }]),
    ],
  );
  assert.ok(downloads.messages[2].then.error === error);
  for (const { context } of [...links.messages, ...downloads.messages]) assertSecret(context);
});

it("many calls at once have a context each, each link of getFunctionLinks as well", async (t) => {
  const { options } = await signing(t);
  const { messages } = subscribed(t, "link");
  const requests = Array.from({ length: 100 }, (_, index) => asks(`f${index}`));
  await soon(Promise.all(requests.map((request) => getFunctionLink(request, options()))));
  await soon(drained(getFunctionLinks(requests, options())));
  const contexts = new Map();
  for (const { stage, context } of messages) contexts.set(context, [...(contexts.get(context) ?? []), stage]);
  assert.equal(contexts.size, 200);
  for (const stages of contexts.values()) assert.deepEqual(stages, ["start", "end", "asyncStart", "asyncEnd"]);
  assert.deepEqual(
    [...contexts.keys()].map(({ functionName }) => functionName).sort(),
    requests.flatMap(({ functionName }) => [functionName, functionName]).sort(),
  );
});

it("an abort, a time-out and a refused argument are errors, each with its own reason", async (t) => {
  const { options } = await signing(t, { link: (name) => name === "silent" });
  const { messages, stages } = subscribed(t, "link");
  const error = ["start", "end", "error", "asyncStart", "asyncEnd"];
  const reason = new Error("mine");
  const controller = new AbortController();
  const aborted = getFunctionLink(asks("silent"), { ...options(), signal: controller.signal });
  controller.abort(reason);
  await soon(assert.rejects(aborted));
  assert.deepEqual(stages(), error);
  assert.ok(messages[2].then.error === reason && !("code" in messages[2].then));
  for (const [code, request, more] of [
    ["TIMEOUT", asks("silent"), { timeoutMs: 50 }],
    ["INVALID_ARGUMENT", asks(""), {}],
  ]) {
    messages.length = 0;
    const rejected = await fails(getFunctionLink(request, { ...options(), ...more }), code);
    assert.deepEqual(stages(), error);
    assert.ok(messages[2].then.error === rejected && messages[2].then.code === code);
  }
});

it("row 58: a trap is an error of every call under way", async (t) => {
  const { options } = await signing(t, { link: (name) => name === "silent" });
  const { messages } = subscribed(t, "link");
  const { events, onEvent } = recorder();
  const calls = [asks("silent"), asks("trap")].map((request) =>
    trapping.getFunctionLink(request, { ...options(), onEvent }).then(assert.fail, (reason) => reason),
  );
  const reasons = await soon(Promise.all(calls));
  assert.ok(reasons.every((reason) => reason instanceof WebAssembly.RuntimeError));
  const errors = messages.filter(({ stage }) => stage === "error");
  assert.deepEqual(errors.map(({ then }) => [then.functionName, reasons.includes(then.error)]).sort(), [
    ["silent", true],
    ["trap", true],
  ]);
  assert.equal(messages.length, 10);
  assert.deepEqual(events.map(({ type }) => type).sort(), ["error", "error", "start", "start"]);
});

it("row 55: a store that is bound to start holds in fetch, in callbacks and in what they await", async (t) => {
  const { options } = await signing(t);
  const tenant = new AsyncLocalStorage();
  const span = new AsyncLocalStorage();
  const { start } = tracingChannel("wechat-function-link:download");
  start.bindStore(span, (context) => `span of ${context.functionName}`);
  t.after(() => start.unbindStore(span));
  const seen = [];
  const note = (what) => seen.push([what, tenant.getStore(), span.getStore()]);
  const { messages } = subscribed(t, "download", { more: (stage) => note(stage) });
  const bound = async (name) => {
    const accessToken = async () => (await turn(), note("provider"), "token");
    const fetch = async (...all) => (note("fetch"), await turn(), note("fetch, later"), globalThis.fetch(...all));
    const more = { onEvent: ({ type }) => note(`onEvent ${type}`), onProgress: () => note("onProgress") };
    await tenant.run(name, () => downloadFunction(asks(name, { accessToken }), { ...options(), fetch, ...more }));
    assert.equal(span.getStore(), undefined, "after the call");
  };
  await soon(Promise.all([bound("a"), bound("b")]));
  assert.ok(seen.length >= 24 && messages.length === 8, String(seen.length));
  const wrong = seen.filter(([, name, store]) => !["a", "b"].includes(name) || store !== `span of ${name}`);
  assert.deepEqual(wrong, []);
});

it("subscribers of one stage alone are notified; those that come during a call are not, and those that leave are no longer", async (t) => {
  const { options } = await signing(t);
  const heard = [];
  for (const stage of STAGES) {
    const one = channel(`tracing:wechat-function-link:link:${stage}`);
    const note = (context, name) => heard.push([stage, name.split(":").at(-1), context.functionName]);
    one.subscribe(note);
    await soon(getFunctionLink(asks(stage), options()));
    one.unsubscribe(note);
  }
  assert.deepEqual(
    heard,
    ["start", "end", "asyncStart", "asyncEnd"].map((stage) => [stage, stage, stage]),
  );

  const call = getFunctionLink(asks("a"), options());
  const late = subscribed(t, "link");
  await soon(call);
  assert.deepEqual(late.stages(), []);
  const other = getFunctionLink(asks("a"), options());
  late.stop();
  await soon(other);
  assert.deepEqual(late.stages(), ["start", "end"]);
});

it("a verification is no operation, and an operation has only its own channels", async (t) => {
  const { options } = await signing(t);
  const all = ["link", "download", "list", "job"].map((operation) => [operation, subscribed(t, operation)]);
  await verifyChecksum(packageOf("a"), sha256(packageOf("a")));
  await soon(downloadFunction(asks("a"), options()));
  const counts = Object.fromEntries(all.map(([operation, { messages }]) => [operation, messages.length]));
  assert.deepEqual(counts, { link: 0, download: 4, list: 0, job: 0 });
});

it("every copy of the package has the same channels, before its module has loaded as well", async (t) => {
  const { options } = await signing(t);
  const { messages, stages } = subscribed(t, "link");
  const cold = freshPackage("index");
  const call = cold.getFunctionLink(asks("a"), options());
  assert.deepEqual(stages(), ["start", "end"]);
  await soon(call);
  assert.deepEqual(stages(), ["start", "end", "asyncStart", "asyncEnd"]);
  assert.deepEqual(timeless(messages[3].then), { ...names("a"), attempt: 1, status: 200 });
});

it("an onEvent that throws at the end is an error of the channel, too", async (t) => {
  const { options } = await signing(t);
  const { messages, stages } = subscribed(t, "link");
  const onEvent = ({ type }) => {
    if (type === "end") throw new Error("mine");
  };
  const error = await fails(getFunctionLink(asks("a"), { ...options(), onEvent }), "CALLBACK_FAILED");
  assert.deepEqual(stages(), ["start", "end", "error", "asyncStart", "asyncEnd"]);
  assert.ok(messages[2].then.error === error && messages[2].then.code === "CALLBACK_FAILED");
});

it("row 54: setters of Object.prototype see no fact", async (t) => {
  const none = strays(t);
  const fetch = answering((url, init) => {
    if (!url.includes("/tcb/")) return packageOf("a").toString();
    return JSON.parse(init.body).function_name === "a" ? replyFor("a") : { errcode: 61007, errmsg: "refused" };
  });
  const { messages } = subscribed(t, "download");
  const facts = ["error", "code", "errcode", "rid", "status", "attempt", "bytes", "milliseconds", "size"];
  const touched = [];
  const restore = () => {
    for (const name of facts) Reflect.deleteProperty(Object.prototype, name);
  };
  t.after(restore);
  for (const name of facts) {
    const property = { configurable: true, get: () => "polluted", set: () => touched.push(name) };
    Object.defineProperty(Object.prototype, name, property);
  }
  const calls = [downloadFunction(asks("a"), { fetch }), downloadFunction(asks("b"), { fetch })];
  const [done, refused] = await soon(Promise.allSettled(calls));
  restore();
  assert.deepEqual([done.status, refused.reason.code], ["fulfilled", "PERMISSION_DENIED"]);
  assert.deepEqual(touched, []);
  const of = (name) => messages.find(({ stage, then }) => stage === "asyncEnd" && then.functionName === name).then;
  assert.deepEqual(timeless(of("a")), { ...names("a"), attempt: 1, status: 200, bytes: size });
  assert.equal(of("b").errcode, 61007);
  await none();
});

it("row 57: a subscriber or a transform that throws harms no call: the process has the error, as Node says", async (t) => {
  const { outcomes, uncaught } = JSON.parse(await printed(t, "throwing-subscribers.mjs"));
  assert.deepEqual(outcomes, [true, true, "PERMISSION_DENIED"]);
  const counts = Object.fromEntries(
    ["transform", ...STAGES].map((what) => [what, uncaught.filter((name) => name === what).length]),
  );
  assert.deepEqual(counts, { transform: 3, start: 3, end: 3, asyncStart: 3, asyncEnd: 3, error: 1 });
});
