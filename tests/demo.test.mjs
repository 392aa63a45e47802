// The demo as `cargo xtask demo` runs it, from outside.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { it } from "node:test";

const root = fileURLToPath(new URL("..", import.meta.url));

function start(parameters, environment = {}) {
  const env = { ...process.env, NO_COLOR: "1", WECHAT_ACCESS_TOKEN: undefined, ...environment };
  const child = spawn("node", ["www/demo.mjs", ...parameters], { cwd: root, env });
  const run = { child, output: "", closed: once(child, "close").then(([code]) => code) };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (run.output += data));
  return run;
}

it("--once runs the main job and ends with 0", async () => {
  const run = start(["--once"]);
  assert.equal(await run.closed, 0, run.output);
  for (const line of [/link.*test-777bb9.*login/is, /bytes/i, /[0-9a-f]{64}/]) assert.match(run.output, line);
  // The first package is tidy, the second is all inside one folder.
  assert.match(run.output, /^ {2}inside +2 files, \d+ bytes unpacked\n {2}found +nothing$/m);
  assert.match(run.output, /^ {2}found +warning: .*index\.js.*\n {2}found +warning: .* one folder "inspected\/"$/m);
  assert.doesNotMatch(run.output, /sandbox-access-token|access_token=|sign=|q-signature/);
});

it("stays with the console's address, and ends with 0 when it is interrupted", async (t) => {
  const run = start([]);
  t.after(() => run.child.kill()); // ends a demo whose test failed
  const address = await new Promise((resolve, reject) => {
    run.closed.then(() => reject(new Error(run.output)));
    run.child.stdout.on("data", () => {
      const [found] = run.output.match(/http:\/\/127\.0\.0\.1:\d+\/\?secret=\S+/) ?? [];
      if (found) resolve(found);
    });
  });
  const response = await fetch(address, { redirect: "manual" });
  assert.equal(response.status, 303);
  const cookie = response.headers.get("set-cookie").split(";")[0];
  const { origin } = new URL(address);
  const page = await fetch(origin, { headers: { cookie } });
  assert.match(await page.text(), /<title>/);
  const link = await fetch(`${origin}/relay/link`, {
    method: "POST",
    headers: { cookie, origin, "content-type": "application/json" },
    body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
  });
  assert.match((await link.json()).checksum, /^[0-9a-f]{64}$/);
  run.child.kill("SIGINT");
  assert.equal(await run.closed, 0, run.output);
});

it("--live asks for what it needs before it sends anything", async () => {
  const complete = ["--live", "--once", "--env", "e", "--function", "f"];
  for (const [parameters, environment, missing] of [
    [complete, {}, /WECHAT_ACCESS_TOKEN/],
    [["--live", "--once", "--function", "f"], { WECHAT_ACCESS_TOKEN: "canary-token" }, /--env/],
    [["--live", "--once", "--env", "e"], { WECHAT_ACCESS_TOKEN: "canary-token" }, /--function/],
    [["--nonsense"], {}, /nonsense/],
  ]) {
    const run = start(parameters, environment);
    assert.equal(await run.closed, 1, run.output);
    assert.match(run.output, missing);
    assert.doesNotMatch(run.output, /canary-token|\n\s+at /);
  }
});
