// Saves by a relative path and leaves the folder in the same turn: `chdir-child.mjs '{ "request", "options", "first", "second", "loaded" }'`.
import process from "node:process";

import { explainErrcode } from "wechat-function-link";
import { saveFunction } from "wechat-function-link/fs";

/** @import { DownloadOptions, FunctionLinkRequest } from "wechat-function-link" */

/**
 * @typedef {{
 *   request: FunctionLinkRequest,
 *   options: DownloadOptions,
 *   first: string,
 *   second: string,
 *   loaded: boolean,
 * }} Work
 */

const { request, options, first, second, loaded } = /** @type {Work} */ (JSON.parse(process.argv[2]));
if (loaded) await explainErrcode(0);
process.chdir(first);
const saved = saveFunction(request, "saved.zip", options);
process.chdir(second);
console.log(JSON.stringify(await saved));
