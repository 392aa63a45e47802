// The tested copy of the package: the installed one in the folder PACKAGE, otherwise `pkg`.
import { pathToFileURL } from "node:url";

export const PACKAGE = process.env.PACKAGE
  ? pathToFileURL(`${process.env.PACKAGE}/`)
  : new URL("../../pkg/", import.meta.url);
