import { beginDownload, beginLink, verifyChecksum } from "./core.js";

/** @import * as published from "./index.d.ts" */

export { FunctionLinkError } from "./core.js";
export { describeError, explainErrcode } from "./languages.js";
export { getFunctionLinks } from "./links.js";
export { getQuota, listEnvironments, listFunctions } from "./listing.js";
export { verifyChecksum };

// For `inspect: true`. Bundlers make a part of its own of it.
const importBase = () => import("./package-core.js");

/** @type {typeof published.getFunctionLink} */
export const getFunctionLink = (request, options) => beginLink(request, options).promise;

/** @type {typeof published.downloadFunction} */
export const downloadFunction = (request, options) => beginDownload(request, options, undefined, importBase).promise;
