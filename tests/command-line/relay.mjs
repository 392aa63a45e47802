import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";

import { CANARY, emptyFolder, lines, run, sandboxAddress, serving, start } from "./program.mjs";

const WISH = JSON.stringify({ env: "test-777bb9", functionName: "login" });
const RELAY = ["relay", "--port", "0", "--json", "--base-url", sandboxAddress()];
const TOKEN_COMMAND = ["--token-command", "printf sandbox-access-token"];

async function relay(t, ...more) {
  const started = await serving([...RELAY, ...TOKEN_COMMAND, ...more], { cwd: await emptyFolder(t) });
  t.after(() => started.child.kill("SIGKILL"));
  return started;
}

const call = (address, action, headers = {}) =>
  fetch(`${address}/${action}`, {
    method: "POST",
    body: WISH,
    headers: { "content-type": "application/json", origin: new URL(address).origin, ...headers },
  });

async function signIn(address) {
  const response = await fetch(address, { redirect: "manual" });
  return { status: response.status, cookie: response.headers.get("set-cookie")?.split(";")[0] };
}

describe("relay", () => {
  it("serves whoever opens the printed address first, and nobody else", async (t) => {
    const { first, child, closed } = await relay(t);
    const { relay: address } = first;
    assert.equal((await call(address, "link")).status, 401);
    assert.equal((await signIn(`${address}/?secret=guess`)).status, 403);
    const { status, cookie } = await signIn(first.address);
    assert.equal(status, 303);
    assert.equal((await signIn(first.address)).status, 403, "once");
    assert.equal(
      (await fetch(first.address, { headers: { cookie } })).status,
      200,
      "the same browser may open it again",
    );
    const page = await fetch(`${address}/`, { headers: { cookie } });
    assert.match(await page.text(), /downloadFunction/);
    assert.equal((await fetch(`${address}/`)).status, 401);

    const link = await (await call(address, "link", { cookie })).json();
    assert.match(link.checksum, /^[0-9a-f]{64}$/);
    assert.equal(link.url, undefined);
    const download = await call(address, "download", { cookie });
    assert.equal(
      createHash("sha256")
        .update(new Uint8Array(await download.arrayBuffer()))
        .digest("hex"),
      link.checksum,
    );

    child.kill("SIGINT");
    const { code, stdout, stderr } = await closed;
    assert.deepEqual([code, stderr], [0, ""]);
    const audit = lines(stdout)
      .slice(1)
      .map((line) => line.audit);
    assert.deepEqual(
      audit.map(({ action, status, id }) => [action, status, id]),
      [
        ["link", 401, undefined],
        ["link", 200, "operator"],
        ["download", 200, "operator"],
      ],
    );
    assert.equal(audit[2].checksum, link.checksum);
  });

  it("what it prints for the shell works as it stands", async (t) => {
    const cwd = await emptyFolder(t);
    const run = start(["relay", "--port", "0", "--base-url", sandboxAddress(), ...TOKEN_COMMAND], { cwd });
    t.after(() => run.child.kill("SIGKILL"));
    while (!run.stdout.includes("/link\n")) await once(run.child.stdout, "data");
    const script = run.stdout.slice(run.stdout.indexOf("  curl"));
    const { code, stdout, stderr } = await start(["-c", script], { cwd, program: "bash" }).closed;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /"checksum":"[0-9a-f]{64}"/);
  });

  it("a name that somebody else points here is no address of it, and a foreign page is refused", async (t) => {
    const { first } = await relay(t);
    const { cookie } = await signIn(first.address);
    const { port } = new URL(first.relay);
    const outgoing = httpRequest({
      host: "127.0.0.1",
      port,
      path: "/link",
      method: "POST",
      headers: { host: `evil.example:${port}` },
    });
    outgoing.end(WISH);
    const [response] = await once(outgoing, "response");
    response.resume();
    assert.equal(response.statusCode, 421);
    assert.equal((await call(first.relay, "link", { cookie, origin: "https://evil.example" })).status, 403);
  });

  it("--authorize MODULE says who may call; --base-path, --reveal-url and limits are the relay's", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(
      join(cwd, "authorize.mjs"),
      `
      export default (request, { functionName }) => (request.headers.get("x-operator") === "ann" ? { id: "ann-" + functionName } : null);`,
    );
    const more = [
      "--authorize",
      "authorize.mjs",
      "--base-path",
      "/relay",
      "--reveal-url",
      "--requests-per-minute",
      "2",
    ];
    const { first, child, closed } = await serving([...RELAY, ...TOKEN_COMMAND, ...more], { cwd });
    t.after(() => child.kill("SIGKILL"));
    assert.equal(first.address, undefined, "no secret");
    assert.match(first.relay, /\/relay$/);
    assert.equal((await call(first.relay, "link")).status, 401);
    const link = await (await call(first.relay, "link", { "x-operator": "ann" })).json();
    assert.match(link.url, /^http:\/\/127/);
    assert.equal((await call(first.relay, "link", { "x-operator": "ann" })).status, 200);
    assert.equal((await call(first.relay, "link", { "x-operator": "ann" })).status, 429);
    child.kill("SIGTERM");
    const { code, stdout } = await closed;
    assert.equal(code, 0);
    assert.equal(lines(stdout).at(-2).audit.id, "ann-login");
    assert.doesNotMatch(stdout, /sign=/);
  });

  it("what cannot be set up is said, with exit code 2", async (t) => {
    const cwd = await emptyFolder(t);
    await writeFile(join(cwd, "nothing.mjs"), "export const answer = 42;");
    await writeFile(join(cwd, "broken.mjs"), "throw new Error('broken on purpose');");
    const { first } = await relay(t);
    const env = { WECHAT_ACCESS_TOKEN: CANARY };
    for (const [more, words] of [
      [["--authorize", "nothing.mjs"], /exports no function/],
      [["--authorize", "missing.mjs"], /could not load missing\.mjs/],
      [["--authorize", "broken.mjs"], /could not load broken\.mjs: broken on purpose/],
      [["--host", "0.0.0.0"], /--authorize and --origin/],
      [["--origin", "console.example"], /not an origin/],
      [["--base-path", "relay"], /not a path/],
      [["--port", new URL(first.relay).port], /could not listen on port \d+: another program has it/],
      [["--base-url", "http://platform.example"], /https address/],
    ]) {
      const { code, stderr } = await run(["relay", "--port", "0", ...more], { cwd, env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, words);
    }
  });
});
