// The lists of a relay from a real page: environments, functions by pages, and their errors. No secret reaches the page.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

// Runs in the page.
const LIST = `async ({ env, pageSize }) => {
  const { listEnvironments, listFunctions } = await import("/pkg/index.js");
  const names = [];
  try {
    const environments = await listEnvironments({}, { relay: "/relay" });
    for await (const { name } of listFunctions({ env }, { relay: "/relay", pageSize })) names.push(name);
    return { environments, names };
  } catch (error) {
    return { names, code: error.code, errcode: error.errcode, rid: error.rid, isOurs: error instanceof Error };
  }
}`;
const TOKEN = "canary-token-of-a-page";
const WITH_TOKEN = `async () => {
  const { getQuota, listEnvironments, listFunctions } = await import("/pkg/index.js");
  let sent = 0;
  const fetch = async () => (sent++, Response.json({}));
  const request = { accessToken: "${TOKEN}", env: "e" };
  const calls = [
    listEnvironments(request, { fetch }),
    listFunctions(request, { fetch }).next(),
    getQuota({ accessToken: "${TOKEN}" }, { fetch }),
  ];
  const codes = await Promise.all(calls.map((call) => call.then(() => "sent", (error) => error.code)));
  return { codes, sent };
}`;

describe("lists on a page", { timeout: 300_000 }, () => {
  it("come through the relay, page by page", async (t) => {
    const console = await visit(t);
    const { environments, names } = await console.page.evaluate(`(${LIST})({ env: "test-777bb9", pageSize: 1 })`);
    assert.equal(environments[0].alias, "测试");
    assert.deepEqual(names, ["login", "pay", "查询 订单"]);
    const later = await console.page.evaluate(`(${LIST})({ env: "list-fails-later", pageSize: 2 })`);
    assert.deepEqual([later.names, later.code, later.errcode], [["first", "second"], "QUOTA_EXCEEDED", 45009]);
    assert.match(later.rid, /^[0-9a-f]{8}-/);
    await console.finish();
  });

  it("are RELAY_REFUSED where no one has signed in", async (t) => {
    const console = await visit(t, { signedIn: false });
    const { code, isOurs } = await console.page.evaluate(`(${LIST})({ env: "test-777bb9" })`);
    assert.deepEqual([code, isOurs], ["RELAY_REFUSED", true]);
    assert.equal(console.upstream.requests.length, 0);
  });

  it("with a token are SERVER_SIDE_ONLY, and nothing is sent", async (t) => {
    const console = await visit(t);
    const { codes, sent } = await console.page.evaluate(`(${WITH_TOKEN})()`);
    assert.deepEqual([codes, sent], [Array(3).fill("SERVER_SIDE_ONLY"), 0]);
    await console.finish();
  });
});
