// Point 6 of the relay's list: neither the token nor a link's signature is in any status, header, body or log.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";
import { CANARY_TOKEN } from "./upstream.mjs";

// `call` itself searches every response.
const relay = await startRelay({ after });
const isError = ({ status, bytes }, least = 400) => {
  assert.ok(status >= least, `status ${status}`);
  const { error } = JSON.parse(bytes);
  assert.ok(error.code && error.message && error.advice);
  return error;
};

describe("point 6: the search itself", () => {
  it("finds every spelling", () => {
    for (const text of [
      CANARY_TOKEN,
      encodeURIComponent(CANARY_TOKEN),
      Buffer.from(`x${CANARY_TOKEN}`).toString("latin1"),
    ]) {
      assert.notDeepEqual(relay.upstream.secretsIn(`a ${text} b`), []);
    }
  });

  it("knows the signatures that were given away", async () => {
    const before = relay.upstream.signatures.size;
    relay.upstream.functions.push({ env: "own", functionName: "signed" });
    await relay.call("link", { env: "own", functionName: "signed" });
    assert.equal(relay.upstream.signatures.size, before + 1);
    assert.notDeepEqual(relay.upstream.secretsIn([...relay.upstream.signatures][0]), []);
  });

  it("would see a url", async (t) => {
    const open = await startRelay(t, { config: { revealUrl: true } });
    await assert.rejects(open.call("link", WISH), assert.AssertionError);
  });
});

// Faults that end well: a redirect to the same host, a host that takes its time, and what the next attempt mends.
const PASSING = ["redirect", "slow", "busy", "truncated"];

for (const env of ["test-777bb9", "errcode", "reply", "download"]) {
  describe(`point 6: nothing leaks, every function of ${env}`, () => {
    for (const { functionName } of relay.upstream.functions.filter((known) => known.env === env)) {
      it(functionName, async () => {
        const wish = { env, functionName };
        const [link, download] = [await relay.call("link", wish), await relay.call("download", wish)];
        if (env === "errcode") {
          for (const answered of [link, download]) assert.equal(isError(answered, 502).errcode, Number(functionName));
        }
        if (env !== "download") return;
        if (PASSING.includes(functionName)) assert.deepEqual([download.status, download.complete], [200, true]);
        else assert.ok(!download.complete || isError(download, 502));
      });
    }
  });
}

describe("point 6: nothing leaks, whatever upstream says", () => {
  const echoed = `access_token=${encodeURIComponent(CANARY_TOKEN)} ${CANARY_TOKEN} https://x.myqcloud.com/a?sign=q-signature%3DCANARY`;
  const json = (reply) => (_arrived, response) => response.end(JSON.stringify(reply)) && true;
  const link = { errcode: 0, url: "https://x.myqcloud.com/a?sign=q-signature%3DCANARY", checksum: "0".repeat(64) };
  for (const [name, answer] of Object.entries({
    "an errmsg of an error": json({
      errcode: 40001,
      errmsg: `invalid credential ${echoed} rid: 5f3a0c1d-0a1b2c3d-4e5f6071`,
    }),
    "an errmsg of a success": json({ ...link, errmsg: `ok ${echoed}` }),
    "a page of HTML": (_arrived, response) => response.end(`<!DOCTYPE html>${echoed}`) && true,
    "a status line and headers": (_arrived, response) => {
      response.writeHead(500, "CANARY", { "x-echo": "CANARY", location: link.url }).end(encodeURIComponent(echoed));
      return true;
    },
    "a redirect": (_arrived, response) => response.writeHead(302, { location: link.url }).end() && true,
    "a host that is not allowed": json({ ...link, url: "https://CANARY.example/a?sign=CANARY" }),
    "a reset": (_arrived, response) => response.destroy() && true,
    "storage that echoes": ({ method, url }, response) => {
      if (method === "POST") return false;
      response.writeHead(403, { "x-cos-echo": url, "content-type": "application/xml" }).end(`<Error>${url}</Error>`);
      return true;
    },
  })) {
    it(name, async (t) => {
      const own = await startRelay(t, { answer });
      await own.call("link", WISH);
      isError(await own.call("download", WISH), 502);
    });
  }
});

describe("point 6: nothing leaks from a token provider", () => {
  for (const accessToken of [
    "throws the token",
    "rejects with the token",
    "throws the bare token",
    "poses as an error of ours",
    "resolves to an object",
    "resolves to nothing",
  ]) {
    it(accessToken, async (t) => {
      const own = await startRelay(t, { config: { accessToken } });
      for (const action of ["link", "download"]) {
        const answered = await own.call(action, WISH);
        assert.equal(answered.status, 502);
        assert.equal(isError(answered).code, "TOKEN_REJECTED");
      }
      assert.equal(own.upstream.requests.length, 0);
    });
  }

  it("a refused token", async (t) => {
    const own = await startRelay(t, { config: { accessToken: "is an old one" } });
    assert.equal(isError(await own.call("link", WISH)).errcode, 40014);
  });
});

it("point 6: nothing is written to a log", async () => {
  assert.deepEqual(await relay.written(), []);
});
