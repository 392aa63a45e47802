// The sandbox's merchants and quotas.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction, verifyChecksum } from "wechat-function-link";
import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";

import { Asked } from "../support/asked.mjs";

// In Bun, true waits for the end; in Node it would be a minor collection. Deno's own option is not set everywhere.
const collect = globalThis.Bun ? () => Bun.gc(true) : globalThis.gc;

const LIST = "/tcb/listfunctions";
const QUOTA = "/cgi-bin/openapi/quota/get";
const ask = async ({ fetch }, token, path, body) => {
  const init = { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`https://api.example${path}?access_token=${encodeURIComponent(token)}`, init)).json();
};
const list = (sandbox, token, env = "e") => ask(sandbox, token, LIST, { env, limit: 100, offset: 0 });
const one = { env: "e", functionName: "f" };

describe("the merchants of a sandbox", () => {
  it("have functions and environments of their own, by their tokens", async () => {
    const sandbox = createSandbox({
      functions: [one],
      merchant: (appid) => (appid === "wx1" ? { functions: [{ env: "e", functionName: "g" }] } : undefined),
    });
    const shown = async (token) => (await list(sandbox, token)).functions?.map(({ name }) => name);
    assert.deepEqual(await shown("sandbox-access-token"), ["f"]);
    assert.deepEqual(await shown("sandbox-token-wx1"), ["g"]);
    assert.equal((await list(sandbox, "sandbox-token-wx2")).errcode, 40014);
    assert.equal((await list(sandbox, "wx1")).errcode, 40014);
    sandbox.accessTokens["sandbox-token-wx1"] = "expired";
    assert.equal((await list(sandbox, "sandbox-token-wx1")).errcode, 42001);
  });
  it("are found by whatever tokens are the caller's", async () => {
    const authorizerOf = (token) => /^canary\+(.*)$/.exec(token)?.[1];
    const sandbox = createSandbox({ merchant: () => ({ functions: [one] }), authorizerOf });
    assert.equal((await list(sandbox, "canary+wx1")).total_count, 1);
    assert.equal((await list(sandbox, "sandbox-token-wx1")).errcode, 40014);
  });
  it("deliver packages of their own, also where names are the same", async () => {
    const files = (text) => ({ "index.js": text });
    const asked = new Asked();
    const sandbox = createSandbox({
      merchant: (appid) => ({ functions: [{ ...one, files: files(appid) }] }),
      onRequest: asked.onRequest,
    });
    const checksums = new Set();
    for (const authorizerAppid of ["wx1", "wx/2 号", "wx3"]) {
      const request = { ...one, authorizerAppid, accessToken: `sandbox-token-${authorizerAppid}` };
      const { bytes, checksum } = await downloadFunction(request, { fetch: sandbox.fetch });
      assert.equal(await verifyChecksum(bytes, checksum), true);
      checksums.add(checksum);
      assert.equal(asked.count({ authorizerAppid, to: "storage" }), 1);
    }
    assert.equal(checksums.size, 3);
  });
  it("change when what is returned changes, their packages too", async () => {
    const files = [{ "index.js": "1" }, { "index.js": "2" }];
    let night = 0;
    const sandbox = createSandbox({ merchant: () => ({ functions: [{ ...one, files: files[night] }] }) });
    const link = () => ask(sandbox, "sandbox-token-wx1", "/tcb/downloadfunction", { env: "e", function_name: "f" });
    const first = await link();
    assert.equal((await link()).checksum, first.checksum);
    night = 1;
    assert.notEqual((await link()).checksum, first.checksum);
  });
  it("of errcode 61007 answer nothing else", async () => {
    const merchant = (appid) => ({ functions: [one], ...(appid === "wx2" && { errcode: 61007 }) });
    const sandbox = createSandbox({ merchant });
    for (const path of ["/tcb/getenvinfo", LIST, "/tcb/downloadfunction", QUOTA]) {
      assert.equal((await ask(sandbox, "sandbox-token-wx2", path, {})).errcode, 61007);
    }
    assert.equal((await list(sandbox, "sandbox-token-wx1")).errcode, 0);
  });
  for (const [what, merchant, message] of [
    ["a property that is not known", { function: [] }, /merchant's property "function" .* known are functions/],
    ["functions that are no array", { functions: one }, /functions and environments must be arrays/],
    ["a quota of an unknown path", { quotas: { "/tcb/nothing": {} } }, /path of a quota "\/tcb\/nothing"/],
    ["an errcode that is a text", { errcode: "61007" }, /errcode must be a whole number/],
    ["null", null, /must be an object, or undefined/],
    ["a function with a typo", { functions: [{ ...one, colour: "" }] }, /the property "colour"/],
    ["an environment with a typo", { environments: [{ env: "e", colour: "" }] }, /the property "colour"/],
  ]) {
    it(`${what}: refused`, async () => {
      const sandbox = createSandbox({ merchant: () => merchant });
      await assert.rejects(list(sandbox, "sandbox-token-wx1"), { name: "TypeError", message });
    });
  }
});

describe("10,000 merchants of a sandbox", () => {
  it("are listed one after the other, and cost no memory beyond a count", async () => {
    const { merchant, targets, accessToken } = sandboxMerchants(10_000);
    const sandbox = createSandbox({ merchant });
    assert.equal((await list(sandbox, "sandbox-token-wx0000000000000000", "prod-1")).errcode, 40014);
    assert.equal((await list(sandbox, "sandbox-token-wx0000000000002711", "prod-1")).errcode, 40014);
    const heapBytes = () => (collect?.(), process.memoryUsage().heapUsed);
    const before = heapBytes();
    let [merchants, functions] = [0, 0];
    for (const target of targets()) {
      merchants += 1;
      functions += (await list(sandbox, accessToken(target), "prod-1")).functions.length;
    }
    assert.deepEqual([merchants, functions], [10_000, 200_000]);
    const grown = heapBytes() - before;
    if (collect) assert.ok(grown < 16 * 1024 * 1024, `${grown} bytes`);
  });
  it("are what `change` makes of them", async () => {
    const change = (merchant, index) => (index === 1 ? { ...merchant, errcode: 48001 } : merchant);
    const { merchant, targets } = sandboxMerchants(2, { functions: 3, environments: 2, change });
    assert.deepEqual(
      [...targets()],
      [{ authorizerAppid: "wx0000000000000001" }, { authorizerAppid: "wx0000000000000002" }],
    );
    const { functions, environments } = merchant("wx0000000000000001");
    assert.deepEqual(environments, [{ env: "prod-1" }, { env: "prod-2" }]);
    assert.deepEqual(functions[5], { env: "prod-2", functionName: "function-03" });
    assert.equal(merchant("wx0000000000000002").errcode, 48001);
    for (const appid of ["wx0000000000000003", "wx01", "", "wx000000000000000A"]) {
      assert.equal(merchant(appid), undefined);
    }
    assert.throws(() => sandboxMerchants(1.5), TypeError);
    assert.throws(() => sandboxMerchants(1, { functions: -1 }), TypeError);
  });
});

describe("the quotas of a sandbox", () => {
  const clock = () => {
    const time = { now: Date.UTC(2024, 0, 1, 12) };
    return { time, now: () => time.now };
  };
  const quota = (sandbox, path = LIST, token = "sandbox-access-token") =>
    ask(sandbox, token, QUOTA, { cgi_path: path });

  it("count each merchant's calls of each interface, until midnight in China", async () => {
    const { time, now } = clock();
    const sandbox = createSandbox({ functions: [one], now, merchant: () => ({ functions: [one] }) });
    for (let call = 0; call < 3; call++) await list(sandbox, "sandbox-access-token");
    await list(sandbox, "sandbox-token-wx1");
    const used = async (...args) => (await quota(sandbox, ...args)).quota;
    assert.deepEqual(await used(), { daily_limit: 1_000_000, used: 3, remain: 999_997 });
    assert.equal((await used(LIST, "sandbox-token-wx1")).used, 1);
    assert.equal((await used("/tcb/getenvinfo")).used, 0);
    time.now = Date.UTC(2024, 0, 1, 15, 59, 59);
    assert.equal((await used()).used, 3);
    time.now = Date.UTC(2024, 0, 1, 16);
    assert.equal((await used()).used, 0);
  });
  it("refuse beyond the day's limit by 45009, which is not counted", async () => {
    const { now } = clock();
    const sandbox = createSandbox({ functions: [one], now, quotas: { [LIST]: { dailyLimit: 5, used: 3 } } });
    const codes = [];
    for (let call = 0; call < 4; call++) codes.push((await list(sandbox, "sandbox-access-token")).errcode);
    assert.deepEqual(codes, [0, 0, 45009, 45009]);
    assert.deepEqual((await quota(sandbox)).quota, { daily_limit: 5, used: 5, remain: 0 });
    sandbox.quotas[LIST] = { dailyLimit: 6, used: 3 };
    assert.equal((await list(sandbox, "sandbox-access-token")).errcode, 0);
    sandbox.quotas[LIST].dailyLimit = "6";
    await assert.rejects(list(sandbox, "sandbox-access-token"), { name: "TypeError", message: /dailyLimit and used/ });
  });
  for (const name of ["rateLimit", "componentRateLimit"]) {
    it(`refuse beyond ${name} by 45011, until its window ends`, async () => {
      const { time, now } = clock();
      const quotas = { [LIST]: { [name]: { callCount: 2, refreshSeconds: 60 } } };
      const sandbox = createSandbox({ functions: [one], now, quotas, merchant: () => ({ functions: [one] }) });
      const codes = async (token, count) => {
        const codes = [];
        for (let call = 0; call < count; call++) codes.push((await list(sandbox, token)).errcode);
        return codes;
      };
      assert.deepEqual(await codes("sandbox-access-token", 4), [0, 0, 45011, 45011]);
      assert.deepEqual(await codes("sandbox-token-wx1", 1), [0]);
      time.now += 59_999;
      assert.deepEqual(await codes("sandbox-access-token", 1), [45011]);
      time.now += 1;
      assert.deepEqual(await codes("sandbox-access-token", 3), [0, 0, 45011]);
      const wire = name === "rateLimit" ? "rate_limit" : "component_rate_limit";
      const { errcode, quota: day, ...rates } = await quota(sandbox);
      assert.deepEqual([errcode, day.used], [0, 4]);
      assert.deepEqual(rates, { errmsg: "ok", [wire]: { call_count: 2, refresh_second: 60 } });
    });
  }
  it("of a merchant go before the sandbox's", async () => {
    const quotas = { [LIST]: { dailyLimit: 0 } };
    const merchant = (appid) => ({ functions: [one], quotas: appid === "wx1" ? quotas : {} });
    const sandbox = createSandbox({ merchant, quotas: { [LIST]: { dailyLimit: 1 } } });
    assert.equal((await list(sandbox, "sandbox-token-wx1")).errcode, 45009);
    assert.equal((await list(sandbox, "sandbox-token-wx2")).errcode, 0);
  });
  for (const [path, errcode] of [
    [undefined, 40101],
    ["", 40101],
    ["tcb/listfunctions", 76003],
    ["https://api.weixin.qq.com/tcb/listfunctions", 76003],
    ["/tcb/nothing", 76021],
    ["/sns/userinfo", 76022],
  ]) {
    it(`of ${JSON.stringify(path)}: ${errcode}`, async () => {
      const sandbox = createSandbox();
      assert.equal((await ask(sandbox, "sandbox-access-token", QUOTA, { cgi_path: path })).errcode, errcode);
    });
  }
});
