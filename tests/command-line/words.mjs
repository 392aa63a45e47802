// Errors in the command's terms, with the system's reason.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { emptyFolder, lines, LOGIN, run, sandboxAddress, TOKEN } from "./program.mjs";

const NAMES =
  "timeoutMs|maxAttempts|maxBytes|baseUrl|fallbackBaseUrls|allowedHosts|authorizerAppid|functionName|expiresAt|(?<!--)\\benv\\b";
const LIBRARY = new RegExp(`${NAMES}|options\\.|request\\.|look at cause`, "i");
const index = join(process.env.CONSUMER, "node_modules/wechat-function-link");

// The library's errors, for people and for programs.
async function both(parameters, options) {
  const text = await run(parameters, options);
  const json = await run([...parameters, "--json"], options);
  assert.deepEqual([text.code, json.code], [2, 2], text.stderr + json.stdout);
  const { error } = lines(json.stdout).at(-1);
  const withoutRid = (message) => message.replace(/[0-9a-f]{8}(-[0-9a-f]{8}){2}/g, "RID");
  assert.ok(
    withoutRid(text.stderr).startsWith(
      withoutRid(`error: ${error.message} [${error.code}]\n  what to do: ${error.advice}\n`),
    ),
    text.stderr,
  );
  return { ...error, stderr: text.stderr };
}

describe("the command's words", () => {
  for (const [name, more, words] of [
    ["--timeout", ["--timeout", "0.2"], /not done within --timeout, 0\.2 s/],
    ["--attempt-timeout", ["--attempt-timeout", "0.2", "--attempts", "1"], /not done within --attempt-timeout, 0\.2 s/],
  ]) {
    it(name, async (t) => {
      const { url } = await httpServer(t, () => {});
      const error = await both(["link", ...LOGIN, "--base-url", url, ...more], { env: TOKEN });
      assert.match(error.message, words);
      assert.match(error.advice, /--timeout/);
      assert.doesNotMatch(error.stderr, LIBRARY);
    });
  }

  it("--idle-timeout", async (t) => {
    const cwd = await emptyFolder(t);
    const { url } = await httpServer(t, (request, response) => {
      if (request.method === "POST")
        return response.end(
          JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum: "0".repeat(64) }),
        );
      response.writeHead(200, { "content-length": "1000" });
      return response.write("half");
    });
    const error = await both(["pull", ...LOGIN, "--base-url", url, "--idle-timeout", "0.2", "--attempts", "1"], {
      cwd,
      env: TOKEN,
    });
    assert.match(error.message, /--idle-timeout, 0\.2 s/);
    assert.doesNotMatch(error.stderr, LIBRARY);
  });

  for (const [what, more] of [
    ["more than --max-bytes", ["--max-bytes", "10"]],
    ["a host beside --allowed-host", ["--allowed-host", "storage.example"]],
    ["--env with a control character", ["--env", "a\tb"]],
    ["--function with a control character", ["--function", "a\tb"]],
    ["--authorizer-appid of 65 bytes", ["--authorizer-appid", "a".repeat(65)]],
    ["an --allowed-host that is none", ["--allowed-host", "a/b"]],
    ["too many --attempts", ["--attempts", "99999999999"]],
  ]) {
    it(what, async (t) => {
      const error = await both(["pull", ...LOGIN, "--base-url", sandboxAddress(), ...more], {
        cwd: await emptyFolder(t),
        env: TOKEN,
      });
      assert.doesNotMatch(error.stderr, LIBRARY);
    });
  }

  it("every errcode, and the reader's own names as they are", async (t) => {
    const { explainErrcode } = await import(pathToFileURL(join(index, "index.js")));
    const errcodes = ["-501005", "-501007", "-501009", "40101", "43002", "44002", "47001"];
    for (const errcode of errcodes) {
      const { advice } = await both(
        ["link", "-e", "errcode", "-f", errcode, "--base-url", sandboxAddress(), "--attempts", "1"],
        { env: TOKEN },
      );
      assert.doesNotMatch(advice, LIBRARY);
      assert.match((await explainErrcode(Number(errcode))).advice, LIBRARY, "the library keeps its own words");
    }
    const { url } = await httpServer(t, () => {});
    const own = await both(["link", "-e", "maxBytes", "-f", "env", "--base-url", url, "--timeout", "0.2"], {
      env: TOKEN,
    });
    assert.match(own.message, /--timeout.*\(function "env" in environment "maxBytes"\)/);
  });

  it("a size is said once", async (t) => {
    const bytes = Buffer.alloc(12_345, "x");
    for (const [body, words] of [
      [bytes.subarray(0, 1), "1 byte"],
      [bytes.subarray(0, 352), "352 bytes"],
      [bytes, "12345 bytes (12.3 kB)"],
    ]) {
      const checksum = createHash("sha256").update(body).digest("hex");
      const { url } = await httpServer(t, (request, response) =>
        response.end(
          request.method === "POST"
            ? JSON.stringify({ errcode: 0, errmsg: "ok", url: `${url}/a.zip`, checksum })
            : body,
        ),
      );
      const { stdout } = await run(["pull", ...LOGIN, "--base-url", url], { cwd: await emptyFolder(t), env: TOKEN });
      assert.equal(/^size +(.*)$/m.exec(stdout)[1], words);
    }
  });
});

describe("a cause", () => {
  for (const [out, code, reason] of [
    ["nope/x.zip", "ENOENT", "no such folder"],
    ["folder", "EISDIR", "it is a folder, not a regular file"],
    ["/proc/x.zip", "ENOENT", "its folder takes no such file"],
    [`${"a".repeat(300)}.zip`, "ENAMETOOLONG", "its name is too long"],
  ]) {
    it(`of a file that could not be written is shown with its path: ${out.slice(0, 20)}`, async (t) => {
      const cwd = await emptyFolder(t);
      await mkdir(join(cwd, "folder"));
      const error = await both(["pull", ...LOGIN, "--base-url", sandboxAddress(), "--out", out], { cwd, env: TOKEN });
      assert.equal(error.code, "WRITE_FAILED");
      assert.equal(
        error.message,
        `could not write ${resolve(cwd, out)}: ${reason} (${code}) (function "login" in environment "test-777bb9")`,
      );
      assert.equal(error.cause.code, code);
      assert.ok(error.cause.message.length > 5);
      assert.doesNotMatch(error.stderr, /look at cause/i);
    });
  }

  it("of a batch's file, too, and of a file that could not be read", async (t) => {
    const cwd = await emptyFolder(t);
    const input = '{"env":"test-777bb9","functionName":"login"}';
    await mkdir(join(cwd, "out/test-777bb9/login.zip"), { recursive: true });
    const asked = ["pull", "--batch", "-", "--out-dir", "out", "--base-url", sandboxAddress()];
    const { code, stdout } = await run([...asked, "--json"], { cwd, env: TOKEN, input });
    assert.equal(code, 2);
    const [{ error }] = lines(stdout);
    assert.ok(
      error.message.startsWith(
        `could not write ${join(cwd, "out/test-777bb9/login.zip")}: it is a folder, not a regular file (EISDIR) `,
      ),
      error.message,
    );
    assert.equal(error.cause.code, "EISDIR");
    const missing = await both(["verify", "nothing", "0".repeat(64)], { cwd });
    assert.equal(missing.message, "could not read nothing: there is no such file or folder (ENOENT)");
    assert.deepEqual([missing.code, missing.cause.code], ["FILE", "ENOENT"]);
  });

  it("the documents name the fields of an error", async () => {
    for (const name of ["docs/command-line.md", "docs/zh-CN/command-line.md"]) {
      const text = await readFile(new URL(`../../${name}`, import.meta.url), "utf8");
      assert.match(text, /cause: \{ code, message \}/);
    }
  });
});
