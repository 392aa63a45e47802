// Runs the documents' shell snippets in a shell. `npx` is the installed program, with the sandbox as the platform.
import assert from "node:assert/strict";
import { appendFile, chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { snippetNamed } from "../support/documents.mjs";
import { emptyFolder, PROGRAM, sandboxAddress, start } from "./program.mjs";

const root = new URL("../../", import.meta.url);

async function shell(t, name, { prepare, code: expected = 0, env = {} } = {}) {
  const cwd = await emptyFolder(t);
  await prepare?.(cwd);
  const code = snippetNamed(root, "shell", name);
  await mkdir(join(cwd, "bin"));
  await writeFile(
    join(cwd, "bin/npx"),
    `#!/bin/sh\nshift\ncase "$*" in verify* | "inspect login"*) ;; *) set -- "$@" --base-url ${sandboxAddress()} ;; esac\nexec '${PROGRAM}' "$@"\n`,
  );
  await writeFile(join(cwd, "token.sh"), "#!/bin/sh\nprintf sandbox-access-token\n");
  for (const file of ["bin/npx", "token.sh"]) await chmod(join(cwd, file), 0o755);
  const script = code.replace("WECHAT_ACCESS_TOKEN=…", "WECHAT_ACCESS_TOKEN=sandbox-access-token");
  const result = await start(["-euc", script], {
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
});
