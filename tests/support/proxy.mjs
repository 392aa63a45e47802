// An outbound proxy on a free loopback port: tunnels by CONNECT, requests in absolute form. `passed` tells what was
// asked of it; one that `refuses` lets nothing through.
import { createServer, request as forward } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";

export async function proxyServer(t, { refuses = false } = {}) {
  const passed = [];
  const sockets = new Set();
  const kept = (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((incoming, response) => {
    const target = URL.canParse(incoming.url) ? new URL(incoming.url) : undefined;
    passed.push({ form: target ? "absolute" : incoming.url, host: target?.host, method: incoming.method });
    if (!target || refuses) return response.writeHead(target ? 403 : 400).end();
    const { method, headers } = incoming;
    const outgoing = forward(target, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on("connection", kept);
  server.on("connect", ({ url: host, method }, socket, head) => {
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
  return { url: `http://127.0.0.1:${server.address().port}`, passed };
}
