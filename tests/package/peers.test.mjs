// The peer that a fault concerns: the field, the message and the advice name it and no other.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { downloadFunction, getFunctionLink } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";

import { CANARY_TOKEN, rejection, reply, request } from "../support/calls.mjs";
import { ask, closedPort } from "../support/faults.mjs";
import { DIGEST, wish } from "../support/relayed.mjs";
import { fetchServer, httpServer, replyServer, socketServer } from "../support/server.mjs";
import { QUERY, answer, both, cut, fails, pull, stalled, storage, whole } from "../support/storage.mjs";

const WORDS = { platform: "the platform", storage: "the storage host", relay: "the relay" };
const ADDRESSES = { platform: "baseUrl", storage: "link to the storage host", relay: "options.relay" };

function concerns(error, peer) {
  assert.equal(error.peer, peer);
  const said = `${error.message} ${error.advice}`;
  assert.ok(error.message.includes(WORDS[peer]) || error.code === "TRUNCATED", error.message);
  for (const [other, words] of Object.entries(ADDRESSES)) if (other !== peer) assert.ok(!said.includes(words), said);
  for (const [other, words] of Object.entries(WORDS)) if (other !== peer) assert.ok(!said.includes(words), said);
}

async function selfSigned(t) {
  const pem = (name) => readFileSync(fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url)));
  const server = createServer({ key: pem("key"), cert: pem("self-signed") }, (_request, response) => response.end());
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections?.();
  });
  return `https://localhost:${server.address().port}`;
}

const silent = (t) => socketServer(t, () => {}).then(({ url }) => url);
const reset = (t) => socketServer(t, (socket) => socket.destroy()).then(({ url }) => url);
// Code, and the address's source in the advice.
const UNREACHABLE = {
  "a name that cannot be resolved": [() => "https://no-such-host.invalid", /could not be resolved/],
  "a port that nobody listens on": [closedPort, /refused the connection/],
  "a certificate of nobody's": [selfSigned, /certificate/],
  "a close before the headers": [reset, /closed before an answer/],
};

describe("row 82: the platform", () => {
  for (const [name, [make, words]] of Object.entries(UNREACHABLE)) {
    it(`row 82: ${name} concerns the platform`, async (t) => {
      const error = await rejection(ask(await make(t), { maxAttempts: 1 }), "NETWORK");
      assert.match(error.message, words);
      concerns(error, "platform");
    });
  }

  const ANSWERS = {
    HTTP_STATUS: { status: 502 },
    PROTOCOL: { body: "<html>" },
    REDIRECT_REFUSED: { status: 302, headers: { location: "https://evil.example/" } },
  };
  for (const [code, step] of Object.entries(ANSWERS)) {
    it(`row 82: ${code} concerns the platform`, async (t) => {
      const { url } = await httpServer(t, (_request, response) =>
        response.writeHead(step.status ?? 200, step.headers).end(step.body),
      );
      for (const call of [getFunctionLink, downloadFunction]) {
        concerns(await rejection(call(request, { baseUrl: url, maxAttempts: 1 }), code), "platform");
      }
    });
  }

  it("row 82: time-outs concern the platform, but not while the provider is asked", async (t) => {
    const baseUrl = await silent(t);
    for (const options of [{ attemptTimeoutMs: 50, maxAttempts: 1 }, { timeoutMs: 50 }])
      concerns(await rejection(ask(baseUrl, options), "TIMEOUT"), "platform");
    const asked = getFunctionLink({ ...request, accessToken: () => new Promise(() => {}) }, { baseUrl, timeoutMs: 50 });
    assert.equal((await rejection(asked, "TIMEOUT")).peer, undefined);
  });

  it("row 82: what is the caller's own concerns nobody", async (t) => {
    const { url } = await replyServer(t, reply);
    const refused = [
      ["INVALID_ARGUMENT", getFunctionLink({ ...request, env: "" })],
      ["TOKEN_REJECTED", getFunctionLink({ ...request, accessToken: () => "" }, { baseUrl: url })],
    ];
    for (const [code, call] of refused) assert.equal((await rejection(call, code)).peer, undefined);
  });
});

describe("row 82: the storage host", () => {
  for (const [name, [make, words]] of Object.entries(UNREACHABLE)) {
    both(`row 82: ${name} concerns the storage host`, async (t, target) => {
      const origin = await make(t);
      const server = await storage(t, [whole()], { link: () => ({ url: `${origin}/a.zip?${QUERY}` }) });
      const error = await fails(server, target, "NETWORK", {
        allowedHosts: [new URL(origin).hostname],
        maxAttempts: 1,
      });
      assert.match(error.message, words);
      concerns(error, "storage");
    });
  }

  const redirect = (location) => answer(302, "", { location });
  const FAULTS = {
    "six redirects": ["REDIRECT_REFUSED", redirect("/again"), /one too many/],
    "a redirect elsewhere": ["REDIRECT_REFUSED", redirect("https://evil.example/a?sign=x"), /evil\.example/],
    "a redirect to http": ["REDIRECT_REFUSED", redirect("http://a.myqcloud.com/a"), /not https.*a\.myqcloud\.com/],
    "a redirect without a Location": ["REDIRECT_REFUSED", answer(302), /HTTP status 302/],
    "an empty body": ["EMPTY", answer(200), /without a body/],
    "a part that was not asked for": [
      "PROTOCOL",
      answer(206, "x", { "content-range": "bytes 0-0/9" }),
      /not asked for/,
    ],
    "an encoding": ["CONTENT_ENCODED", answer(200, "x", { "content-encoding": "gzip" }), /Content-Encoding/],
    "a body that breaks off": ["TRUNCATED", cut(1000), /broke off/],
    silence: ["TIMEOUT", () => {}, /attemptTimeoutMs, 2000 ms, waiting for the storage host/],
    "silence in the middle": ["TIMEOUT", stalled(1000), /idleTimeoutMs, 1000 ms, waiting for the storage host/],
    "a status": ["HTTP_STATUS", answer(502, "<html>"), /HTTP status 502/],
  };
  for (const [name, [code, step, words]] of Object.entries(FAULTS)) {
    it(`row 82: ${name} concerns the storage host`, async (t) => {
      const server = await storage(t, [step]);
      const error = await rejection(
        pull(server, { maxAttempts: 1, attemptTimeoutMs: 2000, idleTimeoutMs: 1000 }),
        code,
      );
      assert.match(error.message, words);
      concerns(error, "storage");
      assert.ok(!error.message.includes("?"), error.message);
    });
  }

  it("row 82: a whole call's time-out concerns whom it was waiting for", async (t) => {
    const server = await storage(t, [stalled(1000)]);
    concerns(await rejection(pull(server, { timeoutMs: 2000 }), "TIMEOUT"), "storage");
  });
});

describe("row 82: the relay", () => {
  const both = async (relay, code, options = {}) => {
    for (const call of [getFunctionLink, downloadFunction])
      concerns(await rejection(call(wish, { relay, maxAttempts: 1, ...options }), code), "relay");
  };
  for (const [name, [make]] of Object.entries(UNREACHABLE)) {
    it(`row 82: ${name} concerns the relay`, async (t) => both(await make(t), "NETWORK"));
  }

  it("row 82: a gateway's status and silence concern the relay", async (t) => {
    const { url } = await httpServer(t, (_request, response) => response.writeHead(502).end("<html>"));
    await both(url, "HTTP_STATUS");
    await both(await silent(t), "TIMEOUT", { attemptTimeoutMs: 50 });
  });

  it("row 82: an empty body and one that breaks off concern the relay", async (t) => {
    const { url } = await httpServer(t, ({ url }, response) => {
      response.writeHead(200, { "repr-digest": DIGEST, "content-length": url.includes("broken") ? 9 : 0 });
      if (!url.includes("broken")) return response.end();
      response.write("PK");
      response.socket.end();
    });
    for (const [path, code] of [
      ["empty", "EMPTY"],
      ["broken", "TRUNCATED"],
    ]) {
      concerns(await rejection(downloadFunction(wish, { relay: `${url}/${path}`, maxAttempts: 1 }), code), "relay");
    }
  });

  async function behind(t, answers, options = {}) {
    const server = await storage(t, answers, options);
    const relay = createRelay({
      authorize: () => ({ id: "tester" }),
      accessToken: () => CANARY_TOKEN,
      allowNonBrowser: true,
      baseUrl: server.url,
      maxAttempts: 1,
      ...options.relay,
    });
    return (await fetchServer(t, relay)).url;
  }

  it("row 82: a relay says whom its own call concerns, and withholds the storage host's name", async (t) => {
    const elsewhere = { link: () => ({ url: `https://evil.example/a.zip?${QUERY}` }) };
    for (const [answers, options, code] of [
      [[whole()], elsewhere, "HOST_REFUSED"],
      [[redirect("https://evil.example/")], {}, "REDIRECT_REFUSED"],
      [[answer(404)], {}, "HTTP_STATUS"],
    ]) {
      const error = await rejection(
        downloadFunction(wish, { relay: await behind(t, answers, options), maxAttempts: 1 }),
        code,
      );
      assert.equal(error.peer, "storage");
      assert.ok(!JSON.stringify(error).includes("evil.example"), error.message);
      assert.match(error.message, /"login" in environment "test-777bb9"/);
      if (code.endsWith("REFUSED")) assert.match(error.advice, /relay's operator/);
    }
    const relay = await behind(t, [whole()], { relay: { accessToken: () => "" } });
    assert.equal((await rejection(getFunctionLink(wish, { relay }), "TOKEN_REJECTED")).peer, undefined);
    const refusing = await behind(t, [whole()], { relay: { authorize: () => null } });
    assert.equal((await rejection(getFunctionLink(wish, { relay: refusing }), "RELAY_REFUSED")).peer, "relay");
  });

  const redirect = (location) => answer(302, "", { location });
});
