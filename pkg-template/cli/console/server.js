// The console's server: its page and the page's relay, in one process. It imports nothing of the package: the tests and the demo take this
// file from the source, without a compiled module.
import { listen } from "../http-server.js";
import { text } from "../language.js";
import { OneTimeSecret, PAGE_HEADERS } from "../one-time-secret.js";
import { isLoopback, isOrigin } from "../origins.js";
import { encodingOf, readFiles, styleSourceOf } from "./files.js";

/** @import { createRelay, RelayOptions } from "../../relay.d.ts" */
/** @import { File } from "./files.js" */

/** @typedef {{ authorizerAppid: string, name?: string }} Merchant */
/** @typedef {{ kind: "sandbox" | "live", host: string }} Platform */
/**
 * @typedef {{
 *   folder: string,
 *   createRelay: typeof createRelay,
 *   relayOptions: Omit<RelayOptions, "authorize" | "basePath" | "origin">,
 *   platform: Platform,
 *   merchants?: Merchant[],
 *   host?: string,
 *   port?: number,
 *   origin?: string,
 * }} ConsoleOptions
 */

// `worker-src` and the one policy of trusted types are for the worker that makes the page's calls.
/** @param {string} styleSource */
const policy = (styleSource) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src ${styleSource}; img-src 'self'; ` +
  "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; " +
  "require-trusted-types-for 'script'; trusted-types console-worker";

// Browsers support these headers only on secure origins, and report them elsewhere.
const SECURE_HEADERS = { "cross-origin-opener-policy": "same-origin" };

// One operator, who may fetch every function of a merchant.
const LIMITS = { requestsPerMinute: 6000, inFlight: 32 };

const SETTINGS = "/console.json";

// `folder` has the page's files, as the build makes them. `relayOptions` are createRelay's, without authorize, basePath and origin.
// `host` is the address to listen on. `origin` is the public one, where it differs: behind a proxy, or by a name of an intranet. The
// console then accepts only that name.
/** @param {ConsoleOptions} options */
export async function startConsole({
  folder,
  createRelay,
  relayOptions,
  platform,
  merchants = [],
  host,
  port,
  origin: publicOrigin,
}) {
  if (publicOrigin !== undefined && !isOrigin(publicOrigin)) {
    throw new TypeError("startConsole: origin must be one, for example https://console.example");
  }
  const files = await readFiles(folder);
  for (const file of files.values()) file.body("br"); // ready before the first request
  const page = Buffer.from(await /** @type {File} */ (files.get("/")).body("identity")).toString();
  const pageHeaders = { ...PAGE_HEADERS, "content-security-policy": policy(styleSourceOf(page)) };
  const settings = { platform, merchants };
  let access = /** @type {OneTimeSecret | undefined} */ (undefined);

  /** @param {string} origin */
  function makeHandler(origin) {
    const opened = new OneTimeSecret(origin, "console");
    access = opened;
    const authorize = (/** @type {Request} */ request) => (opened.admits(request) ? { id: "operator" } : null);
    const relay = createRelay({ limits: LIMITS, ...relayOptions, authorize, origin, basePath: "/relay" });

    /** @param {Request} request */
    return function handle(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.startsWith("/relay/")) return relay(request);
      const file = files.get(pathname);
      if (file === undefined && pathname !== SETTINGS) return message(404, text("console.nothing"));
      if (request.method !== "GET" && request.method !== "HEAD") {
        return message(405, text("console.onlyGet"), { allow: "GET, HEAD" });
      }
      const secret = searchParams.get("secret");
      if (pathname === "/" && secret !== null) return signIn(request, secret);
      if (file !== undefined) return fileResponse(request, file);
      return opened.admits(request) ? Response.json(settings) : message(401, text("console.closed"));
    };
  }

  /** @param {Request} request @param {string} secret */
  function signIn(request, secret) {
    const cookie = request.method === "GET" ? access?.signIn(request, secret) : undefined;
    if (cookie === undefined) return message(403, text("console.usedUp"));
    return new Response(null, { status: 303, headers: { location: "/", "set-cookie": cookie } });
  }

  const headers = (/** @type {string} */ origin) => ({ ...pageHeaders, ...(isSecure(origin) ? SECURE_HEADERS : {}) });
  const server = await listen(makeHandler, { host, port, publicOrigin, headers, originOnly: true });
  return { url: /** @type {OneTimeSecret} */ (access).address, ...server };
}

/** @param {Request} request @param {File} file */
async function fileResponse(request, { type, lasting, body }) {
  const encoding = encodingOf(request.headers.get("accept-encoding"));
  const bytes = await body(encoding);
  return new Response(bytes, {
    headers: {
      "content-type": type,
      "content-length": String(bytes.length),
      vary: "accept-encoding",
      ...(encoding === "identity" ? {} : { "content-encoding": encoding }),
      ...(lasting ? { "cache-control": "private, max-age=31536000, immutable" } : {}),
    },
  });
}

/** @param {string} origin */
function isSecure(origin) {
  const { protocol, hostname } = new URL(origin);
  return protocol === "https:" || isLoopback(hostname);
}

/** @param {number} status @param {string} words @param {{ [header: string]: string }} [headers] */
function message(status, words, headers) {
  return new Response(`${words}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
