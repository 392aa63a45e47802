// What the base of the package entry uses of this one, so that both stand on one copy of the error class and of the rest.
export { FunctionLinkError } from "../error.js";
export { Instances } from "../load/instances.js";
export { loader } from "../load/loader.js";
export { bytesOf, isShared, partOf } from "./bytes.js";
export { currentContext } from "./context.js";
export { observeJob } from "./diagnostics.js";
export { nativeCrypto } from "./hashes.js";
export { Intake, readValue } from "./intake.js";
export * as kinds from "./kinds.js";
export { watch } from "./signals.js";
export { openSource, sourceOfStream } from "./source.js";
export { Stop, unusable } from "./stop.js";
export { TimeSlice } from "./time-slice.js";
export { HASH_SLICE_BYTES, STEP_BYTES } from "./defaults.js";
