// The command `console`: the page, its relay and the merchants, from the installed package.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { CANARY, emptyFolder, run, sandboxAddress, serving } from "./program.mjs";

const CONSOLE = ["console", "--port", "0", "--json"];

async function opened(t, ...more) {
  const started = await serving([...CONSOLE, ...more], { cwd: await emptyFolder(t) });
  t.after(() => started.child.kill("SIGKILL"));
  const response = await fetch(started.first.address, { redirect: "manual" });
  assert.equal(response.status, 303);
  const cookie = response.headers.get("set-cookie").split(";")[0];
  const { console: origin } = started.first;
  const headers = { cookie, origin, "content-type": "application/json" };
  return {
    ...started,
    origin,
    get: (path) => fetch(`${origin}${path}`, { headers: { cookie } }),
    post: (path, body) => fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
  };
}

describe("console", () => {
  it("--sandbox serves the page, its files, merchants and packages, and ends with 0", async (t) => {
    const { first, get, post, origin, child, closed } = await opened(t, "--sandbox");
    assert.equal(first.platform.kind, "sandbox");
    const page = await (await get("/")).text();
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    assert.ok(named.length >= 2, "script and icon");
    assert.match(page, /<style>[^<]{1000}/);
    for (const path of named) assert.equal((await get(path)).status, 200, path);
    const settings = await (await get("/console.json")).json();
    assert.deepEqual(settings.platform, first.platform);
    assert.equal(settings.merchants.length, 12);
    const [{ authorizerAppid }] = settings.merchants;
    const { environments } = await (await post("/relay/environments", { authorizerAppid })).json();
    const { functions } = await (await post("/relay/functions", { authorizerAppid, env: environments[0].env })).json();
    const wish = { authorizerAppid, env: environments[0].env, functionName: functions[0].name };
    assert.equal((await post("/relay/download", wish)).status, 200);
    assert.equal((await post("/relay/download", { env: "test-777bb9", functionName: "login" })).status, 200);
    assert.equal((await fetch(`${origin}/console.json`)).status, 401);
    child.kill("SIGINT");
    assert.equal((await closed).code, 0);
  });

  it("asks the platform at --base-url with the token of its options, which it never shows", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(
      join(cwd, "merchants"),
      'wx0000000000000001 First shop\n{"authorizerAppid":"wx2","name":"Second"}\n# none\nwx3\n',
    );
    const { first, get, post } = await opened(
      t,
      ...["--base-url", sandboxAddress(), "--token-command", `printf ${CANARY}`],
      ...["--merchants", join(cwd, "merchants")],
    );
    assert.deepEqual(first.platform, { kind: "live", host: new URL(sandboxAddress()).host });
    const { merchants } = await (await get("/console.json")).json();
    assert.deepEqual(merchants, [
      { authorizerAppid: "wx0000000000000001", name: "First shop" },
      { authorizerAppid: "wx2", name: "Second" },
      { authorizerAppid: "wx3" },
    ]);
    const refused = await post("/relay/link", { env: "test-777bb9", functionName: "login" });
    const text = await refused.text();
    assert.equal(JSON.parse(text).error.code, "TOKEN_REJECTED");
    assert.ok(!text.includes(CANARY));
  });

  it("refuses what it cannot use before it serves anything", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "odd"), '{"authorizerAppid":"wx1"}\n{"appid":"wx2"}\n');
    await writeFile(join(cwd, "none"), "\n");
    const env = { WECHAT_ACCESS_TOKEN: CANARY };
    for (const [more, words] of [
      [["--merchants", "odd"], /odd: line 2 is no merchant/],
      [["--merchants", "none"], /none names no merchant/],
      [["--sandbox", "--token-file", "t"], /--sandbox has a token/],
      [["--sandbox", "--base-url", "https://api.example"], /--sandbox has a token/],
      [["--origin", "console.example"], /--origin is not an origin/],
    ]) {
      const { code, stderr } = await run(["console", "--port", "0", ...more], { cwd, env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
    }
    const { code, stderr } = await run(["console", "--port", "0"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /WECHAT_ACCESS_TOKEN/);
  });
});
