// The base of the package entry, with its module as workerd imports it. The main entry and `./fs` import this file when they need it.
import { load } from "./load/package-workerd.js";
import { callsBy } from "./package/calls.js";

export { FOLDER } from "./package/tree.js";
export const { comparePackages, inspectArrived, inspectPackage, readEntry, unpack } = callsBy(load);
