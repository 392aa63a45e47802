// The project's folder, and a temporary one.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const folder = mkdtempSync(join(tmpdir(), "wechat-function-link-lint-"));
after(() => rmSync(folder, { recursive: true, force: true }));
