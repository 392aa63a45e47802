// Row 69: the connections that the runtime keeps have all died, as behind a NAT or a load balancer: the call heals within its attempts.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { it } from "node:test";

import { downloadFunction, getFunctionLink } from "wechat-function-link";

import { asks, packageOf, sha256, soon } from "../support/border.mjs";
import { listen } from "../support/server.mjs";

const POOL = 12;
const respond = (socket, type, body) =>
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`);

// A server whose first connections serve one request each, and do this with the next one.
async function dying(t, die) {
  let connections = 0;
  const waiting = [];
  const dead = { is: false };
  const server = createServer((socket) => {
    const isOld = connections++ < POOL;
    let text = "";
    socket.on("data", (data) => {
      text += data.toString("latin1");
      const isPost = text.startsWith("POST");
      if (!(isPost ? text.endsWith("}") : text.endsWith("\r\n\r\n"))) return;
      text = "";
      if (dead.is && isOld) return die(socket);
      const link = JSON.stringify({
        errcode: 0,
        errmsg: "ok",
        url: `${url}/a?sign=x`,
        checksum: sha256(packageOf("a")),
      });
      const answer = () =>
        isPost
          ? respond(socket, "application/json", link)
          : respond(socket, "application/zip", packageOf("a").toString());
      if (dead.is) return answer();
      // All at once, so that each uses another of the first connections.
      waiting.push(answer);
      if (waiting.length === POOL) waiting.splice(0).forEach((answer) => answer());
    });
  });
  const url = await listen(server, t);
  const options = { baseUrl: url, allowedHosts: ["127.0.0.1"] };
  await soon(Promise.all(Array.from({ length: POOL }, () => getFunctionLink(asks("a"), options))), "the pool");
  assert.equal(connections, POOL);
  dead.is = true;
  return { options, connections: () => connections };
}

const DEATHS = {
  "are reset": (socket) => socket.resetAndDestroy(),
  "are closed": (socket) => socket.destroy(),
  "are half closed": (socket) => socket.end(),
};
for (const [what, die] of Object.entries(DEATHS)) {
  it(`row 69: kept connections that ${what}: calls one after the other`, async (t) => {
    const { options, connections } = await dying(t, die);
    for (let call = 0; call < 4; call++) {
      assert.equal((await soon(getFunctionLink(asks("a"), options))).checksum, sha256(packageOf("a")));
      assert.equal((await soon(downloadFunction(asks("a"), options))).size, packageOf("a").length);
    }
    assert.ok(connections() > POOL);
  });

  it(`row 69: kept connections that ${what}: calls at the same time`, async (t) => {
    const { options } = await dying(t, die);
    const downloads = await soon(Promise.all(Array.from({ length: POOL }, () => downloadFunction(asks("a"), options))));
    assert.ok(downloads.every(({ checksum }) => checksum === sha256(packageOf("a"))));
  });
}

it("row 69: kept connections that are silent, each for the time of an attempt", async (t) => {
  const { options } = await dying(t, () => {});
  const link = await soon(getFunctionLink(asks("a"), { ...options, attemptTimeoutMs: 2000 }));
  assert.equal(link.checksum, sha256(packageOf("a")));
});
