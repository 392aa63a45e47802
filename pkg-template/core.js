// The base of every entry, with the module inlined.
// All entries import this one file, so they share one module and one error class.
import { callsBy } from "./host/call.js";
import { load } from "./load/inline.js";

export { FunctionLinkError } from "./error.js";
export { readBounded } from "./host/body.js";
export { currentContext } from "./host/context.js";
export { takeLinks, takeRelay, readValue } from "./host/intake.js";
export { watch } from "./host/signals.js";
export { MemorySink } from "./host/sinks.js";
export { sourceOfStream } from "./host/source.js";
export { verifyNow } from "./host/verify-now.js"; // for the benchmark
export { unsupported } from "./load/unsupported.js";
export { load };
export const { beginDownload, beginLink, verifyChecksum } = callsBy(load);
