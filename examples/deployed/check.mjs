// Compares the cloud functions of a project with what is deployed: node deployed/check.mjs [ENV] [FOLDER]
// FOLDER has one folder for each function, named after it. The exit status is 0 where all are the same, 1 where one differs, and 2 where
// one could not be compared.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { downloadFunction, FunctionLinkError } from "wechat-function-link";
import { folder } from "wechat-function-link/fs";
import { comparePackages } from "wechat-function-link/package";
import { createSandbox } from "wechat-function-link/sandbox";

const bundled = fileURLToPath(new URL("cloudfunctions", import.meta.url));
const [env = "test-777bb9", functions = bundled] = process.argv.slice(2);
const { WECHAT_ACCESS_TOKEN } = process.env;
const accessToken = WECHAT_ACCESS_TOKEN ?? "sandbox-access-token";
const options = WECHAT_ACCESS_TOKEN ? {} : { fetch: createSandbox().fetch };

// What is never deployed, and what the cloud installs. Git may have checked out CRLF.
const comparison = { ignore: ["node_modules/", "*.test.js"], ignoreCrAtEol: true };

// A patch shows what was deployed over the folder's files.
async function check(functionName) {
  const { bytes } = await downloadFunction({ accessToken, env, functionName }, options);
  const { same, files } = await comparePackages(folder(join(functions, functionName)), bytes, comparison);
  console.log(`${same ? "same     " : "different"} ${functionName}`);
  for (const { path, status, patch } of files) {
    if (status !== "eol-only") console.log(`  ${status} ${path}${patch ? `\n${patch}` : ""}`);
  }
  return same ? 0 : 1;
}

let status = 0;
for (const entry of await readdir(functions, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  try {
    status = Math.max(status, await check(entry.name));
  } catch (error) {
    if (!FunctionLinkError.is(error)) throw error;
    console.error(
      `failed    ${entry.name}: ${error.code}: ${error.message} ${error.advice} rid: ${error.rid ?? "none"}`,
    );
    status = 2;
  }
}
process.exitCode = status;
