// relay: serves createRelay on loopback behind a one-time secret, or with the user's own module for `authorize`.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { OneTimeSecret } from "../one-time-secret.js";
import { callOptions, count, downloadOptions, jsonOption, packageOptions, port, tokenOptions } from "../options.js";
import { isLoopback, isOrigin, urlHost } from "../origins.js";
import { relayPage } from "../relay-page.js";
import { report, reporting } from "../relay-report.js";
import { tokenSource } from "../token.js";

/** @import { RelayAuditEntry, RelayOptions } from "../../relay.d.ts" */
/** @import { CallFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */

/**
 * @typedef {CallFlags & TokenFlags & {
 *   port: number,
 *   host: string,
 *   authorize?: string,
 *   origin?: string,
 *   basePath: string,
 *   revealUrl?: boolean,
 *   allowNonBrowser?: boolean,
 *   requestsPerMinute: number,
 *   inFlight: number,
 * }} RelayFlags
 */

/** @param {Program} program @param {Run} run */
export function relayCommand(program, run) {
  const command = program
    .command("relay")
    .description(text("relay.what"))
    .option("-p, --port <port>", text("option.port"), port, 8787)
    .option("--host <address>", text("relay.host"), "127.0.0.1")
    .option("--authorize <module>", text("relay.authorize"))
    .option("--origin <origin>", text("relay.origin"))
    .option("--base-path <path>", text("relay.basePath"), "/")
    .option("--reveal-url", text("relay.revealUrl"))
    .option("--allow-non-browser", text("relay.allowNonBrowser"))
    .option("--requests-per-minute <number>", text("relay.requestsPerMinute"), count, 60)
    .option("--in-flight <number>", text("relay.inFlight"), count, 8);
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", text("relay.help")).action(run(relay));
}

/** @param {RelayFlags} options @param {Context} context */
async function relay(options, { output, signal }) {
  const { host, origin: publicOrigin } = options;
  if (publicOrigin !== undefined && !isOrigin(publicOrigin)) {
    throw new Misuse(text("relay.noOrigin"), text("relay.noOriginAdvice"));
  }
  if (!options.basePath.startsWith("/") || /[?#]/.test(options.basePath)) {
    throw new Misuse(text("relay.noPath"), text("relay.noPathAdvice"));
  }
  if (!isLoopback(urlHost(host)) && (options.authorize === undefined || publicOrigin === undefined)) {
    throw new Misuse(text("relay.beyond"), text("relay.beyondAdvice"));
  }
  const { createRelay } = await import("../../relay.js");
  const { listen } = await import("../http-server.js");
  const authorize = options.authorize === undefined ? undefined : await loadAuthorize(options.authorize);
  const { accessToken, remark } = tokenSource(options);
  const relayOptions = {
    ...packageOptions(options),
    accessToken: reporting(accessToken, output),
    audit: (/** @type {RelayAuditEntry} */ entry) => report(entry, remark, output),
    basePath: options.basePath,
    revealUrl: options.revealUrl ?? false,
    allowNonBrowser: options.allowNonBrowser ?? false,
    limits: { requestsPerMinute: options.requestsPerMinute, inFlight: options.inFlight },
  };
  let access = /** @type {OneTimeSecret | undefined} */ (undefined);

  /** @param {string} origin */
  function makeHandler(origin) {
    if (authorize) return createRelay({ ...relayOptions, authorize, origin });
    const secret = new OneTimeSecret(origin, "relay");
    access = secret;
    const handler = createRelay({
      ...relayOptions,
      origin,
      authorize: (request) => (secret.admits(request) ? { id: "operator" } : null),
    });
    return (/** @type {Request} */ request) =>
      new URL(request.url).pathname === "/" ? relayPage(request, secret) : handler(request);
  }

  const { origin, closeOnAbort } = await listen(makeHandler, { port: options.port, host, publicOrigin });
  introduce(origin + (options.basePath === "/" ? "" : options.basePath), origin, access, output);
  await closeOnAbort(signal);
  return 0;
}

/** @param {string} path @returns {Promise<RelayOptions["authorize"]>} */
async function loadAuthorize(path) {
  let module;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Misuse(text("relay.noModule", { path, reason: message }), text("relay.noModuleAdvice"));
  }
  const authorize = typeof module.default === "function" ? module.default : module.authorize;
  if (typeof authorize !== "function")
    throw new Misuse(text("relay.noFunction", { path }), text("relay.noFunctionAdvice"));
  return authorize;
}

/**
 * @param {string} relayAddress
 * @param {string} origin
 * @param {OneTimeSecret | undefined} access
 * @param {Output} output
 */
function introduce(relayAddress, origin, access, output) {
  output.object({ relay: relayAddress, address: access?.address });
  const { bold, dim } = output.color;
  output.line(text("relay.listens", { address: bold(relayAddress) }));
  if (access) {
    output.line(`\n${text("relay.open")}\n\n  ${bold(access.address)}\n`);
    output.line(dim(`${text("relay.shell")}\n`));
    output.line(`  curl -s -c relay.cookies "${access.address}"`);
    output.line(`  curl -s -b relay.cookies -H "origin: ${origin}" -H "content-type: application/json" \\`);
    output.line(`    -d '{"env":"test-777bb9","functionName":"login"}' ${relayAddress}/link\n`);
  }
}
