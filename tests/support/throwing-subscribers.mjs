// Calls while every subscriber of their channels and a bound store's transform throw: prints the outcomes and the uncaught errors.
import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import process from "node:process";

import { downloadFunction, getFunctionLink } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { STAGES } from "./observed.mjs";

/** @type {string[]} */
const uncaught = [];
process.on("uncaughtException", (/** @type {Error} */ error) => uncaught.push(error.message));
for (const operation of ["link", "download"]) {
  const failing = (/** @type {string} */ what) => () => {
    throw new Error(what);
  };
  for (const stage of STAGES) channel(`tracing:wechat-function-link:${operation}:${stage}`).subscribe(failing(stage));
  channel(`tracing:wechat-function-link:${operation}:start`).bindStore(new AsyncLocalStorage(), failing("transform"));
}
const { fetch } = createSandbox();
const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
const link = await getFunctionLink(request, { fetch });
const { size, checksum } = await downloadFunction(request, { fetch });
const refused = { ...request, env: "errcode", functionName: "61007" };
const { code } = await getFunctionLink(refused, { fetch }).catch((error) => error);
await new Promise((resolve) => setTimeout(resolve));
console.log(JSON.stringify({ outcomes: [link.checksum === checksum, size > 0, code], uncaught }));
