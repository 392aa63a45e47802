// Starts the console of the built package, as the command `console` does: for the demo, the tests and the pictures of the documents.
import { fileURLToPath } from "node:url";

import { startConsole as start } from "../pkg-template/cli/console/server.js";
import { createRelay } from "../pkg/relay.js";

/** @import { ConsoleOptions } from "../pkg-template/cli/console/server.js" */

const folder = fileURLToPath(new URL("../pkg/console/", import.meta.url));

/** @param {Omit<ConsoleOptions, "folder" | "createRelay">} options */
export const startConsole = (options) => start({ folder, createRelay, ...options });
