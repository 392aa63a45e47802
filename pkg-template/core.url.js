// What every entry stands on, with the module as a file beside this one. Entries are bundled beside this file, which is one for all of them.
import { callsBy } from "./host/call.js";
import { load } from "./load/url.js";

export { FunctionLinkError } from "./error.js";
export { currentContext } from "./host/context.js";
export { takeLinks, takeRelay, valueOf } from "./host/intake.js";
export { watch } from "./host/signals.js";
export { load };
export const { beginDownload, beginLink, verifyChecksum } = callsBy(load);
