// The snippets of docs/fleet.md and of the command line's snapshots, against the sandbox: CONSUMER as in readme.test.mjs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { it } from "node:test";

import { snippetNamed } from "../support/documents.mjs";

const { CONSUMER } = process.env;
assert.ok(CONSUMER, "run this by cargo xtask test");
const root = new URL("../../", import.meta.url);

// The snippets' merchants and their environments, and a token provider instead of tokens.mjs.
const SANDBOX = `
import { createSandbox } from "wechat-function-link/sandbox";

const login = { env: "prod-1a2b3c", functionName: "login" };
const merchants = { wx0123456789abcdef: { functions: [login] }, wxfedcba9876543210: { functions: [login] } };
globalThis.fetch = createSandbox({ merchant: (appid) => merchants[appid] }).fetch;
`;
const TOKENS = `export const accessToken = ({ authorizerAppid }) => \`sandbox-token-\${authorizerAppid}\`;\n`;

async function run(folder, ...parameters) {
  const child = spawn(process.execPath, parameters, { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const [code] = await once(child, "close");
  assert.equal(code, 0, output);
  return output;
}

it("docs/fleet.md: a snapshot, and what has changed between two", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "fleet-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(join(CONSUMER, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "sandbox.mjs"), SANDBOX);
  writeFileSync(join(folder, "tokens.mjs"), TOKENS);
  const snapshot = snippetNamed(root, "snippet", "fleet");
  for (const id of ["2026-11-24", "2026-11-25"]) {
    const named = snapshot.replace("takeSnapshot({\n", `takeSnapshot({\n  id: "${id}",\n`);
    // The second has one merchant less.
    const text = id.endsWith("24") ? named : named.replace(/, \{ authorizerAppid: "wxfe[^}]*\}/, "");
    writeFileSync(join(folder, "snapshot.mjs"), text);
    const output = await run(folder, "--import", "./sandbox.mjs", "snapshot.mjs");
    assert.match(output, id.endsWith("24") ? /^2 0 undefined\n$/ : /^1 0 \{\s+unchanged: 1,/);
  }
  writeFileSync(join(folder, "drift.mjs"), snippetNamed(root, "snippet", "fleet-drift"));
  assert.equal(await run(folder, "drift.mjs"), "removed wxfedcba9876543210 prod-1a2b3c login\n");
});
