// The sandbox's lists, on the wire: environments, pages of functions, and what is odd or broken about them on demand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { createSandbox } from "wechat-function-link/sandbox";

import { Asked } from "../support/asked.mjs";

const TOKEN = "sandbox-access-token";
const asking =
  ({ fetch }, token = TOKEN) =>
  async (path, body) => {
    const init = { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
    const response = await fetch(`https://api.example${path}?access_token=${encodeURIComponent(token)}`, init);
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  };
const made = (options) => asking(createSandbox(options));
const five = ["a", "b", "c", "d", "e"].map((functionName) => ({ env: "e", functionName }));
const names = ({ functions }) => functions.map(({ name }) => name).join("");

describe("/tcb/getenvinfo of a sandbox", () => {
  it("lists what is described and what only functions name", async () => {
    const described = {
      env: "prod",
      alias: "正式",
      status: "HALTED",
      createdAt: "2024-01-02 03:04:05",
      packageId: "pro",
      packageName: "专业版",
    };
    const ask = made({ functions: five, environments: [described, { env: "away", hidden: true }] });
    const { errcode, errmsg, info_list: list } = await ask("/tcb/getenvinfo", {});
    assert.deepEqual([errcode, errmsg], [0, "ok"]);
    assert.deepEqual(list, [
      {
        env: "prod",
        alias: "正式",
        create_time: "2024-01-02 03:04:05",
        update_time: "2024-01-02 03:04:05",
        status: "HALTED",
        package_id: "pro",
        package_name: "专业版",
      },
      {
        env: "e",
        alias: "e",
        create_time: "2019-05-16 06:55:53",
        update_time: "2019-05-16 06:55:53",
        status: "NORMAL",
        package_id: "basic",
        package_name: "基础版 1",
      },
    ]);
    assert.deepEqual((await ask("/tcb/getenvinfo", { env: "e" })).info_list, list.slice(1));
    assert.equal((await ask("/tcb/getenvinfo", { env: "away" })).errcode, -501005);
    assert.equal((await ask("/tcb/getenvinfo", { env: 7 })).errcode, 40097);
  });
  it("by default has every status", async () => {
    const { info_list: list } = await made()("/tcb/getenvinfo", {});
    assert.deepEqual(new Set(list.map(({ status }) => status)), new Set(["NORMAL", "HALTED", "UNAVAILABLE"]));
    assert.equal(list[0].env, "test-777bb9");
    assert.ok(list.every(({ env }) => !env.startsWith("list-")));
  });
});

describe("/tcb/listfunctions of a sandbox", () => {
  it("gives a page by limit and offset, with the total", async () => {
    const ask = made({ functions: [{ env: "other", functionName: "z" }, ...five] });
    for (const [limit, offset, expected] of [
      [2, 0, "ab"],
      [2, 2, "cd"],
      [2, 4, "e"],
      [2, 5, ""],
      [100, 0, "abcde"],
      [100, 99, ""],
      [3, 1, "bcd"],
    ]) {
      const page = await ask("/tcb/listfunctions", { env: "e", limit, offset });
      assert.deepEqual([page.errcode, page.errmsg, page.total_count, names(page)], [0, "ok", 5, expected]);
    }
  });
  it("shows what is known of each function", async () => {
    const failed = {
      runtime: "Php8.0",
      status: "CreateFailed",
      statusReason: [{ errcode: 1, errmsg: "ResourceNotFound.File" }],
      addTime: "2024-01-02 03:04:05",
      modTime: "2024-06-07 08:09:10",
    };
    const ask = made({ functions: [{ ...five[0], ...failed }, five[1]] });
    const { functions } = await ask("/tcb/listfunctions", { env: "e", limit: 20, offset: 0 });
    const first = "2019-05-16 06:55:53";
    assert.deepEqual(functions, [
      {
        mod_time: failed.modTime,
        add_time: failed.addTime,
        runtime: "Php8.0",
        name: "a",
        status: "CreateFailed",
        status_reason: failed.statusReason,
      },
      { mod_time: first, add_time: first, runtime: "Nodejs18.15", name: "b", status: "Active" },
    ]);
  });
  it("by default has functions of every status", async () => {
    const { functions } = await made()("/tcb/listfunctions", { env: "status", limit: 20, offset: 0 });
    assert.deepEqual(
      functions.map(({ name, status, status_reason: reason }) => [name, status, reason?.[0].errmsg]),
      [
        ["Active", "Active", undefined],
        ["Creating", "Creating", undefined],
        ["CreateFailed", "CreateFailed", "ResourceNotFound.File"],
        ["Updating", "Updating", undefined],
        ["UpdateFailed", "UpdateFailed", "ResourceNotFound.File"],
      ],
    );
  });

  const env = "e";
  for (const [what, body, errcode] of [
    ["no env", { limit: 20, offset: 0 }, 40101],
    ["no limit", { env, offset: 0 }, 40101],
    ["no offset", { env, limit: 20 }, 40101],
    ["a limit of 0", { env, limit: 0, offset: 0 }, 40097],
    ["a limit that is a text", { env, limit: "20", offset: 0 }, 40097],
    ["an offset below 0", { env, limit: 20, offset: -1 }, 40097],
    ["half an offset", { env, limit: 20, offset: 0.5 }, 40097],
    ["an unknown env", { env: "f", limit: 20, offset: 0 }, -501005],
    ["an env of errcode 61007", { env: "refused", limit: 20, offset: 0 }, 61007],
    ["no body", "", 44002],
    ["no JSON", "env", 47001],
    ["no object", "7", 47001],
  ]) {
    it(`answers ${errcode} to ${what}`, async () => {
      const ask = made({ functions: five, environments: [{ env: "refused", errcode: 61007 }] });
      assert.equal((await ask("/tcb/listfunctions", body)).errcode, errcode);
    });
  }
  it("checks the token as the link does", async () => {
    const sandbox = createSandbox({ functions: five });
    const body = { env: "e", limit: 20, offset: 0 };
    for (const path of ["/tcb/listfunctions", "/tcb/getenvinfo", "/cgi-bin/openapi/quota/get"]) {
      assert.equal((await asking(sandbox, "other")(path, body)).errcode, 40014);
      assert.equal((await asking(sandbox, "sandbox-expired-token")(path, body)).errcode, 42001);
      assert.equal((await asking(sandbox, "")(path, body)).errcode, 41001);
      const got = await sandbox.fetch(`https://api.example${path}?access_token=${TOKEN}`);
      assert.equal((await got.json()).errcode, 43002);
    }
  });
});

describe("a list of a sandbox that is", () => {
  const ask = made();
  const page = (reply, offset = 0, limit = 2) => ask("/tcb/listfunctions", { env: `list-${reply}`, limit, offset });
  const CASES = {
    "run-time": ({ functions }) => assert.ok(functions.every((row) => row.run_time && !("runtime" in row))),
    "lone-status-reason": ({ functions }) => assert.ok(functions.every((row) => row.status_reason.errmsg)),
    "no-list": (body) => assert.deepEqual(body, { errcode: 0, errmsg: "ok", total_count: 3 }),
    "null-list": ({ functions }) => assert.equal(functions, null),
    "no-total": (body) => assert.equal("total_count" in body, false),
    "wrong-total": (body) => assert.equal(body.total_count, 10),
    "low-total": (body) => assert.equal(body.total_count, 1),
    "missing-all": (body) => assert.deepEqual(body, { errmsg: "ok" }),
    "list-object": ({ functions }) => assert.equal(functions[1].name, "second"),
    "list-text": ({ functions }) => assert.equal(typeof functions, "string"),
    "row-without-name": ({ functions }) =>
      assert.deepEqual([functions[0].name, functions[1].name], [undefined, "second"]),
    "row-null": ({ functions }) => assert.equal(functions[0], null),
    "no-errcode": (body) => assert.deepEqual(Object.keys(body), ["total_count", "functions"]),
    "errcode-string": ({ errcode }) => assert.equal(errcode, "0"),
    html: (text) => assert.match(text, /^<!DOCTYPE html>/),
  };
  for (const [reply, check] of Object.entries(CASES)) it(reply, async () => check(await page(reply)));

  const pages = async (reply, ...offsets) => {
    const bodies = [];
    for (const offset of offsets) bodies.push(await page(reply, offset));
    return bodies.map((body) => body.errcode || body.functions.map(({ name }) => name[0]).join(""));
  };
  it("repeated begins a page with the last row before it", async () => {
    assert.deepEqual(await pages("repeated", 0, 2, 3, 4), ["fs", "st", "t", ""]);
  });
  it("same-page ignores the offset", async () => {
    assert.deepEqual(await pages("same-page", 0, 2, 4), ["fs", "fs", "fs"]);
  });
  it("empty-page has nothing behind the first page", async () =>
    assert.deepEqual(await pages("empty-page", 0, 2), ["fs", ""]));
  it("fails-later has the first page alone", async () =>
    assert.deepEqual(await pages("fails-later", 0, 2), ["fs", 45009]));
  it("short-pages gives two rows at most", async () => {
    assert.equal((await page("short-pages", 0, 100)).functions.length, 2);
  });
  it("busy-twice is sound to the third call and after", async () => {
    const codes = [];
    for (let call = 0; call < 4; call++) codes.push((await page("busy-twice")).errcode);
    assert.deepEqual(codes, [-1, -1, 0, 0]);
  });
  it("any of them, in the list of environments too", async () => {
    const sandbox = createSandbox({ functions: five, environmentsReply: "row-without-name" });
    const environments = () => asking(sandbox)("/tcb/getenvinfo", {});
    assert.deepEqual(Object.keys((await environments()).info_list[0])[0], "alias");
    sandbox.environmentsReply = "null-list";
    assert.equal((await environments()).info_list, null);
    sandbox.environmentsReply = "run";
    await assert.rejects(environments(), {
      name: "TypeError",
      message: /reply of a list "run" .* known are text-plain/,
    });
  });
});

describe("onRequest of a sandbox", () => {
  it("sees what is asked, without a token or a signature", async () => {
    const asked = new Asked();
    const sandbox = createSandbox({ functions: five, onRequest: asked.onRequest, now: () => 1_700_000_000_000 });
    const ask = asking(sandbox);
    await ask("/tcb/listfunctions", { env: "e", limit: 2, offset: 4 });
    await ask("/tcb/downloadfunction", { env: "e", function_name: "nothing" });
    const { url } = await ask("/tcb/downloadfunction", { env: "e", function_name: "a" });
    await (await sandbox.fetch(url)).arrayBuffer();
    await asking(sandbox, "other")("/tcb/getenvinfo", {});
    const at = 1_700_000_000_000;
    const download = { at, to: "platform", path: "/tcb/downloadfunction", env: "e", status: 200 };
    assert.deepEqual(
      asked.requests.map((request) => JSON.parse(JSON.stringify(request))),
      [
        { at, to: "platform", path: "/tcb/listfunctions", env: "e", limit: 2, offset: 4, errcode: 0, status: 200 },
        { ...download, functionName: "nothing", errcode: -501009 },
        { ...download, functionName: "a", errcode: 0 },
        { at, to: "storage", path: "/1258717764/e/a/a_LATEST.zip", env: "e", functionName: "a", status: 200 },
        { at, to: "platform", path: "/tcb/getenvinfo", errcode: 40014, status: 200 },
      ],
    );
    assert.equal(asked.count({ path: "/tcb/downloadfunction", errcode: 0 }), 1);
    assert.equal(asked.mostInASecond(), 4);
  });
  it("is called for a request that is aborted, too, and what it throws rejects", async () => {
    const requests = [];
    const sandbox = createSandbox({ latencyMs: 60_000, onRequest: (request) => requests.push(request) });
    const controller = new AbortController();
    const init = { method: "POST", body: "{}", signal: controller.signal };
    const answer = sandbox.fetch(`https://api.example/tcb/getenvinfo?access_token=${TOKEN}`, init);
    controller.abort(new Error("enough"));
    await assert.rejects(answer, { message: "enough" });
    assert.deepEqual(
      requests.map(({ path, status }) => [path, status]),
      [["/tcb/getenvinfo", undefined]],
    );
    const throwing = made({
      onRequest() {
        throw new Error("no more");
      },
    });
    await assert.rejects(throwing("/tcb/getenvinfo", {}), { message: "no more" });
  });
});
