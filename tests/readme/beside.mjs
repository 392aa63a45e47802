// What snippets and examples need beside the package is this project's own copy of it.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

for (const name of ["hono", "@hono"]) {
  const own = fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));
  cpSync(own, join(process.env.CONSUMER, "node_modules", name), { recursive: true });
}
