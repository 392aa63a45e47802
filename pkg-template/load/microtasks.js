// The build injects this in the place of the runtime's own queueMicrotask, in the module's bindings.
export { queueMicrotask } from "./trap.js";
