// `./bullmq` for browsers and workers without a file system: the import succeeds, a call throws.
import { unsupported } from "./core.js";

export function createFleet() {
  throw unsupported("node:fs");
}
