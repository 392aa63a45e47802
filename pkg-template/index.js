import { beginDownload, beginLink, load, verifyChecksum } from "./core.js";

export { FunctionLinkError } from "./core.js";
export { getFunctionLinks } from "./links.js";
export { verifyChecksum };

// For `inspect: true`. Bundlers make a part of its own of it.
const importBase = () => import("./package-core.js");

export const getFunctionLink = (request, options) => beginLink(request, options).promise;

export const downloadFunction = (request, options) => beginDownload(request, options, undefined, importBase).promise;

export async function explainErrcode(errcode) {
  const core = load.core ?? (await load());
  return core.explainErrcode(typeof errcode === "number" ? errcode : NaN);
}
