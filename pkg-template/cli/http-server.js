// A handler of Request and Response → an HTTP server of this machine.
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

import { systemError } from "./errors.js";

// `makeHandler` is told the server's origin. Requests for a host that is none of the server's own names are refused: a name
// that somebody else's DNS points to this machine would make their page this server's own origin.
export async function listen(makeHandler, { port, host = "127.0.0.1", publicOrigin }) {
  const server = createServer({ requireHostHeader: false });
  server.listen(port, host);
  await once(server, "listening").catch((error) => {
    throw systemError(`could not listen on port ${port}`, error, "Choose another by --port; 0 takes any that is free.");
  });
  const own = `${host.includes(":") ? `[${host}]` : host}:${server.address().port}`;
  const names = [own, `localhost:${server.address().port}`, ...(publicOrigin ? [new URL(publicOrigin).host] : [])];
  const origin = publicOrigin ?? `http://${own}`;

  let handler;
  try {
    handler = makeHandler(origin);
  } catch (error) {
    server.close();
    throw error;
  }
  const answer = async (request, { outgoing }) => send(await handler(request), outgoing);
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  server.on("request", (incoming, outgoing) => {
    const [named, ...more] = incoming.headersDistinct.host ?? [];
    if (names.includes(named) && more.length === 0 && incoming.url.startsWith("/")) return listener(incoming, outgoing);
    outgoing.writeHead(421, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    return outgoing.end(`This is not this server's address: it is ${origin}/\n`);
  });

  async function close() {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  return { origin, close };
}

// The adapter ends a body that breaks off as if it were whole. Here a broken body is a broken connection.
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
