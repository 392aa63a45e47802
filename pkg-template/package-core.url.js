// The base of the package entry, with its module as a file beside this one. The main entry and `./fs` import this file when they need it.
import { load } from "./load/package-url.js";
import { callsBy } from "./package/calls.js";

export { FOLDER } from "./package/tree.js";
export const { comparePackages, inspectArrived, inspectPackage, readEntry, unpack } = callsBy(load);
