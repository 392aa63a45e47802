// What the relay's routes /environments and /functions answer.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

const { env } = WISH;
const relay = await startRelay({ after });
const read = async (action, wish) => {
  const answered = await relay.call(action, wish);
  assert.equal(answered.status, 200, answered.shown);
  return JSON.parse(answered.bytes);
};

describe("the relay's lists", () => {
  it("environments: all, or one", async () => {
    const { environments, ...rest } = await read("environments", {});
    assert.deepEqual(rest, {});
    assert.equal(environments.length, relay.upstream.sandbox.environments.filter(({ hidden }) => !hidden).length);
    assert.deepEqual(environments[0], {
      env,
      alias: "测试",
      status: "NORMAL",
      packageId: "basic",
      packageName: "基础版 1",
      createdAt: "2019-05-16 06:55:53",
      updatedAt: "2019-05-16 06:55:53",
    });
    assert.deepEqual(await read("environments", { env: "halted" }), {
      environments: environments.filter((known) => known.env === "halted"),
    });
  });

  it("functions: the platform's page at limit and offset", async () => {
    const page = (wish) =>
      read("functions", wish).then(({ functions, totalCount }) => [functions.map(({ name }) => name), totalCount]);
    assert.deepEqual(await page({ env }), [["login", "pay", "查询 订单"], 3]);
    assert.deepEqual(await page({ env, limit: 1 }), [["login"], 3]);
    assert.deepEqual(await page({ env, limit: 1, offset: 1 }), [["pay"], 3]);
    assert.deepEqual(await page({ env, offset: 9 }), [[], 3]);
    const { functions } = await read("functions", { env: "status" });
    assert.deepEqual(
      functions.find(({ name }) => name === "CreateFailed"),
      {
        name: "CreateFailed",
        runtime: "Nodejs18.15",
        status: "CreateFailed",
        statusReason: [{ errcode: -1, errmsg: "ResourceNotFound.File" }],
        modTime: "2019-05-16 06:55:53",
        addTime: "2019-05-16 06:55:53",
      },
    );
  });

  it("a page is the platform's, repeated rows included: the client pages", async () => {
    const page = async (offset) => (await read("functions", { env: "list-repeated", limit: 2, offset })).functions;
    assert.deepEqual(
      (await page(2)).map(({ name }) => name),
      ["second", "third"],
    );
    assert.equal("totalCount" in (await read("functions", { env: "list-no-total" })), false);
  });

  it("a limit and an offset of any size are the platform's to judge", async () => {
    await read("functions", { env, limit: 2 ** 32 - 1, offset: 2 ** 32 - 1 });
  });
});
