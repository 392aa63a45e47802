// Which copy of the package is tested: the installed one where PACKAGE names its folder.
import { pathToFileURL } from "node:url";

export const PACKAGE = process.env.PACKAGE
  ? pathToFileURL(`${process.env.PACKAGE}/`)
  : new URL("../../pkg/", import.meta.url);
