// Lists through a relay, options.relay: the same objects and the same errors as without one. On real sockets in this runtime.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { listEnvironments, listFunctions } from "wechat-function-link";

import { CANARY_TOKEN, rejection } from "../support/calls.mjs";
import { relayed } from "../support/relayed.mjs";

const accessToken = CANARY_TOKEN;
const all = async (list) => {
  const rows = [];
  for await (const row of list) rows.push(row);
  return rows;
};
const bodies = (requests) => requests.map(({ body }) => JSON.parse(body));

describe("environments through a relay", () => {
  it("are the platform's", async (t) => {
    const { relay, sandbox, requests, entries } = await relayed(t);
    const direct = await listEnvironments({ accessToken }, { fetch: sandbox.fetch });
    assert.deepEqual(await listEnvironments({}, { relay }), direct);
    const request = { env: "halted", authorizerAppid: "wx01" };
    assert.deepEqual(await listEnvironments(request, { relay }), [direct.find(({ env }) => env === "halted")]);
    assert.deepEqual(
      requests.map(({ method, url, headers }) => [method, url, headers["content-type"]]),
      Array(2).fill(["POST", "/relay/environments", "application/json"]),
    );
    assert.deepEqual(bodies(requests), [{}, request]);
    assert.equal(entries[1].authorizerAppid, "wx01");
  });
  it("of which there are none are none", async (t) => {
    const { relay, sandbox } = await relayed(t);
    sandbox.environmentsReply = "null-list";
    assert.deepEqual(await listEnvironments({}, { relay }), []);
  });
});

describe("functions through a relay", () => {
  for (const env of ["test-777bb9", "status", "list-repeated", "list-run-time", "list-no-total", "list-low-total"]) {
    it(`of ${env} are the platform's, page by page`, async (t) => {
      const { relay, sandbox, requests } = await relayed(t);
      for (const pageSize of [undefined, 1, 2]) {
        const options = { ...(pageSize && { pageSize }) };
        const direct = await all(listFunctions({ accessToken, env }, { fetch: sandbox.fetch, ...options }));
        if (pageSize !== 1) assert.ok(direct.length >= 3); // a page of one repeated row ends a list
        requests.length = 0;
        assert.deepEqual(await all(listFunctions({ env }, { relay, ...options })), direct);
        const [first, ...more] = bodies(requests);
        assert.deepEqual(first, { env, limit: pageSize ?? 100, offset: 0 });
        if (pageSize === 2) assert.ok(more.length > 0 && more[0].offset === 2);
      }
    });
  }
  it("end where the caller leaves, with the relay's own request", async (t) => {
    const { relay, requests } = await relayed(t);
    for await (const { name } of listFunctions({ env: "test-777bb9" }, { relay, pageSize: 1 })) {
      assert.equal(name, "login");
      break;
    }
    assert.ok(requests.length <= 2, "one page is fetched ahead at most");
  });
});

describe("errors of lists through a relay", () => {
  const lists = {
    environments: (options) => listEnvironments({}, options),
    functions: (options, env = "test-777bb9") => all(listFunctions({ env }, options)),
  };
  for (const [name, list] of Object.entries(lists)) {
    it(`${name}: the platform's errcode, rid and advice are those without a relay`, async (t) => {
      const { relay, sandbox } = await relayed(t);
      const path = name === "functions" ? "/tcb/listfunctions" : "/tcb/getenvinfo";
      sandbox.quotas[path] = { dailyLimit: 0 };
      const error = await rejection(list({ relay }), "QUOTA_EXCEEDED");
      assert.deepEqual([error.errcode, error.peer, error.retryable], [45009, "platform", false]);
      assert.match(error.rid, /^[0-9a-f]{8}-/);
      const request = { accessToken, env: "test-777bb9" };
      const options = { fetch: sandbox.fetch };
      const direct = await rejection(
        name === "functions" ? all(listFunctions(request, options)) : listEnvironments({ accessToken }, options),
        "QUOTA_EXCEEDED",
      );
      assert.equal(error.advice, direct.advice);
    });
    it(`${name}: the relay's refusal is RELAY_REFUSED`, async (t) => {
      const { relay, sandbox } = await relayed(t, {
        authorize: (_request, { action }) => (action === "link" ? { id: "x" } : null),
      });
      const error = await rejection(list({ relay }), "RELAY_REFUSED");
      assert.deepEqual([error.status, error.peer], [401, "relay"]);
      assert.ok(sandbox);
    });
    it(`${name}: a relay without the route is RELAY_REFUSED`, async (t) => {
      const { relay } = await relayed(t, {}, () => () => Response.json({ error: "no such route" }, { status: 404 }));
      const error = await rejection(list({ relay }), "RELAY_REFUSED");
      assert.equal(error.status, 404);
    });
    it(`${name}: what no relay sent is RELAY_REFUSED`, async (t) => {
      for (const body of [
        "<p>Sign in</p>",
        "{}",
        "[]",
        '{"environments":{},"functions":{}}',
        '{"environments":[{}],"functions":[{}]}',
      ]) {
        const { relay } = await relayed(
          t,
          {},
          () => () => new Response(body, { headers: { "content-type": "application/json" } }),
        );
        await rejection(list({ relay }), "RELAY_REFUSED");
      }
    });
    it(`${name}: a token beside a relay is INVALID_ARGUMENT, and nothing is sent`, async (t) => {
      const { relay, requests } = await relayed(t);
      const request = { accessToken, env: "test-777bb9" };
      const called =
        name === "functions" ? all(listFunctions(request, { relay })) : listEnvironments(request, { relay });
      await rejection(called, "INVALID_ARGUMENT");
      assert.equal(requests.length, 0);
    });
  }
  it("functions: a later page's failure comes behind the earlier rows", async (t) => {
    const { relay } = await relayed(t);
    const rows = [];
    const listing = async () => {
      for await (const { name } of listFunctions({ env: "list-fails-later" }, { relay, pageSize: 2 })) rows.push(name);
    };
    assert.equal((await rejection(listing(), "QUOTA_EXCEEDED")).errcode, 45009);
    assert.deepEqual(rows, ["first", "second"]);
  });
});
