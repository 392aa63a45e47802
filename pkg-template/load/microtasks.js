// The build injects this into the module's bindings instead of the runtime's queueMicrotask.
export { queueMicrotask } from "./trap.js";
