// Saves 1,000 packages from a server that fails one request in three and cuts one download in three.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FunctionLinkError } from "../pkg/index.js";
import { saveFunction } from "../pkg/fs.js";
import { startServer } from "./start.mjs";

const PACKAGES = 1000;
const AT_ONCE = 32;
let promised = true;

for (const maxAttempts of [8, 3]) {
  const server = await startServer("unreliable", 200_000);
  const folder = mkdtempSync(join(tmpdir(), "unreliable-"));
  const options = { baseUrl: server.url, allowedHosts: ["127.0.0.1"], maxAttempts };
  const codes = {};
  let [next, saved, untyped] = [0, 0, 0];
  async function work() {
    while (next < PACKAGES) {
      const name = `${next++}.zip`;
      try {
        await saveFunction(
          { accessToken: "benchmark", env: "test-777bb9", functionName: name },
          join(folder, name),
          options,
        );
        saved++;
      } catch (error) {
        if (!FunctionLinkError.is(error)) untyped++;
        codes[error.code] = (codes[error.code] ?? 0) + 1;
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { links, downloads } = await server.figures();
  server.stop();
  const files = readdirSync(folder);
  const wrong = files.filter(
    (name) =>
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex") !== server.checksum,
  );
  rmSync(folder, { recursive: true });
  const failed = PACKAGES - saved;
  console.log(
    `maxAttempts ${maxAttempts}: ${saved} of ${PACKAGES} packages verified, ${failed} failed ${JSON.stringify(codes)}`,
  );
  console.log(
    `  ${links} link requests and ${downloads} downloads: ${links + downloads - 2 * PACKAGES} more than without faults`,
  );
  console.log(
    `  files left: ${files.length}, of them wrong or partial: ${wrong.length}; failures that are not typed: ${untyped}`,
  );
  promised &&=
    wrong.length === 0 && untyped === 0 && files.length === saved && (maxAttempts === 3 || saved === PACKAGES);
}
process.exitCode = promised ? 0 : 1;
