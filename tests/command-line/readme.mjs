// Runs the documents' shell snippets in a shell. `npx` is the installed program, with the sandbox as the platform.
import assert from "node:assert/strict";
import { appendFile, chmod, cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { snippetNamed } from "../support/documents.mjs";
import { emptyFolder, PROGRAM, run, sandboxAddress, serving, start } from "./program.mjs";

const root = new URL("../../", import.meta.url);

const TOKEN = "printf sandbox-access-token";

async function shell(t, name, { prepare, code: expected = 0, env = {}, platform, token = TOKEN } = {}) {
  const cwd = await emptyFolder(t);
  await prepare?.(cwd);
  const code = snippetNamed(root, "shell", name);
  await mkdir(join(cwd, "bin"));
  await writeFile(
    join(cwd, "bin/npx"),
    `#!/bin/sh\nshift\ncase "$*" in verify* | report* | "inspect login"*) ;; *) set -- "$@" --base-url ${platform ?? sandboxAddress()} ;; esac\nexec '${PROGRAM}' "$@"\n`,
  );
  await writeFile(join(cwd, "token.sh"), `#!/bin/sh\n${token}\n`);
  for (const file of ["bin/npx", "token.sh"]) await chmod(join(cwd, file), 0o755);
  const script = code.replace("WECHAT_ACCESS_TOKEN=…", "WECHAT_ACCESS_TOKEN=sandbox-access-token");
  // --norc: a pipe of Node's is a socket, which bash takes for a remote shell's.
  const result = await start(["--norc", "-euc", script], {
    cwd,
    program: "bash",
    env: { PATH: `${cwd}/bin:${process.env.PATH}`, ...env },
  }).closed;
  assert.equal(result.code, expected, result.stdout + result.stderr);
  return { ...result, cwd };
}

describe("the documents", () => {
  it("one package and one link", async (t) => {
    const { stdout, cwd } = await shell(t, "command-line");
    assert.match(stdout, /verdict +verified/);
    assert.match(JSON.parse(await readFile(join(cwd, "login.json"), "utf8")).checksum, /^[0-9a-f]{64}$/);
  });

  it("a folder is what is deployed, until it is edited", async (t) => {
    const own = fileURLToPath(new URL("examples/deployed/cloudfunctions", root));
    const copy = (cwd) => cp(own, join(cwd, "cloudfunctions"), { recursive: true });
    await shell(t, "deployed", { prepare: copy });
    const edit = async (cwd) => {
      await copy(cwd);
      await appendFile(join(cwd, "cloudfunctions/login/index.js"), "// edited\n");
    };
    const { stdout } = await shell(t, "deployed", { prepare: edit, code: 1 });
    assert.match(stdout, /^-\/\/ edited$/m);
  });

  it("the content digest, by a shell and by inspect", async (t) => {
    const { stdout } = await shell(t, "content-digest");
    const digests = stdout.match(/tree1:[0-9a-f]{64}/g);
    assert.equal(digests.length, 2, stdout);
    assert.equal(digests[0], digests[1]);
  });

  it("a batch, checked by sha256sum", async (t) => {
    const { stdout } = await shell(t, "batch");
    assert.match(stdout, /^wx0000000000000001\/test-777bb9\/login\.zip: OK$/m);
    assert.match(stdout, /^wx0000000000000002\/test-777bb9\/pay\.zip: OK$/m);
  });

  it("environments and functions", async (t) => {
    const { stdout, cwd } = await shell(t, "list", { env: { WECHAT_ACCESS_TOKEN: "sandbox-access-token" } });
    assert.match(stdout, /^test-777bb9\tNORMAL\t/m);
    assert.match(stdout, /^查询 订单\tActive\t/m);
    const written = (await readFile(join(cwd, "functions.ndjson"), "utf8")).trimEnd().split("\n");
    assert.deepEqual(
      written.map((line) => JSON.parse(line).name),
      ["login", "pay", "查询 订单"],
    );
  });

  it("a package that is unpacked, inspected and compared with what is deployed", async (t) => {
    const { stdout, stderr, cwd } = await shell(t, "packages", {
      env: { WECHAT_ACCESS_TOKEN: "sandbox-access-token" },
    });
    assert.equal(stderr, "");
    assert.match(
      stdout,
      /^folder +.*\/login\nfiles +2, .*\n(.*\n)*content digest +tree1:.*\n(.*\n)*index\.js +\d+ B\n/,
    );
    assert.match(await readFile(join(cwd, "login/index.js"), "utf8"), /exports\.main/);
  });

  // A sandbox of some merchants.
  async function merchants(t) {
    const { child, first } = await serving(["sandbox", "--port", "0", "--json", "--merchants", "3"]);
    t.after(() => child.kill());
    return { platform: first.baseUrl, token: 'echo "sandbox-token-$WECHAT_AUTHORIZER_APPID"' };
  }

  it("a snapshot of every function", async (t) => {
    const { stdout, stderr, cwd } = await shell(t, "snapshot", await merchants(t));
    assert.equal(stderr, "");
    assert.match(stdout, /^snapshot +\S+\nfunctions +\d+ of 2 merchants, .*\n(.*\n)*failed +0\narchive +archive\n$/);
    const [name, ...more] = await readdir(join(cwd, "archive/snapshots"));
    assert.deepEqual(more, []);
    const [, ...rows] = (await readFile(join(cwd, "archive/snapshots", name), "utf8")).trimEnd().split("\n");
    const summary = JSON.parse(rows.pop());
    assert.ok(rows.length > 2, rows.join());
    for (const line of rows) {
      const { authorizerAppid, env, checksum } = JSON.parse(line);
      assert.match(`${authorizerAppid}/${env}`, /^(?:wx0000000000000001\/.+|wx0000000000000002\/prod-1)$/);
      await stat(join(cwd, "archive/blobs", checksum.slice(0, 2), checksum));
    }
    assert.ok(JSON.stringify(summary).includes(`"functions":${rows.length}`));
  });

  it("reports of the newest snapshot and of what has changed since", async (t) => {
    const { platform, token } = await merchants(t);
    const twoNights = async (cwd) => {
      await writeFile(join(cwd, "targets.ndjson"), '{"authorizerAppid":"wx0000000000000001"}\n');
      for (const id of ["2026-11-24", "2026-11-25"]) {
        const from = ["--targets", "targets.ndjson", "--token-command", token, "--base-url", platform];
        const { code, stderr } = await run(["snapshot", ...from, "--archive", "archive", "--id", id], { cwd });
        assert.equal(code, 0, stderr);
      }
    };
    const { stdout, stderr, cwd } = await shell(t, "report", { prepare: twoNights });
    assert.equal(stderr, "");
    assert.match(stdout, /^snapshot +2026-11-25, .*\ncompared with +2026-11-24, /);
    const json = JSON.parse(stdout.slice(stdout.indexOf("\n{") + 1));
    assert.deepEqual([json.before.id, json.after.id, json.drift], ["2026-11-24", "2026-11-25", []]);
    assert.match(await readFile(join(cwd, "drift.html"), "utf8"), /^<!DOCTYPE html>/i);
    assert.match(await readFile(join(cwd, "drift.xml"), "utf8"), /^<\?xml [^]*<testsuites/);
  });
});
