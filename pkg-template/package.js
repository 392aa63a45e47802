// What is inside a package.
export { comparePackages, inspectPackage, readEntry } from "./package-core.js";
