// Servers on free loopback ports, closed with their connections when the test ends.
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { once } from "node:events";
import { Readable } from "node:stream";

/** @import { IncomingHttpHeaders, Server, ServerResponse } from "node:http" */
/** @import { AddressInfo, Server as SocketServer, Socket } from "node:net" */
/** @import { TestContext } from "node:test" */

/** @typedef {{ method: string, url: string, headers: IncomingHttpHeaders, body: string }} Arrived */
/** @typedef {(request: Request) => Response | Promise<Response>} Handler */

/** @param {Server | SocketServer} server @param {TestContext} t */
export async function listen(server, t) {
  /** @type {Set<Socket>} */
  const sockets = new Set();
  server.on("connection", (/** @type {Socket} */ socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
}

// handler(request, response), as node:http gives them; `requests` holds what arrived: method, url, headers, body.
/** @param {TestContext} t @param {(arrived: Arrived, response: ServerResponse) => unknown} handler */
export async function httpServer(t, handler) {
  /** @type {Arrived[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client went away in the middle of its request
    }
    const { method = "", url = "", headers } = request;
    const arrived = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(arrived);
    handler(arrived, response);
  });
  return { url: await listen(server, t), requests };
}

// A server that answers every call with the same JSON (or text).
/**
 * @param {TestContext} t
 * @param {unknown} reply
 * @param {{ status?: number, headers?: { [name: string]: string } }} [head]
 */
export function replyServer(t, reply, { status = 200, headers = { "content-type": "application/json" } } = {}) {
  return httpServer(t, (_request, response) => {
    response.writeHead(status, headers);
    response.end(typeof reply === "string" || Buffer.isBuffer(reply) ? reply : JSON.stringify(reply));
  });
}

/** @type {(headers: IncomingHttpHeaders) => [name: string, value: string][]} */
const namedValues = (headers) => Object.entries(headers).map(([name, value]) => [name, String(value)]);

// A handler of Request and Response on a real socket.
/** @param {TestContext} t @param {Handler} fetchHandler */
export function fetchServer(t, fetchHandler) {
  return httpServer(t, async ({ method, url, headers, body }, response) => {
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: namedValues(headers).filter(([name]) => name !== "host" && name !== "connection"),
      body: method === "GET" || method === "HEAD" ? undefined : body,
    });
    const answer = await fetchHandler(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    if (answer.body)
      Readable.fromWeb(/** @type {import("node:stream/web").ReadableStream} */ (answer.body))
        .on("error", () => response.destroy())
        .pipe(response);
    else response.end();
  });
}

// Below HTTP: onData(socket, text so far).
/** @param {TestContext} t @param {(socket: Socket, text: string) => unknown} onData */
export async function socketServer(t, onData) {
  /** @type {{ text: string }[]} */
  const connections = [];
  const server = createSocketServer((socket) => {
    const connection = { text: "" };
    connections.push(connection);
    socket.on("data", (data) => {
      connection.text += data.toString("latin1");
      onData(socket, connection.text);
    });
  });
  return { url: await listen(server, t), connections };
}
