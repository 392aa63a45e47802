// Other packages that snippets and examples need are the project's own copies.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

for (const name of ["hono", "@hono", "@opentelemetry"]) {
  const own = fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));
  cpSync(own, join(process.env.CONSUMER, "node_modules", name), { recursive: true });
}
