// console: serves the page and its relay on loopback behind a one-time secret, against the platform or the sandbox.
import { join } from "node:path";

import { readMerchants } from "../console/merchants.js";
import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { BASE_URL, callOptions, downloadOptions, jsonOption, packageOptions, port, tokenOptions } from "../options.js";
import { isOrigin } from "../origins.js";
import { report, reporting } from "../relay-report.js";
import { tokenSource } from "../token.js";

/** @import { RelayAuditEntry, RelayOptions } from "../../relay.d.ts" */
/** @import { Merchant, Platform } from "../console/server.js" */
/** @import { CallFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */

/**
 * @typedef {CallFlags & TokenFlags & {
 *   port: number,
 *   origin?: string,
 *   merchants?: string,
 *   sandbox?: boolean,
 * }} ConsoleFlags
 */
/**
 * @typedef {{
 *   relayOptions: Omit<RelayOptions, "authorize" | "basePath" | "origin">,
 *   platform: Platform,
 *   merchants: Merchant[],
 *   close(): Promise<void>,
 * }} Upstream
 */

const SANDBOX_MERCHANTS = 12;
const SANDBOX_TOKEN = "sandbox-access-token";

/** @param {Program} program @param {Run} run */
export function consoleCommand(program, run) {
  const command = program
    .command("console")
    .description(text("console.what"))
    .option("-p, --port <port>", text("option.port"), port, 8786)
    .option("--sandbox", text("console.sandbox"))
    .option("--merchants <file>", text("console.merchants"))
    .option("--origin <origin>", text("relay.origin"));
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", text("console.help")).action(run(serve));
}

/** @param {ConsoleFlags} options @param {Context} context */
async function serve(options, { output, signal }) {
  const { origin } = options;
  if (origin !== undefined && !isOrigin(origin)) throw new Misuse(text("relay.noOrigin"), text("relay.noOriginAdvice"));
  const { createRelay } = await import("../../relay.js");
  const { startConsole } = await import("../console/server.js");
  const { relayOptions, platform, merchants, close } = await (options.sandbox ? sandbox : live)(options, output);
  try {
    const server = await startConsole({
      folder: join(PACKAGE_FOLDER, "console"),
      createRelay,
      relayOptions,
      platform,
      merchants,
      port: options.port,
      ...(origin === undefined ? {} : { origin }),
    });
    output.object({ console: server.origin, address: server.url, platform });
    const { bold } = output.color;
    output.line(text(platform.kind === "live" ? "console.live" : "console.sandboxed", { host: platform.host }));
    output.line(`${text("console.open")}\n\n  ${bold(server.url)}\n`);
    await server.closeOnAbort(signal);
  } finally {
    await close();
  }
  return 0;
}

/** @param {ConsoleFlags} options @param {Output} output @returns {Promise<Upstream>} */
async function live(options, output) {
  const { accessToken, remark } = tokenSource(options);
  return {
    relayOptions: {
      ...packageOptions(options),
      accessToken: reporting(accessToken, output),
      audit: (/** @type {RelayAuditEntry} */ entry) => report(entry, remark, output),
    },
    platform: { kind: "live", host: new URL(options.baseUrl).host },
    merchants: options.merchants === undefined ? [] : await readMerchants(options.merchants),
    close: async () => {},
  };
}

/** @param {ConsoleFlags} options @param {Output} output @returns {Promise<Upstream>} */
async function sandbox(options, output) {
  const { tokenFile, tokenCommand, merchants, baseUrl } = options;
  if (tokenFile !== undefined || tokenCommand !== undefined || merchants !== undefined || baseUrl !== BASE_URL)
    throw new Misuse(text("console.ownSandbox"), text("misuse.see", { command: "console" }));
  const { createSandbox, sandboxMerchants } = await import("../../sandbox.js");
  const { listen } = await import("../http-server.js");
  const { merchant, targets } = sandboxMerchants(SANDBOX_MERCHANTS);
  const { fetch } = createSandbox({ merchant });
  const { origin, close } = await listen(() => (request) => fetch(request));
  return {
    relayOptions: {
      ...packageOptions({ ...options, baseUrl: origin, allowedHost: ["127.0.0.1"] }),
      accessToken: ({ authorizerAppid }) =>
        authorizerAppid === undefined ? SANDBOX_TOKEN : `sandbox-token-${authorizerAppid}`,
      audit: (/** @type {RelayAuditEntry} */ entry) => report(entry, () => undefined, output),
    },
    platform: { kind: "sandbox", host: new URL(origin).host },
    merchants: [...targets()],
    close,
  };
}
