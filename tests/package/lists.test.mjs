// Environments, functions by pages and quotas: what is sent, the ends of a list, and its failures.
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { describe, it } from "node:test";

import { getQuota, listEnvironments, listFunctions } from "wechat-function-link";

import { CANARY_TOKEN, rejection } from "../support/calls.mjs";
import { answer } from "../support/faults.mjs";
import { httpServer } from "../support/server.mjs";

const request = { accessToken: CANARY_TOKEN };
const inEnv = { ...request, env: "test-777bb9" };
const row = (name) => ({ name, runtime: "Nodejs18.15", status: "Active" });

async function namesOf(list) {
  const names = [];
  for await (const { name } of list) names.push(name);
  return names;
}

// Answers the n-th page, as `pages[n]` has it: rows by their names and the other members of the reply, or a whole reply.
function paged(t, ...pages) {
  let next = 0;
  return httpServer(t, (_arrived, response) => {
    const { names, ...more } = pages[next++] ?? { names: [] };
    answer(response, { body: names === undefined ? more : { errcode: 0, functions: names.map(row), ...more } });
  });
}

const bodies = ({ requests }) => requests.map(({ body }) => JSON.parse(body));

describe("listFunctions", () => {
  it("asks for pages by the rows received so far, and yields each name once", async (t) => {
    const server = await paged(t, { names: ["a", "b"] }, { names: ["b", "c"] }, { names: ["d"] }, { names: [] });
    const list = listFunctions(inEnv, { baseUrl: server.url, pageSize: 2 });
    assert.deepEqual(await namesOf(list), ["a", "b", "c", "d"]);
    const page = (offset) => ({ env: "test-777bb9", limit: 2, offset });
    assert.deepEqual(bodies(server), [0, 2, 4, 5].map(page));
    assert.ok(server.requests.every(({ url }) => url.startsWith("/tcb/listfunctions?access_token=")));
  });

  const ENDS = {
    "an empty page": [[{ names: ["a"] }, { names: [] }], 2],
    "a page without a new name": [[{ names: ["a", "b"] }, { names: ["b", "a"] }, { names: ["c"] }], 2],
    "as many names as total_count": [[{ names: ["a", "b"], total_count: 2 }, { names: ["c"] }], 1],
    "as many names as total_count, of more rows": [
      [
        { names: ["a", "b"], total_count: 3 },
        { names: ["b", "c"], total_count: 3 },
      ],
      2,
    ],
    "no other total_count": [
      [{ names: ["a", "b"], total_count: 1 }, { names: ["c"], total_count: -5 }, { names: [] }],
      3,
    ],
  };
  for (const [what, [pages, calls]] of Object.entries(ENDS)) {
    it(`ends at ${what}`, async (t) => {
      const server = await paged(t, ...pages);
      const expected = [...new Set(pages.slice(0, calls).flatMap(({ names }) => names))];
      assert.deepEqual(await namesOf(listFunctions(inEnv, { baseUrl: server.url, pageSize: 2 })), expected);
      assert.equal(server.requests.length, calls);
    });
  }

  it("throws a later page's failure after the earlier rows", async (t) => {
    const server = await paged(t, { names: ["a", "b"] }, { errcode: 45009, errmsg: "reach max api daily quota limit" });
    const list = listFunctions(inEnv, { baseUrl: server.url, pageSize: 2 });
    const seen = [(await list.next()).value.name, (await list.next()).value.name];
    const error = await rejection(list.next(), "QUOTA_EXCEEDED");
    assert.deepEqual([seen, error.errcode, error.attempts], [["a", "b"], 45009, 1]);
    assert.ok(error.message.endsWith('(environment "test-777bb9")'), error.message);
    assert.deepEqual(await list.next(), { done: true, value: undefined });
  });

  it("counts attempts and time per page", async (t) => {
    const busy = { errcode: -1, errmsg: "system error" };
    const server = await paged(t, busy, { names: ["a"] }, busy, { names: ["b"] }, busy, { names: [] });
    assert.deepEqual(await namesOf(listFunctions(inEnv, { baseUrl: server.url, maxAttempts: 2 })), ["a", "b"]);
    assert.equal(server.requests.length, 6);
  });

  it("sends nothing before the first step, where malformed arguments are thrown", async (t) => {
    const server = await paged(t, { names: ["a"] });
    const idle = listFunctions(inEnv, { baseUrl: server.url });
    const wrong = [
      [{}, {}],
      [undefined, {}],
      [{ ...inEnv, env: "" }, {}],
      [inEnv, { pageSize: 0 }],
      [inEnv, { pageSize: "5" }],
      [inEnv, { signal: "none" }],
      [inEnv, 5],
    ];
    for (const [request, options] of wrong) {
      const list = listFunctions(request, options === 5 ? 5 : { baseUrl: server.url, ...options });
      await rejection(list.next(), "INVALID_ARGUMENT");
      assert.deepEqual(await list.next(), { done: true, value: undefined });
    }
    assert.equal(server.requests.length, 0);
    assert.deepEqual(await idle.return(), { done: true, value: undefined });
    assert.equal(server.requests.length, 0);
  });

  it("reads its arguments at the call", async (t) => {
    const server = await paged(t, { names: ["a"], total_count: 1 });
    const given = { ...inEnv };
    const options = { baseUrl: server.url, pageSize: 7 };
    const list = listFunctions(given, options);
    Object.assign(given, { env: "other", accessToken: "other" });
    Object.assign(options, { baseUrl: "http://127.0.0.1:1", pageSize: 9 });
    assert.deepEqual(await namesOf(list), ["a"]);
    assert.deepEqual(bodies(server), [{ env: "test-777bb9", limit: 7, offset: 0 }]);
  });

  it("ends the request under way when the caller leaves", async (t) => {
    let closed;
    const server = await httpServer(t, (_arrived, response) => (closed = once(response, "close")));
    const list = listFunctions(inEnv, { baseUrl: server.url });
    const pending = list.next();
    while (closed === undefined) await new Promise(setImmediate);
    assert.deepEqual(await list.return(), { done: true, value: undefined });
    assert.deepEqual(await pending, { done: true, value: undefined });
    await closed;
  });

  it("rejects with the signal's reason, also between two rows", async (t) => {
    const server = await paged(t, { names: ["a", "b"] });
    const controller = new AbortController();
    const list = listFunctions(inEnv, { baseUrl: server.url, signal: controller.signal });
    assert.equal((await list.next()).value.name, "a");
    const reason = new Error("enough");
    controller.abort(reason);
    await assert.rejects(list.next(), (thrown) => thrown === reason);
  });

  it("calls the caller's code in the context of the call", async (t) => {
    const server = await paged(t, { names: ["a"] }, { names: ["b"] }, { names: [] });
    const store = new AsyncLocalStorage();
    const seen = [];
    const accessToken = () => (seen.push(store.getStore()), CANARY_TOKEN);
    const list = store.run("mine", () => listFunctions({ ...inEnv, accessToken }, { baseUrl: server.url }));
    await store.run("another's", () => namesOf(list));
    assert.deepEqual(new Set(seen), new Set(["mine"]));
  });

  it("asks a provider once for all pages of a merchant", async (t) => {
    const server = await paged(t, { names: ["a"] }, { names: ["b"] }, { names: [] });
    let asked = 0;
    const accessToken = () => (asked++, CANARY_TOKEN);
    const merchant = { ...inEnv, accessToken, authorizerAppid: "wx01" };
    assert.deepEqual(await namesOf(listFunctions(merchant, { baseUrl: server.url })), ["a", "b"]);
    assert.equal(asked, 1);
  });
});

describe("listEnvironments and getQuota", () => {
  it("resolves to the platform's rows", async (t) => {
    const { url, requests } = await httpServer(t, (_arrived, response) =>
      answer(response, { body: { errcode: 0, info_list: [{ env: "e1", alias: "a", create_time: "2020-01-01" }] } }),
    );
    const environments = [{ env: "e1", alias: "a", createdAt: "2020-01-01" }];
    assert.deepEqual(await listEnvironments(request, { baseUrl: url }), environments);
    assert.deepEqual(await listEnvironments({ ...request, env: "e1" }, { baseUrl: url }), environments);
    assert.deepEqual(bodies({ requests }), [{}, { env: "e1" }]);
  });

  it("resolves to the quota", async (t) => {
    const { url, requests } = await httpServer(t, (_arrived, response) =>
      answer(response, { body: { errcode: 0, quota: { daily_limit: 9, used: 2, remain: 7 } } }),
    );
    assert.deepEqual(await getQuota(request, { baseUrl: url }), { dailyLimit: 9, used: 2, remain: 7 });
    assert.deepEqual(bodies({ requests }), [{ cgi_path: "/tcb/downloadfunction" }]);
  });

  for (const errcode of [76003, 76021, 76022]) {
    it(`rejects errcode ${errcode} as REJECTED`, async (t) => {
      const { url } = await httpServer(t, (_arrived, response) =>
        answer(response, { body: { errcode, errmsg: "no" } }),
      );
      const error = await rejection(getQuota(request, { baseUrl: url }), "REJECTED");
      assert.ok(error.message.endsWith('(interface "/tcb/downloadfunction")'), error.message);
    });
  }

  it("rejects a token in another's place: malformed arguments send nothing", async () => {
    await rejection(listEnvironments({}), "INVALID_ARGUMENT");
    await rejection(listEnvironments({ ...request, env: "a\nb" }), "INVALID_ARGUMENT");
    await rejection(getQuota({ ...request, path: "" }), "INVALID_ARGUMENT");
    await rejection(getQuota({}, { relay: "https://relay.example/" }), "INVALID_ARGUMENT");
    await rejection(listEnvironments(request, { relay: "https://relay.example/" }), "INVALID_ARGUMENT");
  });
});
