// An outbound proxy on a free loopback port: tunnels by CONNECT, requests in absolute form. `passed` tells what was
// asked of it; one that `refuses` lets nothing through.
import { createServer, request as forward } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";

/** @import { AddressInfo, Socket } from "node:net" */
/** @import { TestContext } from "node:test" */

/** @param {TestContext} t @param {{ refuses?: boolean }} [options] */
export async function proxyServer(t, { refuses = false } = {}) {
  /** @type {{ form: string, host: string | undefined, method: string | undefined }[]} */
  const passed = [];
  /** @type {Set<Socket>} */
  const sockets = new Set();
  /** @param {Socket} socket */
  const kept = (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((incoming, response) => {
    const { url = "" } = incoming;
    const target = URL.canParse(url) ? new URL(url) : undefined;
    passed.push({ form: target ? "absolute" : url, host: target?.host, method: incoming.method });
    if (!target || refuses) return response.writeHead(target ? 403 : 400).end();
    const { method, headers } = incoming;
    const outgoing = forward(target, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on("connection", kept);
  server.on("connect", ({ url: host, method }, /** @type {Socket} */ socket, head) => {
    passed.push({ form: "tunnel", host, method });
    if (refuses) return socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    const { hostname, port } = new URL(`http://${host}`);
    const target = kept(
      connect(Number(port || 80), hostname, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.write(head);
        socket.pipe(target).pipe(socket);
      }),
    );
    target.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`, passed };
}
