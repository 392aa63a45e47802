// Every function in a runtime that cannot load the module; prints what each rejected with, and what was sent or left.
import { existsSync } from "node:fs";
import process from "node:process";

import {
  downloadFunction,
  explainErrcode,
  FunctionLinkError,
  getFunctionLink,
  getFunctionLinks,
  verifyChecksum,
} from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

const [path] = process.argv.slice(2);
const CHECKSUM = "0".repeat(64);
const request = { accessToken: "canary+token", env: "test-777bb9", functionName: "login" };
let sent = 0;
const options = {
  fetch: () => {
    sent++;
    throw new Error("sent");
  },
};
/** @type {string[]} */
const strays = [];
process.on("unhandledRejection", (reason) => strays.push(String(reason)));
/** @param {unknown} reason */
const shown = (reason) =>
  FunctionLinkError.is(reason) ? { ...reason.toJSON(), cause: String(reason.cause) } : { stray: String(reason) };
/** @param {Promise<unknown>} promise */
const rejected = (promise) => promise.then((value) => ({ resolved: String(value) }), shown);

/** @type {unknown} */
let aborted;
const to = new WritableStream({ abort: (reason) => void (aborted = reason) });
const links = async () => {
  for await (const { error } of getFunctionLinks([request], options)) throw error;
};
const refusedLinks = async () => {
  for await (const { error } of getFunctionLinks(/** @type {never} */ (5), options)) throw error;
};
const results = {
  getFunctionLink: await rejected(getFunctionLink(request, options)),
  getFunctionLinks: await rejected(links()),
  "getFunctionLinks of a bad argument": await rejected(refusedLinks()),
  downloadFunction: await rejected(downloadFunction(request, options)),
  "downloadFunction to a stream": await rejected(downloadFunction(request, { ...options, to })),
  saveFunction: await rejected(saveFunction(request, path, options)),
  "saveFunction of a bad path": await rejected(saveFunction(request, "", options)),
  "verifyChecksum of a buffer": await rejected(verifyChecksum(new Uint8Array(3), CHECKSUM)),
  "verifyChecksum of a stream": await rejected(verifyChecksum(new Blob(["abc"]).stream(), CHECKSUM)),
  "verifyChecksum of a bad checksum": await rejected(verifyChecksum(new Uint8Array(3), "x")),
  explainErrcode: await rejected(explainErrcode(40001)),
};
await new Promise((resolve) => setTimeout(resolve)); // unhandled rejections are told on a later turn
console.log(
  JSON.stringify({ results, aborted: shown(aborted), locked: to.locked, sent, left: existsSync(path), strays }),
);
