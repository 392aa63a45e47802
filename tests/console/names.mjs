// The console's server accepts only its own name, and recognises its sessions. On real sockets, without a browser.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startConsole } from "../../www/serve.mjs";
import { send, WISH } from "../relay/client.mjs";
import { startUpstream } from "../relay/upstream.mjs";

const upstream = await startUpstream({ after });
const server = await startConsole({
  relayOptions: upstream.relayOptions,
  platform: { kind: "sandbox", host: "127.0.0.1" },
});
after(() => server.close());
const { origin } = server;
const signedIn = await send(origin, { method: "GET", path: server.url.slice(origin.length) });
const cookie = signedIn.headers["set-cookie"][0].split(";")[0];
const usual = { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" };
const call = (path, headers) => send(origin, { path, headers: { ...usual, ...headers }, body: JSON.stringify(WISH) });

describe("the console's server answers to its own name alone", () => {
  const { host } = new URL(origin);
  for (const named of [
    "evil.example",
    `evil.example:${new URL(origin).port}`,
    host.replace("127.0.0.1", "localhost"),
    "127.0.0.1",
    `${host}.evil.example`,
    host.replace("127.0.0.1", "[::1]"),
  ]) {
    it(`Host: ${named.replace(/\d{4,}/, "PORT")}: 421`, async () => {
      const before = upstream.requests.length;
      for (const path of ["/relay/link", "/", "/console.json"]) {
        const { status, bytes, headers } = await call(path, { host: named });
        assert.equal(status, 421);
        assert.ok(bytes.toString().includes(origin), "it names the right address");
        assert.match(headers["content-security-policy"], /^default-src 'none'/);
      }
      assert.equal(upstream.requests.length, before);
    });
  }

  it("an absolute address in the request line: 421", async () => {
    assert.equal((await call("http://evil.example/relay/link")).status, 421);
  });
});

describe("the console's relay knows who was signed in", () => {
  it("whoever opened the address", async () => assert.equal((await call("/relay/link")).status, 200));

  for (const [name, other] of [
    ["no cookie", ""],
    ["another cookie", `console-${new URL(origin).port}=${"A".repeat(43)}`],
  ]) {
    it(`${name}: 401`, async () => {
      const before = upstream.requests.length;
      assert.equal((await call("/relay/link", { cookie: other })).status, 401);
      assert.equal(upstream.requests.length, before);
    });
  }

  it("its own origin alone, though the browser says same-origin", async () => {
    assert.equal((await call("/relay/link", { origin: "https://evil.example" })).status, 403);
  });
});
