// Which files of two packages differ, as the commands that people type: this package's, and `unzip` twice with git's.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../pkg/cli.cjs", import.meta.url));
export const DIFF_WAYS = ["diff", "unzip + git diff"];

// Both end with 1: the packages differ.
function differ(program, parameters, cwd) {
  const { status, stderr, stdout } = spawnSync(program, parameters, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 1) throw new Error(`${program} ${parameters.join(" ")} ended with ${status}: ${stderr}${stdout}`);
}

// Milliseconds.
export function diffOnce(way, before, after) {
  const folder = mkdtempSync(join(tmpdir(), "wechat-function-link-diff-"));
  try {
    const start = performance.now();
    if (way === "diff") {
      differ(process.execPath, [CLI, "diff", before, after, "--stat"], folder);
    } else {
      for (const [name, file] of Object.entries({ before, after })) {
        mkdirSync(join(folder, name));
        execFileSync("unzip", ["-q", file, "-d", name], { cwd: folder });
      }
      differ("git", ["diff", "--no-index", "--stat", "before", "after"], folder);
    }
    return performance.now() - start;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
