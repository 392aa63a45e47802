// The READMEs' shell snippets, in a shell; `npx` is the installed program, asking the sandbox.
import assert from "node:assert/strict";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";

import { emptyFolder, PROGRAM, sandboxAddress, start } from "./program.mjs";

const read = (name) => readFile(new URL(`../../${name}`, import.meta.url), "utf8");
const marked = (text) => [...text.matchAll(/<!-- (?:snippet|shell): (\S+) -->\n```\w+\n(.*?)```/gs)].map(([, name, code]) => [name, code]);

// A comment may be in the page's own language.
const withoutComments = (code) => code.replace(/(^|\s)(#|\/\/) .*$/gm, "").replace(/[ \t]+$/gm, "");

async function shell(t, name) {
  const cwd = await emptyFolder(t);
  const [, code] = marked(await read("README.md")).find(([found]) => found === name);
  await mkdir(join(cwd, "bin"));
  await writeFile(join(cwd, "bin/npx"), `#!/bin/sh\nshift\ncase "$1" in verify) ;; *) set -- "$@" --base-url ${sandboxAddress()} ;; esac\nexec '${PROGRAM}' "$@"\n`);
  await writeFile(join(cwd, "token.sh"), "#!/bin/sh\nprintf sandbox-access-token\n");
  for (const file of ["bin/npx", "token.sh"]) await chmod(join(cwd, file), 0o755);
  const script = code.replace("WECHAT_ACCESS_TOKEN=…", "WECHAT_ACCESS_TOKEN=sandbox-access-token");
  const result = await start(["-euc", script], { cwd, program: "bash", env: { PATH: `${cwd}/bin:${process.env.PATH}` } }).closed;
  assert.equal(result.code, 0, result.stdout + result.stderr);
  return { ...result, cwd };
}

describe("the README", () => {
  it("one package and one link", async (t) => {
    const { stdout, cwd } = await shell(t, "command-line");
    assert.match(stdout, /verdict +intact/);
    assert.match(JSON.parse(await readFile(join(cwd, "login.json"), "utf8")).checksum, /^[0-9a-f]{64}$/);
  });

  it("a batch, checked by sha256sum", async (t) => {
    const { stdout } = await shell(t, "batch");
    assert.match(stdout, /^wx0000000000000001\/test-777bb9\/login\.zip: OK$/m);
    assert.match(stdout, /^wx0000000000000002\/test-777bb9\/pay\.zip: OK$/m);
  });

  it("README.zh-CN.md has the same snippets, but for comments", async () => {
    const [english, chinese] = await Promise.all(["README.md", "README.zh-CN.md"].map(async (name) => marked(await read(name))));
    const same = (pairs) => pairs.map(([name, code]) => [name, withoutComments(code)]);
    assert.ok(english.length > 10);
    assert.deepEqual(same(chinese), same(english));
  });

  it("every file that the documents point to exists", async () => {
    for (const name of ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]) {
      for (const [, target] of (await read(name)).matchAll(/\]\(([^)#:]+?)(?:#[^)]*)?\)/g)) {
        await assert.doesNotReject(readFile(new URL(`../../${target}`, import.meta.url)), `${name}: ${target}`);
      }
    }
  });
});
