// Jobs of fleets as operations, by the function that fleets use of the package's base.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { tracingChannel } from "node:diagnostics_channel";
import { it } from "node:test";

import { freshPackage } from "../support/fresh.mjs";
import { recorder, timeless } from "../support/observed.mjs";

const { observeJob } = freshPackage("core");
const identity = { env: "border", authorizerAppid: "wx1", functionName: undefined, attempt: 2 };
const who = { env: "border", authorizerAppid: "wx1", attempt: 2 };

it("a job without an observer only runs", async () => {
  const promise = Promise.resolve("done");
  assert.ok(observeJob(identity, undefined, () => promise) === promise);
});

it("a job's events and contexts have what it concerns, and its facts at the end", async (t) => {
  const seen = [];
  const note = (stage) => (context) => seen.push([stage, timeless(context)]);
  const stages = ["start", "end", "asyncStart", "asyncEnd", "error"];
  const handlers = Object.fromEntries(stages.map((stage) => [stage, note(stage)]));
  const channels = tracingChannel("wechat-function-link:job");
  channels.subscribe(handlers);
  const store = new AsyncLocalStorage();
  channels.start.bindStore(store, () => "bound");
  t.after(() => {
    channels.unsubscribe(handlers);
    channels.start.unbindStore(store);
  });
  const { events, onEvent } = recorder();
  const work = async () => {
    await undefined;
    return { size: 5, store: store.getStore() };
  };
  const result = await observeJob(identity, onEvent, work, (done) => ({ bytes: done?.size }));
  assert.deepEqual(result, { size: 5, store: "bound" });
  const start = { type: "start", operation: "job", ...who };
  assert.deepEqual(events.map(timeless), [start, { ...start, type: "end", bytes: 5 }]);
  const end = { ...who, bytes: 5 };
  assert.deepEqual(seen, [
    ["start", who],
    ["end", who],
    ["asyncStart", end],
    ["asyncEnd", end],
  ]);

  events.length = seen.length = 0;
  const error = new Error("mine");
  await assert.rejects(
    observeJob(identity, onEvent, () => Promise.reject(error)),
    error,
  );
  assert.deepEqual(events.map(timeless), [start, { ...start, type: "error" }]);
  assert.deepEqual(
    seen.map(([stage]) => stage),
    ["start", "end", "error", "asyncStart", "asyncEnd"],
  );
});
