// The relay under Deno.serve.
import { fileURLToPath } from "node:url";

import { relaysOf } from "./child.mjs";

const { DENO = "deno" } = process.env;
const script = fileURLToPath(new URL("deno-child.mjs", import.meta.url));

export const start = relaysOf(DENO, ["run", "--no-check", "--allow-all", "--node-modules-dir=manual", script]);
