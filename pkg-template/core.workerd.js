// The base of every entry, with the module as workerd imports it.
// All entries import this one file, so they share one module and one error class.
import { callsBy } from "./host/call.js";
import { load } from "./load/workerd.js";

export { readBounded } from "./host/body.js";
export { takeLinks, takeRelay } from "./host/intake.js";
export { takeFunctions } from "./host/intake-lists.js";
export * from "./host/shared.js";
export { MemorySink } from "./host/sinks.js";
export { unsupported } from "./load/unsupported.js";
export { load };
export const { beginDownload, beginEnvironments, beginFunctions, beginLink, beginQuota, verifyChecksum } =
  callsBy(load);
