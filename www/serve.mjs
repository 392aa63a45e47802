// Starts the console of the built package, as the command `console` does: for the demo, the tests and the pictures of the documents.
import { fileURLToPath } from "node:url";

import { startConsole as start } from "../pkg-template/cli/console/server.js";
import { createRelay } from "../pkg/relay.js";

/** @import { ConsoleOptions } from "../pkg-template/cli/console/server.js" */
/** @import { RelayOptions } from "../pkg/relay.js" */

/**
 * @typedef {Omit<ConsoleOptions, "folder" | "createRelay" | "relayOptions"> & {
 *   relayOptions: Omit<RelayOptions, "authorize" | "basePath" | "origin">,
 * }} Options
 */

const folder = fileURLToPath(new URL("../pkg/console/", import.meta.url));

/** @param {Options} options */
export function startConsole(options) {
  // The built package's types are others than the source's, of the same shape.
  const all = /** @type {unknown} */ ({ folder, createRelay, ...options });
  return start(/** @type {ConsoleOptions} */ (all));
}
