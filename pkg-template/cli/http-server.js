// Serves a handler of Request and Response over HTTP on this machine, for the relay, the sandbox and the console. It imports nothing of
// the package: the console takes this file from the source, without a compiled module.
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

import { systemError } from "./errors.js";
import { text } from "./language.js";
import { urlHost } from "./origins.js";

/** @import { ServerResponse } from "node:http" */
/** @import { Http2ServerResponse } from "node:http2" */
/** @import { AddressInfo } from "node:net" */

/** @typedef {(request: Request) => Response | Promise<Response>} Handler */
/**
 * @typedef {{
 *   port?: number,
 *   host?: string,
 *   publicOrigin?: string | undefined,
 *   headers?: (origin: string) => { [name: string]: string },
 *   originOnly?: boolean,
 * }} Listening
 */

// `makeHandler(origin)` makes the handler. The origin is `publicOrigin` where that is given. `headers(origin)` are added to every
// response, also to the adapter's own. The server refuses requests for a host that is not one of its names: otherwise a page of an
// attacker's DNS name that points to this machine would have this server's origin. The names are the listening address, localhost and
// the public host; with `originOnly`, only the origin's host.
/** @param {(origin: string) => Handler} makeHandler @param {Listening} [listening] */
export async function listen(
  makeHandler,
  { port = 0, host = "127.0.0.1", publicOrigin, headers = () => ({}), originOnly = false } = {},
) {
  const server = createServer({ requireHostHeader: false });
  server.listen(port, host);
  await once(server, "listening").catch((error) => {
    throw systemError(text("file.noPort", { port }), error, text("file.noPortAdvice"));
  });
  const taken = /** @type {AddressInfo} */ (server.address()).port;
  /** @param {string} hostname */
  const withPort = (hostname) => (taken === 80 ? hostname : `${hostname}:${taken}`); // clients leave the default port out
  const own = withPort(urlHost(host));
  const origin = publicOrigin ?? `http://${own}`;
  const originHost = publicOrigin ? new URL(publicOrigin).host : own;
  const names = originOnly ? [originHost] : [own, withPort("localhost"), originHost];

  /** @type {Handler} */
  let handler;
  /** @type {Map<string, string>} */
  let everywhere;
  try {
    handler = makeHandler(origin);
    everywhere = new Map(Object.entries(headers(origin)));
  } catch (error) {
    server.close();
    throw error;
  }
  /** @param {Request} request @param {{ outgoing: ServerResponse | Http2ServerResponse }} adapter */
  const respond = async (request, { outgoing }) =>
    send(await handler(request), /** @type {ServerResponse} */ (outgoing));
  const listener = getRequestListener(respond, { overrideGlobalObjects: false });
  server.on("request", (incoming, outgoing) => {
    outgoing.setHeaders(everywhere);
    const [named, ...more] = incoming.headersDistinct.host ?? [];
    if (names.includes(named) && more.length === 0 && incoming.url?.startsWith("/"))
      return listener(incoming, outgoing);
    outgoing.writeHead(421, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    return outgoing.end(`${text("page.misdirected", { origin })}\n`);
  });

  async function close() {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  // Serves until the signal aborts.
  /** @param {AbortSignal} signal */
  async function closeOnAbort(signal) {
    if (!signal.aborted) await once(signal, "abort");
    await close();
  }
  return { origin, port: taken, close, closeOnAbort };
}

// The adapter ends a broken body as if it were whole, and sends 500 where nothing was sent. Here the head always goes out first, and a
// broken body breaks the connection.
/** @param {Response} response @param {ServerResponse} outgoing */
async function send(response, outgoing) {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    outgoing.end();
  } else {
    outgoing.flushHeaders();
    await pipeline(Readable.fromWeb(response.body), outgoing).catch(() => {});
  }
  return RESPONSE_ALREADY_SENT;
}
