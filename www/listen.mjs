// A fetch-like handler → an HTTP server, on loopback unless another host is named.
import { once } from "node:events";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";

// `makeHandler` is told the server's origin, which is its public one where `publicOrigin` says so. The `headers` of that
// origin go on every answer, also on those that the adapter gives by itself. `admit` sees Node's own objects first and
// answers by itself where it returns false.
export async function listen(makeHandler, { host = "127.0.0.1", port = 0, publicOrigin, headers = () => ({}), admit = () => true } = {}) {
  const server = createServer({ requireHostHeader: false });
  server.listen(port, host);
  await once(server, "listening");
  const { address, port: taken, family } = server.address();
  const origin = publicOrigin ?? `http://${family === "IPv6" ? `[${address}]` : address}:${taken}`;

  const handler = makeHandler(origin);
  const usual = new Map(Object.entries(headers(origin)));
  const answer = async (request, { outgoing }) => send(await handler(request), outgoing);
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  server.on("request", (incoming, outgoing) => {
    outgoing.setHeaders(usual);
    if (admit(incoming, outgoing, origin)) listener(incoming, outgoing);
  });

  async function close() {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
  return { origin, port: taken, close };
}

// The adapter ends a body that breaks off by the error's text, and where nothing was sent yet by a status 500 of its own.
// Here the head always goes out first, and a broken body is a broken connection.
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
