// The platform and a storage host in their own process, so that measurements concern only the caller.
// `server.mjs MODE SIZE`: MODE is `sound`, or `unreliable` (one request in three fails, one download in three is cut).
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const [mode, size] = [process.argv[2], Number(process.argv[3])];
const block = randomBytes(1024 * 1024);
const digest = createHash("sha256");
for (let at = 0; at < size; at += block.length) digest.update(block.subarray(0, Math.min(block.length, size - at)));
const checksum = digest.digest("hex");
const etag = `"${checksum}"`;
const figures = { links: 0, downloads: 0, sockets: 0, mostSockets: 0 };
// One in three, evenly: with chance, a series of failures could exceed any number of attempts.
const everyThird = () => {
  let count = 0;
  return () => ++count % 3 === 0;
};
const failing = { link: everyThird(), download: everyThird(), cut: everyThird() };

const server = createServer((request, response) => {
  if (request.url === "/figures") return response.end(JSON.stringify(figures));
  request.resume();
  if (request.method === "POST") return answerCall(request, response);
  figures.downloads++;
  if (mode === "unreliable" && failing.download()) return response.writeHead(503).end();
  const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  const headers = { "content-length": size - first, etag, "content-type": "application/zip" };
  if (first > 0) headers["content-range"] = `bytes ${first}-${size - 1}/${size}`;
  response.writeHead(first > 0 ? 206 : 200, headers);
  const cut = mode === "unreliable" && failing.cut() ? first + Math.floor((size - first) / 2) : size;
  send(response, first, cut);
});

function answerCall(request, response) {
  figures.links++;
  if (mode === "unreliable" && failing.link()) return response.writeHead(502).end();
  const token = new URL(request.url, "http://localhost").searchParams.get("access_token");
  const url = `http://${request.headers.host}/login_LATEST.zip`;
  const reply = token.startsWith("expired")
    ? { errcode: 42001, errmsg: "access_token expired" }
    : { errcode: 0, errmsg: "ok", url, checksum };
  const body = JSON.stringify(reply);
  // With Content-Length, as the platform's other interfaces send it.
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

function send(response, position, end) {
  while (position < end) {
    const start = position % block.length;
    const piece = block.subarray(start, Math.min(block.length, start + end - position));
    position += piece.length;
    if (!response.write(piece) && position < end) return response.once("drain", () => send(response, position, end));
  }
  if (end < size)
    response.socket.end(); // the written bytes arrive, and no more
  else response.end();
}

server.on("connection", (socket) => {
  figures.mostSockets = Math.max(figures.mostSockets, ++figures.sockets);
  socket.on("close", () => figures.sockets--);
  socket.on("error", () => {});
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port, checksum }));
process.on("disconnect", () => process.exit());
