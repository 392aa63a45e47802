// Lists and quotas as operations: one page is one operation of the name `list`.
import assert from "node:assert/strict";
import { tracingChannel } from "node:diagnostics_channel";
import { it } from "node:test";

import { getQuota, listEnvironments, listFunctions } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import { drained, fails, relayOptions, soon } from "../support/border.mjs";
import { CANARY_TOKEN } from "../support/calls.mjs";
import { recorder, refuses, timeless } from "../support/observed.mjs";
import { fetchServer, httpServer } from "../support/server.mjs";

const RID = "5f3c2a1b-0d9e8f7a-1b2c3d4e";
const request = { accessToken: CANARY_TOKEN, authorizerAppid: "wx1" };
const inEnv = { ...request, env: "border" };
const seen = (events) => events.map(timeless);

// Two pages of functions, an environment and a quota; the environment `refused` is refused.
function platform(t) {
  return httpServer(t, ({ url, body }, response) => {
    const { env, offset } = JSON.parse(body);
    if (env === "refused") return refuses(response, 61007);
    const path = url.slice(0, url.indexOf("?"));
    const replies = {
      "/tcb/getenvinfo": { info_list: [{ env: "border" }] },
      "/tcb/listfunctions": { functions: [{ name: offset === 0 ? "a" : "b", status: "Active" }], total_count: 2 },
      "/cgi-bin/openapi/quota/get": { quota: { daily_limit: 1, used: 0, remain: 1 } },
    };
    return response.end(JSON.stringify({ errcode: 0, errmsg: "ok", ...replies[path] }));
  });
}

it("environments, each page of functions and a quota are operations with their paths", async (t) => {
  const { url, requests } = await platform(t);
  const { events, onEvent } = recorder();
  const options = { baseUrl: url, onEvent, pageSize: 1 };
  await soon(listEnvironments(request, options));
  await soon(drained(listFunctions(inEnv, options)));
  await soon(getQuota(request, options));
  const list = { operation: "list", authorizerAppid: "wx1" };
  const operations = [
    { ...list, path: "/tcb/getenvinfo" },
    { ...list, path: "/tcb/listfunctions", env: "border" },
    { ...list, path: "/tcb/listfunctions", env: "border" },
    { ...list, path: "/cgi-bin/openapi/quota/get" },
  ];
  const whole = (operation) => [
    { type: "start", ...operation },
    { type: "end", ...operation, attempt: 1, status: 200 },
  ];
  assert.deepEqual(seen(events), operations.flatMap(whole));
  assert.deepEqual(
    requests.map(({ url }) => url.slice(0, url.indexOf("?"))),
    operations.map(({ path }) => path),
  );
});

it("a list's failure has its errcode, and a page that the caller leaves has no code", async (t) => {
  const { url } = await platform(t);
  const { events, onEvent } = recorder();
  const options = { baseUrl: url, onEvent };
  await fails(drained(listFunctions({ ...inEnv, env: "refused" }, options)), "PERMISSION_DENIED");
  const { code, errcode, rid, env } = timeless(events[1]);
  assert.deepEqual([code, errcode, rid, env], ["PERMISSION_DENIED", 61007, RID, "refused"]);
  events.length = 0;
  await fails(listEnvironments({ ...request, env: 5 }, options), "INVALID_ARGUMENT");
  assert.deepEqual(
    seen(events).map(({ type, code }) => [type, code]),
    [
      ["start", undefined],
      ["error", "INVALID_ARGUMENT"],
    ],
  );
  events.length = 0;
  const hung = new Promise(() => {});
  const list = listFunctions(inEnv, { ...options, fetch: () => hung });
  const first = list.next();
  await soon(list.return());
  assert.equal((await soon(first)).done, true);
  assert.deepEqual(
    seen(events).map(({ type, code }) => [type, code]),
    [
      ["start", undefined],
      ["error", undefined],
    ],
  );
});

it("a relay's lists and its client's have events: the platform's path, and the relay's route", async (t) => {
  const { url } = await platform(t);
  const behind = recorder();
  const relay = await fetchServer(t, createRelay(relayOptions({ baseUrl: url, onEvent: behind.onEvent })));
  const { events, onEvent } = recorder();
  const options = { relay: relay.url, onEvent };
  await soon(listEnvironments({ authorizerAppid: "wx1" }, options));
  await soon(drained(listFunctions({ authorizerAppid: "wx1", env: "border" }, options)));
  const paths = (all) => seen(all).map(({ type, path, status }) => [type, path, status]);
  const both = (path) => [
    ["start", path, undefined],
    ["end", path, 200],
  ];
  const pages = (path) => [...both(path), ...both(path)];
  assert.deepEqual(paths(events), [...both("/environments"), ...pages("/functions")]);
  assert.deepEqual(paths(behind.events), [...both("/tcb/getenvinfo"), ...pages("/tcb/listfunctions")]);
});

it("the channels of a list: one context a page, without its rows", async (t) => {
  const { url } = await platform(t);
  const contexts = new Map();
  const stages = ["start", "end", "asyncStart", "asyncEnd", "error"];
  const note = (stage) => (context) => contexts.set(context, [...(contexts.get(context) ?? []), stage]);
  const handlers = Object.fromEntries(stages.map((stage) => [stage, note(stage)]));
  const channels = tracingChannel("wechat-function-link:list");
  channels.subscribe(handlers);
  t.after(() => channels.unsubscribe(handlers));
  await soon(drained(listFunctions(inEnv, { baseUrl: url })));
  await fails(listEnvironments({ ...request, env: "refused" }, { baseUrl: url }), "PERMISSION_DENIED");
  assert.deepEqual(
    [...contexts.values()],
    [
      ["start", "end", "asyncStart", "asyncEnd"],
      ["start", "end", "asyncStart", "asyncEnd"],
      ["start", "end", "error", "asyncStart", "asyncEnd"],
    ],
  );
  const page = { env: "border", authorizerAppid: "wx1", path: "/tcb/listfunctions", attempt: 1, status: 200 };
  assert.deepEqual([...contexts.keys()].slice(0, 2).map(timeless), [page, page]);
});
