import { load } from "./core.js";

export { FunctionLinkError } from "./core.js";
export { getFunctionLinks } from "./links.js";

export async function getFunctionLink(request, options) {
  const core = load.calls ?? (await load());
  return core.getFunctionLink(request, options);
}

export async function downloadFunction(request, options) {
  const core = load.calls ?? (await load());
  return core.downloadFunction(request, options);
}

export async function verifyChecksum(data, checksum, options) {
  const core = load.calls ?? (await load());
  return core.verifyAtOnce(data, checksum, options) ?? core.verifyChecksum(data, checksum, options);
}

export async function explainErrcode(errcode) {
  const core = await load();
  return core.explainErrcode(errcode);
}
