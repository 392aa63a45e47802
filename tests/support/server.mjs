// Servers on free loopback ports, closed with their connections when the test ends.
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { once } from "node:events";
import { Readable } from "node:stream";

export async function listen(server, t) {
  const sockets = new Set();
  server.on("connection", (socket) => {
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
  return `http://127.0.0.1:${server.address().port}`;
}

// handler(request, response), as node:http gives them; `requests` holds what arrived: method, url, headers, body.
export async function httpServer(t, handler) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client went away in the middle of its request
    }
    const { method, url, headers } = request;
    const arrived = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(arrived);
    handler(arrived, response);
  });
  return { url: await listen(server, t), requests };
}

// A server that answers every call with the same JSON (or text).
export function replyServer(t, reply, { status = 200, headers = { "content-type": "application/json" } } = {}) {
  return httpServer(t, (_request, response) => {
    response.writeHead(status, headers);
    response.end(typeof reply === "string" || Buffer.isBuffer(reply) ? reply : JSON.stringify(reply));
  });
}

// A handler of Request and Response on a real socket.
export function fetchServer(t, fetchHandler) {
  return httpServer(t, async ({ method, url, headers, body }, response) => {
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).filter(([name]) => name !== "host" && name !== "connection"),
      body: method === "GET" || method === "HEAD" ? undefined : body,
    });
    const answer = await fetchHandler(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.flushHeaders();
    if (answer.body)
      Readable.fromWeb(answer.body)
        .on("error", () => response.destroy())
        .pipe(response);
    else response.end();
  });
}

// Below HTTP: onData(socket, text so far).
export async function socketServer(t, onData) {
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
