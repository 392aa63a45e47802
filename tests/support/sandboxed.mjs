// Runs a module with the sandbox in fetch's place: `sandboxed.mjs MODULE`. What is tested is the module as it is.
import process from "node:process";

import { createSandbox } from "wechat-function-link/sandbox";

/** @type {{ [token: string]: "valid" }} */
const accessTokens = { [String(process.env.WECHAT_ACCESS_TOKEN)]: "valid" };
globalThis.fetch = createSandbox({ accessTokens }).fetch;
await import(process.argv[2]);
