// The relay under Bun.serve.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { relaysOf } from "./child.mjs";

const { resolve } = createRequire(import.meta.url);
const bun = resolve(`@oven/bun-${process.platform}-${process.arch}/package.json`).replace(/package\.json$/, "bin/bun");
const script = fileURLToPath(new URL("bun-child.mjs", import.meta.url));

export const start = relaysOf(bun, ["run", script]);
