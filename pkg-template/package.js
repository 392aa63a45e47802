// What is inside a package.
export { inspectPackage, readEntry } from "./package-core.js";
