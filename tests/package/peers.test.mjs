// Whom a fault concerns: the field, the message and the advice name one peer and no other.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { downloadFunction, getFunctionLink } from "wechat-function-link";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN, rejection, reply, request } from "../support/calls.mjs";
import { ask, closedPort } from "../support/faults.mjs";
import { DIGEST, wish } from "../support/relayed.mjs";
import { fetchServer, httpServer, replyServer, socketServer } from "../support/server.mjs";
import {
  CHECKSUM,
  PACKAGE,
  QUERY,
  answer,
  both,
  cut,
  fails,
  pull,
  stalled,
  storage,
  succeeds,
  whole,
} from "../support/storage.mjs";

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
// Code, and where the address comes from in the advice.
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
    silence: ["TIMEOUT", () => {}, /attemptTimeoutMs, 300 ms, waiting for the storage host/],
    "silence in the middle": ["TIMEOUT", stalled(1000), /idleTimeoutMs, 300 ms, waiting for the storage host/],
    "a status": ["HTTP_STATUS", answer(502, "<html>"), /HTTP status 502/],
  };
  for (const [name, [code, step, words]] of Object.entries(FAULTS)) {
    it(`row 82: ${name} concerns the storage host`, async (t) => {
      const server = await storage(t, [step]);
      const error = await rejection(pull(server, { maxAttempts: 1, attemptTimeoutMs: 300, idleTimeoutMs: 300 }), code);
      assert.match(error.message, words);
      concerns(error, "storage");
      assert.ok(!error.message.includes("?"), error.message);
    });
  }

  it("row 82: a whole call's time-out concerns whom it was waiting for", async (t) => {
    const server = await storage(t, [stalled(1000)]);
    concerns(await rejection(pull(server, { timeoutMs: 400 }), "TIMEOUT"), "storage");
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

describe("row 82: HOST_REFUSED names the host and what helps", () => {
  for (const [url, message, advice] of [
    ["https://b.example/a.zip", /its host b\.example is not in allowedHosts/, /add b\.example to allowedHosts/],
    ["http://127.0.0.2:8080/a.zip", /its host 127\.0\.0\.2 is not in allowedHosts/, /add 127\.0\.0\.2 to allowedHosts/],
    ["https://b\u00fccher.example/a.zip", /xn--bcher-kva\.example/, /add xn--bcher-kva\.example to allowedHosts/],
    ["http://a.myqcloud.com/a.zip", /not https \(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["https://a.myqcloud.com:8443/a.zip", /port .*\(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["https://u:p@a.myqcloud.com/a.zip", /password \(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["data:application/zip,PK", /it is not https \(function/, /Do not fetch it/],
    [`https://${"a".repeat(2000)}.example/a.zip`, /its host a{300}…/, /to allowedHosts/],
  ]) {
    it(`row 82: ${url.slice(0, 60)}`, async () => {
      const fetch = async () => Response.json({ errcode: 0, errmsg: "ok", url: `${url}?${QUERY}`, checksum: CHECKSUM });
      const error = await rejection(downloadFunction(request, { fetch }), "HOST_REFUSED");
      assert.match(error.message, message);
      assert.match(error.advice, advice);
      assert.equal(error.peer, "storage");
    });
  }
});

describe("a loopback baseUrl", () => {
  both("row 82: implies its own origin for downloads", async (t, target) => {
    await succeeds(await storage(t, [whole()]), target, { allowedHosts: undefined });
  });

  it("row 82: lets the library work against a sandbox on a port", async (t) => {
    const sandbox = createSandbox();
    const { url } = await fetchServer(t, sandbox.fetch);
    const { bytes, size } = await downloadFunction(
      { ...request, accessToken: "sandbox-access-token" },
      { baseUrl: url },
    );
    assert.equal(bytes.length, size);
  });

  it("row 82: implies no other port, no other host and none for a redirect", async (t) => {
    const decoy = await storage(t, [whole()]);
    const port = new URL(decoy.url).port;
    for (const origin of [decoy.url, `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      const server = await storage(t, [whole()], { link: () => ({ url: `${origin}/a.zip?${QUERY}` }) });
      await rejection(pull(server, { allowedHosts: undefined }), "HOST_REFUSED");
      const redirecting = await storage(t, [answer(302, "", { location: `${origin}/a.zip` })]);
      await rejection(pull(redirecting, { allowedHosts: undefined }), "REDIRECT_REFUSED");
    }
    assert.equal(decoy.requests.length, 0);
  });

  it("row 82: implies nothing where allowedHosts is given, nor where it is not loopback", async (t) => {
    const server = await storage(t, [whole()]);
    for (const allowedHosts of [[], ["*.myqcloud.com"]])
      await rejection(pull(server, { allowedHosts }), "HOST_REFUSED");
    const fetch = async () => Response.json({ errcode: 0, url: "https://gateway.example/a.zip", checksum: CHECKSUM });
    await rejection(downloadFunction(request, { fetch, baseUrl: "https://gateway.example" }), "HOST_REFUSED");
  });
});

describe("allowedHosts in any script", () => {
  const download = async (url, allowedHosts) => {
    const fetch = async (address) =>
      address.startsWith("https://api.weixin")
        ? Response.json({ errcode: 0, errmsg: "ok", url, checksum: CHECKSUM })
        : new Response(PACKAGE);
    return downloadFunction(request, { fetch, allowedHosts });
  };
  const MATCHING = [
    ["https://xn--bcher-kva.example/a", "b\u00fccher.example"],
    ["https://b\u00fccher.example/a", "B\u00dcCHER.example"],
    ["https://a.xn--fsqu00a.example/a", "*.\u4f8b\u5b50.example"],
    ["https://\u4f8b\u5b50.\u6d4b\u8bd5/a", "\u4f8b\u5b50\u3002\u6d4b\u8bd5"],
    ["https://b\u00fccher.example/a", "xn--bcher-kva.example"],
  ];
  for (const [url, pattern] of MATCHING) {
    it(`${pattern} allows ${url}`, async () => {
      assert.equal((await download(url, [pattern])).size, PACKAGE.length);
    });
  }

  it("match no other name", async () => {
    for (const [url, pattern] of [
      ["https://bucher.example/a", "b\u00fccher.example"],
      ["https://xn--fsqu00a.example/a", "*.\u4f8b\u5b50.example"],
    ]) {
      await rejection(download(url, [pattern]), "HOST_REFUSED");
    }
  });

  it("are refused where they are no host names", async () => {
    for (const pattern of [
      "b\u00fccher.example:443",
      "b\u00fccher.example/",
      "u@b\u00fccher.example",
      "b\u00fc cher.example",
      "*.*.b\u00fccher",
      "https://b\u00fccher.example",
      "b\u00fccher?",
      "\u4f8b#",
      "\u4f8b\\x",
      "\ufffd\u4f8b%",
    ]) {
      await rejection(download("https://a.myqcloud.com/a", [pattern]), "INVALID_ARGUMENT");
    }
  });
});
