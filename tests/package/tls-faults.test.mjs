// Row 5: unsound certificates. A sound one of the same authority is accepted, so the fault is the reason.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { connect, createServer as createSocketServer } from "node:net";
import process from "node:process";
import { it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { CANARY_TOKEN, CHECKSUM, reply } from "../support/calls.mjs";
import { ask, fails } from "../support/faults.mjs";

const file = (name) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));
const pem = (name) => readFileSync(file(`tls/${name}.pem`));

// Connections are counted before TLS begins: a handshake that fails never reaches the server behind.
async function tlsServer(t, certificate) {
  const server = createServer({ key: pem("key"), cert: pem(certificate) }, (arrived, response) => {
    requests.push(arrived.url);
    response.end(JSON.stringify(reply));
  });
  const requests = [];
  const sockets = [];
  const front = createSocketServer((socket) => {
    const behind = connect(server.address().port, "127.0.0.1");
    sockets.push(socket, behind);
    for (const [from, to] of [
      [socket, behind],
      [behind, socket],
    ])
      from
        .on("error", () => {})
        .on("close", () => to.destroy())
        .pipe(to);
  });
  for (const each of [server, front]) await once(each.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    front.close();
    server.close();
    server.closeAllConnections?.();
  });
  return { url: `https://localhost:${front.address().port}`, requests, connected: () => sockets.length / 2 };
}

it("row 5: a certificate of nobody's is NETWORK, and not tried again", async (t) => {
  for (const certificate of ["self-signed", "localhost"]) {
    const server = await tlsServer(t, certificate);
    const error = await fails(ask(server.url), "NETWORK", 1, server.connected);
    assert.equal(error.retryable, false);
    assert.match(error.advice, /certificate/);
    assert.deepEqual(server.requests, []);
  }
});

it("row 5: a wrong name and an expired certificate of a trusted authority are NETWORK, and not tried again", async (t) => {
  const servers = await Promise.all(
    ["localhost", "wrong-name", "expired"].map((certificate) => tlsServer(t, certificate)),
  );
  // A process reads authorities at its start, so another process makes the calls.
  const flags = "Deno" in globalThis ? ["run", "--no-check", "--allow-all", "--node-modules-dir=manual"] : [];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file("tls/ca.pem"), DENO_CERT: file("tls/ca.pem") };
  const urls = servers.map(({ url }) => url);
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file("tls-calls.mjs"), ...urls], { env });
  const [sound, ...faulty] = JSON.parse(stdout);
  assert.equal(sound.checksum, CHECKSUM);
  for (const { shown, ...error } of faulty) {
    assert.deepEqual(error, { code: "NETWORK", retryable: false, attempts: 1 });
    assert.ok(!shown.includes(CANARY_TOKEN) && !shown.includes(encodeURIComponent(CANARY_TOKEN)));
  }
  assert.deepEqual(
    servers.map(({ requests, connected }) => [requests.length, connected()]),
    [
      [1, 1],
      [0, 1],
      [0, 1],
    ],
  );
});
