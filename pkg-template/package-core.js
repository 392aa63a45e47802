// The base of the package entry, with its module inlined. The main entry and `./fs` import this file when they need it.
import { load } from "./load/package-inline.js";
import { callsBy } from "./package/calls.js";

export { FOLDER } from "./package/tree.js";
export const { comparePackages, digestArrived, inspectArrived, inspectPackage, readEntry, unpack } = callsBy(load);
