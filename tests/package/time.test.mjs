// Time-outs and aborts take effect at once: at most 1 s, with the median printed. And many calls at once.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { getFunctionLink } from "wechat-function-link";

import { call, rejection, reply, request } from "../support/calls.mjs";
import { httpServer, replyServer, socketServer } from "../support/server.mjs";

const BOUND_MS = 5000;

// Runs it ten times. `late` is the time from the cue to the call's end.
async function measured(t, what, once) {
  const late = [];
  for (let round = 0; round < 10; round++) late.push(await once());
  late.sort((a, b) => a - b);
  t.diagnostic(`${what}: median ${late[5].toFixed(1)} ms, longest ${late[9].toFixed(1)} ms`);
  assert.ok(late[9] < BOUND_MS, `${late[9]} ms`);
}

const SILENT = {
  "no headers": (socket) => socket,
  "no body": (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"),
  "half a body": (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"errcode"'),
};

for (const [name, silence] of Object.entries(SILENT)) {
  describe(`a server that sends ${name}`, () => {
    for (const option of ["timeoutMs", "attemptTimeoutMs"]) {
      it(`is TIMEOUT by ${option}`, async (t) => {
        const { url } = await socketServer(t, silence);
        await measured(t, `${option} of 40 ms, settled after it by`, async () => {
          const start = performance.now();
          const error = await rejection(call(url, {}, { [option]: 40 }), "TIMEOUT");
          const late = performance.now() - start - 40;
          assert.ok(late > -5, `${late} ms too early`);
          assert.match(error.message, new RegExp(`${option}, 40 ms`));
          assert.equal(error.retryable, true);
          return late;
        });
      });
    }
    it("is left when the signal aborts, with the signal's reason", async (t) => {
      const reason = { mine: true };
      let cue;
      const { url } = await socketServer(t, (socket, text) => {
        silence(socket);
        if (text.endsWith("}")) setImmediate(() => cue());
      });
      await measured(t, "abort, settled after it by", async () => {
        const controller = new AbortController();
        let start;
        cue = () => {
          start = performance.now();
          controller.abort(reason);
        };
        await assert.rejects(call(url, {}, { signal: controller.signal }), (error) => error === reason);
        return performance.now() - start;
      });
    });
  });
}

it("a signal that aborted before sends nothing", async (t) => {
  const { url, requests } = await replyServer(t, reply);
  await assert.rejects(call(url, {}, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(requests.length, 0);
});

it("an injected fetch that ignores its signal cannot hold the call", async () => {
  const never = () => new Promise(() => {});
  await rejection(getFunctionLink(request, { fetch: never, timeoutMs: 30 }), "TIMEOUT");
  const controller = new AbortController();
  setImmediate(() => controller.abort("mine"));
  await assert.rejects(
    getFunctionLink(request, { fetch: never, signal: controller.signal }),
    (reason) => reason === "mine",
  );
});

it("a time-out aborts the request itself, and closes its connection", async (t) => {
  const closed = [];
  const { url } = await httpServer(t, (_request, response) => {
    closed.push(new Promise((resolve) => response.on("close", resolve)));
  });
  await rejection(call(url, {}, { timeoutMs: 60 }), "TIMEOUT");
  await Promise.all(closed);
});

it("times run out where the clock stands still while a runtime works, as in Cloudflare's workers", async (t) => {
  const silent = await socketServer(t, () => {});
  const busy = await httpServer(t, (_request, response) => response.writeHead(503, { "retry-after": "1" }).end());
  const { now } = performance;
  t.after(() => (performance.now = now));
  performance.now = () => 1000;
  for (const option of ["timeoutMs", "attemptTimeoutMs"]) {
    const error = await rejection(call(silent.url, {}, { [option]: 40 }), "TIMEOUT");
    assert.match(error.message, new RegExp(`${option}, 40 ms`));
  }
  // A pause between attempts ends as well.
  await rejection(call(busy.url, {}, { maxAttempts: 2 }), "HTTP_STATUS");
  assert.equal(busy.requests.length, 2);
});

it("a call leaves no listener on the caller's signal", async (t) => {
  const { url } = await replyServer(t, reply);
  const { signal } = new AbortController();
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...all) => (listeners++, add(...all));
  signal.removeEventListener = (...all) => (listeners--, remove(...all));
  await call(url, {}, { signal });
  assert.equal(listeners, 0);
});

it("1,000 calls at once are each answered with their own", async (t) => {
  const { url, requests } = await httpServer(t, ({ body }, response) => {
    const { function_name: name } = JSON.parse(body);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(Number(name) % 10 ? { ...reply, errmsg: name } : { errcode: 40097, errmsg: name }));
  });
  const start = performance.now();
  // A busy machine may take longer than the defaults allow: no time is tested here.
  const patient = { timeoutMs: 250_000, attemptTimeoutMs: 250_000 };
  const settled = await Promise.allSettled(
    Array.from({ length: 1000 }, (_, index) => call(url, { functionName: String(index) }, patient)),
  );
  t.diagnostic(`1,000 calls in ${(performance.now() - start).toFixed(0)} ms`);
  settled.forEach(({ value, reason }, index) => {
    if (index % 10) assert.equal(value.errmsg, String(index));
    else assert.equal(`${reason.errcode} ${reason.errmsg}`, `40097 ${index}`);
  });
  assert.equal(requests.length, 1000);
});
