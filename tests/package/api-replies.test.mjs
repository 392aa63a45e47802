// Rows 17 to 26: the API's responses, sound or not. The number of requests shows whether a call retries.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { CANARY_TOKEN, CHECKSUM, rejection, reply } from "../support/calls.mjs";
import { ask, AT_ONCE_MS, deferred, elapsed, failsAfter, fine, scripted, succeedsAfter } from "../support/faults.mjs";
import { httpServer, socketServer } from "../support/server.mjs";

const json = JSON.stringify(reply);
const without = (name) => Object.fromEntries(Object.entries(reply).filter(([key]) => key !== name));
const protocol = (t, body, times = 1, headers) => failsAfter(t, "PROTOCOL", times, [{ body, headers }]);

describe("an errcode", () => {
  const FINAL = {
    40101: "REJECTED",
    41001: "TOKEN_REJECTED",
    43002: "REJECTED",
    48001: "PERMISSION_DENIED",
    61004: "PERMISSION_DENIED",
    61007: "PERMISSION_DENIED",
    45009: "QUOTA_EXCEEDED",
  };
  it("row 17: 40101, 41001, 43002, 48001, 61004, 61007 and 45009 are not asked for again", async (t) => {
    await Promise.all(
      Object.entries(FINAL).map(async ([errcode, code]) => {
        const step = { body: { errcode: Number(errcode), errmsg: "no rid: 5f3a0c1d-0a1b2c3d-4e5f6071" } };
        const echo = { body: { errcode: Number(errcode), errmsg: `no to ${CANARY_TOKEN}` } };
        const error = await failsAfter(t, code, 1, [echo, fine]);
        assert.deepEqual([error.errcode, error.retryable], [Number(errcode), false]);
        // Nor is a provider called again: another token would be refused as well.
        let asked = 0;
        await failsAfter(t, code, 1, [step, fine], {}, { accessToken: () => `t${++asked}` });
        assert.equal(asked, 1);
      }),
    );
  });
});

describe("an answer that is not the documented reply", () => {
  it("row 18: HTML in 200 is PROTOCOL, and none of it is echoed", async (t) => {
    const pages = [
      "<html><title>Bad gateway</title></html>",
      "\n <!DOCTYPE html><p>Bad gateway",
      "<?xml version='1.0'?><Error>Bad gateway</Error>",
    ];
    for (const page of pages) {
      const error = await protocol(t, `${page}<!-- ${CANARY_TOKEN} -->`, 1, { "content-type": "text/html" });
      assert.ok(!/gateway/i.test(`${error.message}${error.stack}`));
      assert.equal(error.retryable, false);
    }
  });

  it("row 19: truncated JSON is PROTOCOL and asked for again", async (t) => {
    const cuts = [1, 12, json.length >> 1, json.length - 1];
    await Promise.all([
      ...cuts.map(async (cut) => assert.equal((await protocol(t, json.slice(0, cut), 3)).retryable, true)),
      succeedsAfter(t, 3, [{ body: json.slice(0, 40) }, { body: json.slice(0, -1) }, fine]),
    ]);
  });

  it("row 19: a body that broke off is TRUNCATED and asked for again", async (t) => {
    const cut = (response) => {
      response.writeHead(200, { "content-length": json.length });
      response.write(json.slice(0, 40), () => response.socket.destroy());
    };
    await Promise.all([failsAfter(t, "TRUNCATED", 3, [cut]), succeedsAfter(t, 2, [cut, fine])]);
  });

  it("row 21: 10 MiB of JSON is PROTOCOL at a size cap, declared or not, and the rest is not waited for", async (t) => {
    const body = Buffer.from(JSON.stringify({ ...reply, padding: "x".repeat(10 * 2 ** 20) }));
    await protocol(t, body, 1, { "content-length": body.length });
    // Without a length and without an end: a reader has to stop by itself.
    const closed = deferred();
    const error = await failsAfter(t, "PROTOCOL", 1, [
      (response) => {
        response.writeHead(200);
        response.on("close", closed.resolve).on("error", () => {});
        response.write(body);
      },
    ]);
    assert.ok(error.took < AT_ONCE_MS, `${error.took} ms`);
    await closed.promise;
    await succeedsAfter(t, 1, [fine]);
  });

  it("row 21: deep nesting is PROTOCOL, and the next call is none the worse for it", async (t) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ]) {
      for (const depth of [1000, 100_000]) {
        await protocol(t, `{"errcode":0,"deep":${open.repeat(depth)}1${close.repeat(depth)}}`);
      }
    }
    await succeedsAfter(t, 1, [fine]);
  });
});

describe("a reply", () => {
  it("row 20: with a byte order mark, a wrong content type or raw control characters is parsed", async (t) => {
    const raw = json.replace('"ok"', '"o\u0001\n\tk"');
    const steps = [
      { body: `\ufeff${json}` },
      { body: raw },
      { body: `\ufeff${raw}` },
      { body: ` \r\n${json}\n` },
      ...["text/plain", "text/html", "application/octet-stream", "nonsense", "application/json; charset=gbk"].map(
        (type) => ({ body: json, headers: { "content-type": type } }),
      ),
    ];
    for (const step of steps) {
      const { link } = await succeedsAfter(t, 1, [step]);
      assert.equal(link.url, reply.url);
    }
  });

  const errcode = (text) => json.replace('"errcode":0', `"errcode":${text}`);

  it("row 22: an errcode of 0, however it is written, or a complete link without one is a link", async (t) => {
    for (const body of ["0", "0.0", "-0", "0e3"].map(errcode).concat(JSON.stringify(without("errcode")))) {
      assert.equal((await succeedsAfter(t, 1, [{ body }])).link.errcode, 0);
    }
  });

  it("row 22: an errcode that is no safe integer is PROTOCOL, never 0", async (t) => {
    const odd = [
      '"0"',
      '"42001"',
      '""',
      "null",
      "false",
      "true",
      "[]",
      "[0]",
      "{}",
      "0.5",
      "1e400",
      String(2 ** 53),
      `-${2 ** 53}`,
      "00",
      "0x0",
    ];
    await Promise.all([
      ...odd.map((text) => protocol(t, errcode(text))),
      // No errcode and no link: no sign of success.
      ...["{}", '{"errmsg":"ok"}', JSON.stringify({ ...without("errcode"), url: "" })].map((body) => protocol(t, body)),
    ]);
    const error = await failsAfter(t, "REJECTED", 1, [{ body: errcode(String(2 ** 53 - 1)) }]);
    assert.equal(error.errcode, 2 ** 53 - 1);
  });

  it("row 23: without a url or a checksum is PROTOCOL", async (t) => {
    const bodies = ["url", "checksum"].flatMap((name) => [
      without(name),
      ...[null, "", 5, {}, []].map((value) => ({ ...reply, [name]: value })),
    ]);
    await Promise.all([...bodies, { ...reply, url: "/relative.zip" }, { errcode: 0 }].map((body) => protocol(t, body)));
  });

  it("row 24: a checksum of 63 digits or not hexadecimal is PROTOCOL, one in upper case is accepted", async (t) => {
    const odd = [
      CHECKSUM.slice(1),
      `${CHECKSUM}0`,
      `g${CHECKSUM.slice(1)}`,
      `${CHECKSUM.slice(1)} `,
      `０${CHECKSUM.slice(1)}`,
      "0".repeat(63),
    ];
    await Promise.all(odd.map((checksum) => protocol(t, { ...reply, checksum })));
    const { link } = await succeedsAfter(t, 1, [{ body: { ...reply, checksum: CHECKSUM.toUpperCase() } }]);
    assert.equal(link.checksum, CHECKSUM);
  });

  it("row 25: a redirect is REDIRECT_REFUSED, and the token goes nowhere", async (t) => {
    const elsewhere = await scripted(t, fine);
    await Promise.all(
      [300, 301, 302, 303, 304, 307, 308].map(async (status) => {
        const step = {
          status,
          headers: { location: `${elsewhere.url}/?access_token=${encodeURIComponent(CANARY_TOKEN)}` },
        };
        const error = await failsAfter(t, "REDIRECT_REFUSED", 1, [step], { fallbackBaseUrls: [elsewhere.url] });
        assert.deepEqual([error.status, error.retryable], [status, false]);
      }),
    );
    assert.equal(elsewhere.requests.length, 0);
    // Not even to the same host.
    const server = await httpServer(t, (_request, response) => response.writeHead(307, { location: "/again" }).end());
    await rejection(ask(server.url), "REDIRECT_REFUSED");
    assert.equal(server.requests.length, 1);
  });

  const n = json.length;
  const chunked = `${n.toString(16)}\r\n${json}\r\n0\r\n\r\n`;
  const FRAMINGS = {
    "Content-Length with Transfer-Encoding": [`Content-Length: ${n}\r\nTransfer-Encoding: chunked`, chunked],
    "Transfer-Encoding with a shorter Content-Length": ["Transfer-Encoding: chunked\r\nContent-Length: 10", chunked],
    "Content-Length twice, the same": [`Content-Length: ${n}\r\nContent-Length: ${n}`, json],
    "Content-Length twice, in one line": [`Content-Length: ${n}, ${n}`, json],
    "Content-Length twice, shorter first": [`Content-Length: 10\r\nContent-Length: ${n}`, json],
    "Content-Length twice, longer last": [`Content-Length: ${n}\r\nContent-Length: ${n + 10}`, json],
    "Transfer-Encoding twice": ["Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunked],
  };
  for (const [what, [headers, body]] of Object.entries(FRAMINGS)) {
    it(`row 26: ${what} is a success or a typed error, never a hang`, async (t) => {
      let requests = 0;
      // Left open: waiting for a close would never end.
      const { url } = await socketServer(t, (socket, text) => {
        if (!text.endsWith("}")) return;
        requests++;
        socket.write(`HTTP/1.1 200 OK\r\n${headers}\r\n\r\n${body}`);
      });
      const options = { attemptTimeoutMs: 500, timeoutMs: 2500 };
      const [outcome, took] = await elapsed(
        ask(url, options).then(
          (link) => assert.equal(link.checksum, CHECKSUM),
          // Checked as every error of the package.
          (error) => rejection(Promise.reject(error), error.code),
        ),
      );
      t.diagnostic(`${what}: ${outcome?.code ?? "success"} after ${requests} requests`);
      assert.ok([undefined, "NETWORK", "PROTOCOL", "TRUNCATED", "TIMEOUT"].includes(outcome?.code));
      assert.ok(took < 2500 + AT_ONCE_MS && requests >= 1 && requests <= 6, `${took} ms, ${requests} requests`);
    });
  }
});
