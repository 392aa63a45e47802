// Runs a tool that judges: its findings are the test's failure.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { ROOT } from "./root.mjs";

export const tool = (name) => join(ROOT, "node_modules/.bin", name);

export async function passes(program, parameters, options) {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, DENO_NO_UPDATE_CHECK: "1" };
  const { stdout, stderr } = await promisify(execFile)(program, parameters, { env, maxBuffer: 1e7, ...options }).catch(
    (error) => {
      assert.fail(`${error.stdout}${error.stderr}`);
    },
  );
  return stdout + stderr;
}
