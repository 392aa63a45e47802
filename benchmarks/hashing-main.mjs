// `hashing-main.mjs [--quick]` in Node, Deno or Bun: prints hashing.mjs's records as JSON.
import { createHash } from "node:crypto";
import process from "node:process";

import { hashing } from "./hashing.mjs";

console.log(JSON.stringify(await hashing({ quick: process.argv.includes("--quick"), createHash })));
