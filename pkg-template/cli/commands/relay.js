// relay: serves createRelay, on loopback behind a one-time secret, or behind a module of the user's own.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { createRelay } from "../../relay.js";
import { Misuse } from "../errors.js";
import { isLoopback, isOrigin, listen, urlHost } from "../http-server.js";
import { OneTimeSecret } from "../one-time-secret.js";
import {
  callOptions,
  count,
  downloadOptions,
  jsonOption,
  packageOptions,
  port,
  TOKEN_HELP,
  tokenOptions,
} from "../options.js";
import { plain } from "../output.js";
import { relayPage } from "../relay-page.js";
import { tokenSource } from "../token.js";

/** @import { RelayAuditEntry, RelayOptions } from "../../relay.d.ts" */
/** @import { CallFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */
/** @import { ReadToken, TokenSource } from "../token.js" */

/**
 * @typedef {CallFlags & TokenFlags & { port: number, host: string, authorize?: string, origin?: string, basePath: string, revealUrl?: boolean, allowNonBrowser?: boolean, requestsPerMinute: number, inFlight: number }} RelayFlags
 */

const HELP = `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link relay
  $ wechat-function-link relay --token-command ./token.sh --authorize ./authorize.mjs --origin https://console.example

  A module for --authorize; anything but { id } refuses:
  // authorize.mjs
  export default async function authorize(request, { env, functionName, authorizerAppid }) {
    const operator = await operatorOf(request.headers.get("cookie")); // your session
    return operator ? { id: operator.name } : null;
  }

Without --authorize it listens on loopback alone and prints an address with a secret: whoever opens that first may use the relay.
Every request is written down, one line each. Ctrl-C ends it.
${TOKEN_HELP}`;

/** @param {Program} program @param {Run} run */
export function relayCommand(program, run) {
  const command = program
    .command("relay")
    .description("serve a relay: pages ask it, and the access token stays here")
    .option("-p, --port <port>", "where to listen, 0 for any free port", port, 8787)
    .option(
      "--host <address>",
      "the address to listen on; beyond loopback only with --authorize and --origin",
      "127.0.0.1",
    )
    .option("--authorize <module>", "a JavaScript module that says who may call (see below)")
    .option("--origin <origin>", "the public origin, behind a TLS proxy, for example https://console.example")
    .option("--base-path <path>", "the path that /link and /download stand below", "/")
    .option("--reveal-url", "answer the download address too")
    .option("--allow-non-browser", "let clients call that send neither Sec-Fetch-Site nor Origin")
    .option("--requests-per-minute <number>", "how many requests a caller may send", count, 60)
    .option("--in-flight <number>", "how many of a caller's requests at once", count, 8);
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", HELP).action(run(relay));
}

/** @param {RelayFlags} options @param {Context} context */
async function relay(options, { output, signal }) {
  const { host, origin: publicOrigin } = options;
  if (publicOrigin !== undefined && !isOrigin(publicOrigin)) {
    throw new Misuse(
      "--origin is not an origin",
      "Give scheme, host and port alone, for example https://console.example.",
    );
  }
  if (!options.basePath.startsWith("/") || /[?#]/.test(options.basePath)) {
    throw new Misuse("--base-path is not a path", "Begin it with a slash, and leave ? and # out.");
  }
  if (!isLoopback(urlHost(host)) && (options.authorize === undefined || publicOrigin === undefined)) {
    throw new Misuse(
      "--host beyond loopback needs --authorize and --origin",
      "The one-time secret is for this machine alone.",
    );
  }
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
    throw new Misuse(
      `could not load ${path}: ${/** @type {Error} */ (error).message}`,
      "Give a JavaScript module that node can import.",
    );
  }
  const authorize = typeof module.default === "function" ? module.default : module.authorize;
  if (typeof authorize !== "function")
    throw new Misuse(`${path} exports no function`, "Export one as default; see relay --help.");
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
  output.line(`The relay listens at ${bold(relayAddress)}. Ctrl-C ends it.`);
  if (access) {
    output.line(`\nWhoever opens this address first may use it, in that browser alone:\n\n  ${bold(access.address)}\n`);
    output.line(dim("Or from a shell, instead of a browser:\n"));
    output.line(`  curl -s -c relay.cookies "${access.address}"`);
    output.line(`  curl -s -b relay.cookies -H "origin: ${origin}" -H "content-type: application/json" \\`);
    output.line(`    -d '{"env":"test-777bb9","functionName":"login"}' ${relayAddress}/link\n`);
  }
}

// What a token source fails by is the operator's to know: callers get no more than that there is no token.
/** @param {string | ReadToken} accessToken @param {Output} output @returns {RelayOptions["accessToken"]} */
function reporting(accessToken, output) {
  if (typeof accessToken === "string") return () => accessToken;
  return (wanted) =>
    accessToken(wanted).catch((error) => {
      if (!wanted.signal.aborted) output.error(error);
      throw error;
    });
}

/** @param {RelayAuditEntry} entry @param {TokenSource["remark"]} remark @param {Output} output */
function report(entry, remark, output) {
  const { at, id, env, functionName, authorizerAppid, action, status, code, errcode, rid, checksum, actual, size } =
    entry;
  const why = code === "TOKEN_REJECTED" ? remark(authorizerAppid) : undefined;
  output.object({ audit: entry, remark: why });
  const which = [authorizerAppid, env, functionName].filter((part) => part !== undefined).join("/");
  const bytes = size === undefined ? undefined : `${size} bytes`;
  const more = [which, code, errcode, rid && `rid: ${rid}`, why, checksum, actual && `actual: ${actual}`, bytes].filter(
    Boolean,
  );
  const color = status < 400 ? "green" : "red";
  const time = at instanceof Date ? at.toISOString() : at;
  output.line(
    [
      output.color.dim(plain(time)),
      output.color[color](String(status)),
      plain(action ?? "-"),
      plain(id ?? "-"),
      ...more.map(plain),
    ].join("  "),
  );
}
