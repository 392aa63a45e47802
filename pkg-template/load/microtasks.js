// Put by the build in the place of the runtime's own, in the module's bindings.
export { queueMicrotask } from "./trap.js";
