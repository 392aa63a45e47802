import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { emptyFolder, run, serving, start, TOKEN } from "./program.mjs";

describe("sandbox", () => {
  it("what it prints for another terminal works as it stands, and Ctrl-C ends it with 0", async (t) => {
    const cwd = await emptyFolder(t);
    const sandbox = start(["sandbox", "--port", "0"], { cwd });
    t.after(() => sandbox.child.kill("SIGKILL"));
    while (!/pull .*\n/.test(sandbox.stdout)) await once(sandbox.child.stdout, "data");
    const script = sandbox.stdout
      .slice(sandbox.stdout.indexOf("  export"))
      .replaceAll("npx ", `${process.env.CONSUMER}/node_modules/.bin/`);
    const { code, stdout, stderr } = await start(["-c", script], { cwd, program: "bash" }).closed;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /verified/);
    sandbox.child.kill("SIGINT");
    assert.equal((await sandbox.closed).code, 0);
  });

  it("--functions and --link-lifetime", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(
      join(cwd, "functions.json"),
      JSON.stringify([
        { env: "e", functionName: "f", errcode: 45009 },
        { env: "e", functionName: "g" },
      ]),
    );
    const { first, child } = await serving(
      ["sandbox", "--port", "0", "--json", "--functions", "functions.json", "--link-lifetime", "60"],
      { cwd },
    );
    t.after(() => child.kill());
    const ask = (name) => run(["link", "--json", "-e", "e", "-f", name, "--base-url", first.baseUrl], { env: TOKEN });
    assert.equal(JSON.parse((await ask("f")).stdout).error.code, "QUOTA_EXCEEDED");
    const lifetime = Date.parse(JSON.parse((await ask("g")).stdout).expiresAt) - Date.now();
    assert.ok(lifetime > 50_000 && lifetime <= 60_000, String(lifetime));
    await writeFile(join(cwd, "functions.json"), "[{}]");
    assert.equal((await run(["sandbox", "--functions", "functions.json"], { cwd })).code, 2);
    await writeFile(join(cwd, "functions.json"), JSON.stringify([{ env: "e", functionName: "f", download: "corupt" }]));
    const { code, stderr } = await run(["sandbox", "--functions", "functions.json"], { cwd });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /functions\.json: function "f": the fault "corupt" is not known: known are corrupt, shortened, /,
    );
  });

  it("--merchants, and a file of environments and quotas", async (t) => {
    const cwd = await emptyFolder(t);
    const file = {
      functions: [{ env: "e", functionName: "f" }],
      environments: [{ env: "e", alias: "one" }],
      quotas: { "/tcb/downloadfunction": { dailyLimit: 1 } },
    };
    await writeFile(join(cwd, "sandbox.json"), JSON.stringify(file));
    const args = ["sandbox", "--port", "0", "--json", "--functions", "sandbox.json", "--merchants", "3"];
    const { first, child } = await serving(args, { cwd });
    t.after(() => child.kill());
    assert.equal(first.merchants, 3);
    const ask = (name, appid, env, args) => {
      const call = ["link", "--json", "-e", env, "-f", name, "-a", appid, "--base-url", first.baseUrl];
      return run([...call, ...args]).then(({ stdout }) => JSON.parse(stdout));
    };
    const command = ["--token-command", first.tokenCommand];
    const last = "wx0000000000000003";
    assert.equal((await ask("function-20", last, "prod-1", command)).errcode, 0);
    assert.equal((await ask("function-20", last, "prod-1", command)).error.errcode, 45009);
    assert.equal((await ask("function-20", "wx0000000000000004", "prod-1", command)).error.code, "TOKEN_REJECTED");
    const environments = await fetch(`${first.baseUrl}/tcb/getenvinfo?access_token=sandbox-access-token`, {
      method: "POST",
      body: "{}",
    });
    assert.equal((await environments.json()).info_list[0].alias, "one");
    await writeFile(join(cwd, "sandbox.json"), JSON.stringify({ ...file, quotas: { "/tcb/other": {} } }));
    const { code, stderr } = await run(["sandbox", "--functions", "sandbox.json"], { cwd });
    assert.equal(code, 2);
    assert.match(stderr, /sandbox\.json: the path of a quota "\/tcb\/other" is not known/);
  });
});
