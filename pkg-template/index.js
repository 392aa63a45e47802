import { load } from "./core.js";

export { FunctionLinkError } from "./core.js";
export { getFunctionLinks } from "./links.js";

// Once loaded, a call is the module's own promise: another around it would only take time.
const loaded = (call) => (load.calls ? call(load.calls) : load().then(call));

export function getFunctionLink(request, options) {
  return loaded((core) => core.getFunctionLink(request, options));
}

export function downloadFunction(request, options) {
  return loaded((core) => core.downloadFunction(request, options));
}

export async function verifyChecksum(data, checksum, options) {
  const core = load.calls ?? (await load());
  return core.verifyAtOnce(data, checksum, options) ?? core.verifyChecksum(data, checksum, options);
}

export async function explainErrcode(errcode) {
  const core = await load();
  return core.explainErrcode(errcode);
}
