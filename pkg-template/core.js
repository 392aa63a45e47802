// The base of every entry, with the module inlined.
// All entries import this one file, so they share one module and one error class.
import { callsBy } from "./host/call.js";
import { inlined, load } from "./load/inline.js";

export { readBounded } from "./host/body.js";
export { GATE, takeLinks, takeRelay } from "./host/intake.js";
export { takeFunctions } from "./host/intake-lists.js";
export * from "./host/shared.js";
export { MemorySink } from "./host/sinks.js";
export { verifyNow } from "./host/verify-now.js"; // for the benchmark
export { unsupported } from "./load/unsupported.js";
export { inlined, load };
export const { beginDownload, beginEnvironments, beginFunctions, beginLink, beginQuota, verifyChecksum } =
  callsBy(load);
