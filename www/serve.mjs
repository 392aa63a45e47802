// The console's server: its page and the page's relay, in one process on loopback.
import { OneTimeSecret, PAGE_HEADERS } from "../pkg-template/cli/one-time-secret.js";
import { isLoopback, isOrigin, listen } from "../pkg-template/cli/http-server.js";
import { createRelay } from "../pkg/relay.js";
import { readFiles } from "./files.mjs";

/** @import { RelayOptions } from "../pkg/relay.js" */

/**
 * @typedef {{
 *   relayOptions: Omit<RelayOptions, "authorize" | "basePath" | "origin">,
 *   suggestions?: { env: string, functionName: string }[],
 *   host?: string,
 *   port?: number,
 *   origin?: string,
 * }} ConsoleOptions
 */

// `worker-src` and the one policy of trusted types are for the worker that hashes files (page/check-file.js).
const HEADERS = {
  ...PAGE_HEADERS,
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; " +
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; " +
    "require-trusted-types-for 'script'; trusted-types check-worker",
};

// Browsers support these headers only on secure origins, and report them elsewhere.
const SECURE_HEADERS = { "cross-origin-opener-policy": "same-origin" };

// `relayOptions` are createRelay's, without authorize, basePath and origin; `suggestions` are { env, functionName }[].
// `host` is the address to listen on. `origin` is the public one, where it differs: behind a proxy, or by a name of an intranet. The
// console then accepts only that name.
/** @param {ConsoleOptions} options */
export async function startConsole({ relayOptions, suggestions = [], host, port, origin: publicOrigin }) {
  if (publicOrigin !== undefined && !isOrigin(publicOrigin)) {
    throw new TypeError("startConsole: origin must be one, for example https://console.example");
  }
  const files = await readFiles();
  const names = suggestions.map(({ env, functionName }) => ({ env, functionName }));
  let access = /** @type {OneTimeSecret | undefined} */ (undefined);

  /** @param {string} origin */
  function makeHandler(origin) {
    const opened = new OneTimeSecret(origin, "console");
    access = opened;
    const authorize = (/** @type {Request} */ request) => (opened.admits(request) ? { id: "operator" } : null);
    const relay = createRelay({ ...relayOptions, authorize, origin, basePath: "/relay" });

    /** @param {Request} request */
    return function handle(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.startsWith("/relay/")) return relay(request);
      const file = files.get(pathname);
      const known = file !== undefined || pathname === "/suggestions.json";
      if (!known) return message(404, "There is nothing at this address.");
      if (request.method !== "GET" && request.method !== "HEAD") {
        return message(405, "Only GET and HEAD are allowed.", { allow: "GET, HEAD" });
      }
      const secret = searchParams.get("secret");
      if (pathname === "/" && secret !== null) return signIn(request, secret);
      if (file === undefined) {
        return opened.admits(request)
          ? Response.json(names)
          : message(401, "Open the address that the terminal printed.");
      }
      const { body, type } = file;
      return new Response(body, { headers: { "content-type": type, "content-length": String(body.length) } });
    };
  }

  /** @param {Request} request @param {string} secret */
  function signIn(request, secret) {
    const cookie = request.method === "GET" ? access?.signIn(request, secret) : undefined;
    if (cookie === undefined) {
      return message(
        403,
        "This address does not open the console: it works once, and only the one that the terminal printed " +
          "last. End the demo by Ctrl-C and start it again for a new one.",
      );
    }
    return new Response(null, { status: 303, headers: { location: "/", "set-cookie": cookie } });
  }

  const headers = (/** @type {string} */ origin) => ({ ...HEADERS, ...(isSecure(origin) ? SECURE_HEADERS : {}) });
  const server = await listen(makeHandler, { host, port, publicOrigin, headers, originOnly: true });
  return { url: /** @type {OneTimeSecret} */ (access).address, ...server };
}

/** @param {string} origin */
function isSecure(origin) {
  const { protocol, hostname } = new URL(origin);
  return protocol === "https:" || isLoopback(hostname);
}

/** @param {number} status @param {string} text @param {{ [header: string]: string }} [headers] */
function message(status, text, headers) {
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
