// The programs of examples/, run from a folder beside the packed package: CONSUMER and CHROMIUM as in readme.test.mjs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, it } from "node:test";
import { launch } from "../support/chromium.mjs";

import "./beside.mjs";

const { CONSUMER, CHROMIUM } = process.env;
assert.ok(CONSUMER && CHROMIUM, "run this by cargo xtask test");
const folder = join(CONSUMER, "examples");
rmSync(folder, { recursive: true, force: true });
cpSync(fileURLToPath(new URL("../../examples", import.meta.url)), folder, {
  recursive: true,
  filter: (name) => !name.includes("node_modules"),
});

// Without the variables that would send a program to the platform.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("WECHAT_")));

// Resolves to a program's output and exit status; a fresh folder is its working directory.
async function run(parameters, { cwd = mkdtempSync(join(folder, "run-")), env = {} } = {}) {
  const child = spawn(process.execPath, parameters, { cwd, env: { ...environment, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  return { output, code, cwd };
}

const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const program = (name) => join(folder, name);

describe("examples", () => {
  it("pull.mjs saves a package and verifies it", async () => {
    const { output, code, cwd } = await run([program("pull.mjs")]);
    assert.equal(code, 0, output);
    const [, size, checksum] = output.match(/login\.zip: (\d+) bytes, SHA-256 ([0-9a-f]{64})\nverified/);
    const bytes = readFileSync(join(cwd, "login.zip"));
    assert.deepEqual([bytes.length, createHash("sha256").update(bytes).digest("hex")], [Number(size), checksum]);
  });

  it("pull.mjs says what to do where the platform refuses, and leaves no file", async () => {
    const { output, code, cwd } = await run([program("pull.mjs"), "errcode", "61007", "refused.zip"]);
    assert.equal(code, 2, output);
    assert.match(output, /^PERMISSION_DENIED: .*\nWhat to do: .*permission set 49 or 64.*\nrid: [0-9a-f-]{20,}$/m);
    assert.ok(!existsSync(join(cwd, "refused.zip")) && !output.includes("sandbox-access-token"));
  });

  it("nightly/check.mjs tells new, unchanged, changed and failed apart, and refreshes each merchant's token once", async () => {
    const first = await run([program("nightly/check.mjs")]);
    assert.equal(first.code, 0, first.output);
    assert.match(first.output, /^3 new, 0 unchanged, 0 changed, 0 failed$/m);
    const refreshed = first.output.match(/^refreshed .*$/gm).toSorted();
    assert.deepEqual(refreshed, ["refreshed  wx0000000000000001", "refreshed  wx0000000000000002"]);

    const { cwd } = first;
    const second = await run([program("nightly/check.mjs")], { cwd });
    assert.equal(second.code, 0, second.output);
    assert.match(second.output, /^0 new, 3 unchanged, 0 changed, 0 failed$/m);

    const checksums = json(cwd, "checksums.json");
    checksums["wx0000000000000001 test-777bb9/pay"] = "0".repeat(64);
    checksums["wx0000000000000003 errcode/61007"] = "1".repeat(64);
    writeFileSync(join(cwd, "checksums.json"), JSON.stringify(checksums));
    const more = '{"authorizerAppid":"wx0000000000000003","env":"errcode","functionName":"61007"}\n';
    writeFileSync(join(cwd, "list.ndjson"), readFileSync(program("nightly/functions.ndjson"), "utf8") + more);
    const third = await run([program("nightly/check.mjs"), "list.ndjson"], { cwd });
    assert.equal(third.code, 1, third.output);
    assert.match(third.output, /^changed {4}wx0000000000000001 test-777bb9\/pay: 0{64} → [0-9a-f]{64}$/m);
    assert.match(
      third.output,
      /^failed {5}wx0000000000000003 errcode\/61007: PERMISSION_DENIED: .* rid: [0-9a-f-]{20,}$/m,
    );
    assert.match(third.output, /^0 new, 2 unchanged, 1 changed, 1 failed$/m);
    const after = json(cwd, "checksums.json");
    assert.match(after["wx0000000000000001 test-777bb9/pay"], /^(?!0{64})[0-9a-f]{64}$/);
    assert.equal(after["wx0000000000000003 errcode/61007"], "1".repeat(64)); // what failed keeps its last checksum
  });

  it("nightly/check.mjs gets tokens from the platform's interface, and keeps the refresh tokens that it gives", async () => {
    const cwd = mkdtempSync(join(folder, "run-"));
    writeFileSync(
      join(cwd, "refresh-tokens.json"),
      JSON.stringify({ wx0000000000000001: "r1", wx0000000000000002: "r2" }),
    );
    const env = { WECHAT_COMPONENT_APPID: "wxcomponent", WECHAT_COMPONENT_ACCESS_TOKEN: "component-token" };
    const component = join(CONSUMER, "support/component.mjs");
    const { output, code } = await run(
      [component, pathToFileURL(program("nightly/check.mjs")).href, program("nightly/functions.ndjson")],
      { cwd, env },
    );
    assert.equal(code, 0, output);
    assert.match(output, /^3 new, 0 unchanged, 0 changed, 0 failed$/m);
    // The first merchant's first token was refused (42001), and the second's was not.
    assert.deepEqual(json(cwd, "refresh-tokens.json"), { wx0000000000000001: "r3", wx0000000000000002: "r3" });
    if (process.platform !== "win32") assert.equal(statSync(join(cwd, "refresh-tokens.json")).mode & 0o777, 0o600);
    assert.ok(!output.includes("component-token"));
  });

  it("deployed/check.mjs compares a project with what is deployed, and its exit status says which it is", async () => {
    const same = await run([program("deployed/check.mjs")]);
    assert.equal(same.code, 0, same.output);
    assert.equal(same.output, "same      login\nsame      pay\n");

    const project = join(same.cwd, "cloudfunctions");
    cpSync(program("deployed/cloudfunctions"), project, { recursive: true });
    const edit = (path, change) =>
      writeFileSync(join(project, path), change(readFileSync(join(project, path), "utf8")));
    edit("login/index.js", (text) => text.replaceAll("\n", "\r\n"));
    writeFileSync(join(project, "login/index.test.js"), "");
    const checkedOut = await run([program("deployed/check.mjs"), "test-777bb9", project]);
    assert.equal(checkedOut.code, 0, checkedOut.output);

    edit("pay/index.js", (text) => text.replace("1", "2"));
    const different = await run([program("deployed/check.mjs"), "test-777bb9", project]);
    assert.equal(different.code, 1, different.output);
    assert.match(different.output, /^same {6}login\ndifferent pay\n {2}modified index\.js\n/m);
    assert.match(different.output, /^-exports\.main = async \(\) => 2;\n\+exports\.main = async \(\) => 1;$/m);

    cpSync(join(project, "login"), join(project, "not-deployed"), { recursive: true });
    const failed = await run([program("deployed/check.mjs"), "test-777bb9", project]);
    assert.equal(failed.code, 2, failed.output);
    assert.match(failed.output, /^different pay$/m);
    assert.match(failed.output, /^failed {4}not-deployed: REJECTED: /m);
    assert.ok(!failed.output.includes("sandbox-access-token"));
  });

  it("relay/server.mjs serves a page that signs in, downloads and verifies; other origins are refused", async (t) => {
    const server = spawn(process.execPath, [program("relay/server.mjs")], {
      cwd: folder,
      env: { ...environment, PORT: "0" },
    });
    t.after(() => server.kill());
    let output = "";
    const [, origin, password] = await new Promise((resolve, reject) => {
      server.on("close", () => reject(new Error(output)));
      for (const stream of [server.stdout, server.stderr]) {
        stream.on("data", (data) => {
          output += data;
          const said = output.match(/^Open (http:\/\/127\.0\.0\.1:\d+)\/ and sign in by (\S+)$/m);
          if (said) resolve(said);
        });
      }
    });

    const ask = (headers) =>
      fetch(`${origin}/relay/link`, {
        method: "POST",
        headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
        body: JSON.stringify({ env: "test-777bb9", functionName: "login" }),
      });
    const signIn = (given) =>
      fetch(`${origin}/sign-in`, {
        method: "POST",
        body: new URLSearchParams({ password: given }),
        redirect: "manual",
      });
    assert.equal((await signIn("wrong")).status, 403);
    assert.equal((await ask({})).status, 401);
    const cookie = (await signIn(password)).headers.get("set-cookie").split(";")[0];
    assert.equal((await ask({ cookie })).status, 200);
    assert.equal((await ask({ cookie, "sec-fetch-site": "cross-site" })).status, 403);
    // DNS rebinding: another name that leads to this server is no origin of the relay's.
    const elsewhere = `elsewhere.example:${new URL(origin).port}`;
    const rebound = request(`${origin}/relay/link`, {
      method: "POST",
      headers: {
        host: elsewhere,
        origin: `http://${elsewhere}`,
        "content-type": "application/json",
        "sec-fetch-site": "same-origin",
        cookie,
      },
    });
    rebound.end('{"env":"test-777bb9","functionName":"login"}');
    const [{ statusCode }] = await once(rebound, "response");
    assert.equal(statusCode, 403);

    const browser = await launch();
    t.after(() => browser.close());
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(error));
    page.on(
      "console",
      (message) => message.type() === "error" && !/favicon/.test(message.location().url) && errors.push(message.text()),
    );
    await page.goto(origin);
    await page.fill("[name=password]", password);
    await page.click("button");
    await page.click("#wish button");
    await page.waitForFunction(() => document.querySelector("#outcome").textContent !== "", undefined, {
      timeout: 120_000,
    });
    const [, checksum] = (await page.textContent("#outcome")).match(/^Verified: \d+ bytes, SHA-256 ([0-9a-f]{64})$/);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#file")]);
    assert.equal(
      createHash("sha256")
        .update(readFileSync(await download.path()))
        .digest("hex"),
      checksum,
    );
    assert.deepEqual(errors, []);
    assert.ok(!output.includes("sandbox-access-token"));
  });
});
