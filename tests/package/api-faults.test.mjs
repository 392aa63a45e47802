// Faults of the connection and of HTTP on the way to the API, by the rows of the table of faults.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { CHECKSUM, reply } from "../support/calls.mjs";
import {
  answer,
  ask,
  AT_ONCE_MS,
  closedPort,
  counted,
  DEADLINE_MS,
  fails,
  failsAfter,
  fine,
  scripted,
  succeedsAfter,
} from "../support/faults.mjs";
import { socketServer } from "../support/server.mjs";

const IN_DENO = "Deno" in globalThis;
// Deno's fetch connects a second time by itself where the connection broke before the headers.
const PER_FETCH = IN_DENO ? 2 : 1;
const whole = (text) => text.endsWith("}");
const RAW_REPLY = `HTTP/1.1 200 OK\r\nContent-Length: ${JSON.stringify(reply).length}\r\n\r\n${JSON.stringify(reply)}`;

// A TCP server whose nth connection runs the nth step. The last step repeats.
async function connections(t, ...steps) {
  const server = await socketServer(t, (socket, text) => {
    const step = steps[Math.min(server.connections.length, steps.length) - 1];
    if (whole(text)) step(socket);
  });
  return server;
}

describe("no connection", () => {
  it("row 1: a host that cannot be resolved is asked for again, then NETWORK", async () => {
    const counter = counted();
    const error = await fails(ask("https://no-such-host.invalid", counter), "NETWORK", 3, () => counter.count);
    assert.equal(error.retryable, true);
    assert.match(error.message, /could not be resolved/);
  });

  it("row 2: a refused connection is tried again, then NETWORK", async () => {
    const counter = counted();
    const error = await fails(ask(await closedPort(), counter), "NETWORK", 3, () => counter.count);
    assert.equal(error.retryable, true);
    assert.match(error.message, /refused the connection/);
  });

  const BROKEN = {
    close: (socket) => socket.destroy(),
    "half close": (socket) => socket.end(),
    reset: (socket) => socket.resetAndDestroy(),
  };
  for (const [what, broken] of Object.entries(BROKEN)) {
    it(`row 3: a ${what} before the headers is tried again, then NETWORK`, async (t) => {
      const server = await connections(t, broken);
      const counter = counted();
      const error = await fails(ask(server.url, counter), "NETWORK", 3, () => counter.count);
      assert.equal(error.retryable, true);
      assert.equal(server.connections.length, 3 * PER_FETCH);
    });
    it(`row 3: a ${what} before the headers, twice, then fine`, async (t) => {
      const server = await connections(t, ...Array(2 * PER_FETCH).fill(broken), (socket) => socket.end(RAW_REPLY));
      assert.equal((await ask(server.url)).checksum, CHECKSUM);
      assert.equal(server.connections.length, 2 * PER_FETCH + 1);
    });
  }

  it("row 4: a kept-alive connection that the server closed costs no attempt where the runtime tells", async (t) => {
    const asked = [];
    const server = await socketServer(t, (socket, text) => {
      if (!whole(text)) return;
      const own = text.split("POST ").length - 1;
      asked.push(own);
      if (own === 1) socket.write(RAW_REPLY);
      else socket.end();
    });
    // A runtime may take a moment to reuse a connection: repeats calls until one was reused.
    let calls = 0;
    for (; !asked.includes(2) && calls < 50; calls++) {
      assert.equal((await ask(server.url, { maxAttempts: IN_DENO ? 2 : 1 })).checksum, CHECKSUM);
    }
    assert.ok(asked.includes(2), "no connection was used again");
    assert.equal(asked.length, calls + 1);
  });
});

const STATUSES = [408, 429, 500, 502, 503, 504];

describe("a status", () => {
  it("row 9: 500, 502, 503 and 504, then fine, is a success", async (t) => {
    await Promise.all([
      ...[500, 502, 503, 504].map((status) => succeedsAfter(t, 3, [{ status }, { status }, fine])),
      succeedsAfter(t, 5, [...[500, 502, 503, 504].map((status) => ({ status })), fine], { maxAttempts: 5 }),
    ]);
  });

  it("row 9: the attempts are counted: a success that would be the fourth is not asked for", async (t) => {
    const error = await failsAfter(t, "HTTP_STATUS", 3, [{ status: 500 }, { status: 502 }, { status: 503 }, fine]);
    assert.equal(error.status, 503);
  });

  it("row 10: 5xx for ever stops, and other statuses are not tried again", async (t) => {
    const check = async (status, times, options) => {
      const error = await failsAfter(t, "HTTP_STATUS", times, [{ status, body: "<p>busy</p>" }], options);
      assert.deepEqual([error.status, error.retryable], [status, STATUSES.includes(status)]);
    };
    await Promise.all([
      ...STATUSES.map((status) => check(status, 3)),
      ...[400, 401, 403, 404, 412, 501, 505].map((status) => check(status, 1)),
      check(500, 1, { maxAttempts: 1 }),
      check(500, 4, { maxAttempts: 4 }),
    ]);
  });

  const busy = (status, after) => ({ status, headers: { "retry-after": after } });

  it("row 11: Retry-After in seconds is honoured, for 429 and 503", async (t) => {
    await Promise.all(
      [429, 503].map(async (status) => {
        const { arrivals } = await succeedsAfter(t, 2, [busy(status, "1"), fine]);
        const gap = arrivals[1] - arrivals[0];
        assert.ok(gap > 990 && gap < 1000 + AT_ONCE_MS, `${gap} ms`);
      }),
    );
    await succeedsAfter(t, 2, [busy(429, "0"), fine]);
  });

  it("row 11: Retry-After past the deadline is HTTP_STATUS at once", async (t) => {
    for (const after of ["3600", String(DEADLINE_MS / 1000)]) {
      const error = await failsAfter(t, "HTTP_STATUS", 1, [busy(429, after), fine]);
      assert.equal(error.status, 429);
      assert.ok(error.took < AT_ONCE_MS, `${error.took} ms`);
    }
  });

  it("row 12: Retry-After as a date is honoured", async (t) => {
    const at = Math.ceil(Date.now() / 1000) * 1000 + 1000;
    const clock = [];
    await succeedsAfter(t, 2, [
      (response) => answer(response, busy(503, new Date(at).toUTCString())),
      (response) => (clock.push(Date.now()), answer(response, fine)),
    ]);
    assert.ok(clock[0] >= at - 10 && clock[0] < at + AT_ONCE_MS, `${clock[0] - at} ms after the date`);
  });

  it("row 12: a date past the deadline, 10⁹ seconds and more fail at once; a date that has passed does not", async (t) => {
    const hour = 3_600_000;
    for (const after of [new Date(Date.now() + hour).toUTCString(), "1000000000", "9".repeat(400)]) {
      const error = await failsAfter(t, "HTTP_STATUS", 1, [busy(503, after), fine]);
      assert.ok(error.took < AT_ONCE_MS, `${error.took} ms`);
    }
    await succeedsAfter(t, 2, [busy(503, new Date(Date.now() - hour).toUTCString()), fine]);
  });

  it("row 12: Retry-After that is garbage is ignored, whatever it may look like", async (t) => {
    // Honoured, each of them would be past the deadline.
    const garbage = [
      "3600 seconds",
      "+3600",
      "3600.5",
      "3.6e3",
      "0xE10",
      "PT1H",
      "tomorrow",
      "2099-01-01T00:00:00Z",
      "Thu Jan 01 2099",
      "-1",
      "",
    ];
    await Promise.all(garbage.map((after) => succeedsAfter(t, 2, [busy(503, after), fine])));
  });

  it("row 13: errcode -1 and -1000 in HTTP 200 are asked for again", async (t) => {
    await Promise.all(
      [-1, -1000].map(async (errcode) => {
        const step = { body: { errcode, errmsg: "system error" } };
        await succeedsAfter(t, 3, [step, step, fine]);
        const error = await failsAfter(t, "BUSY", 3, [step]);
        assert.deepEqual([error.errcode, error.retryable], [errcode, true]);
      }),
    );
  });
});

describe("fallbackBaseUrls", () => {
  it("are asked after a connection failed, in their order", async (t) => {
    const server = await scripted(t, fine);
    const fallbackBaseUrls = [await closedPort(), server.url];
    assert.equal((await ask(await closedPort(), { fallbackBaseUrls })).checksum, CHECKSUM);
    assert.equal(server.requests.length, 1);
  });

  it("are left alone after anything that the host itself answered", async (t) => {
    const other = await scripted(t, fine);
    for (const step of [{ status: 500 }, { body: { errcode: -1 } }, { body: "" }]) {
      await succeedsAfter(t, 3, [step, step, fine], { fallbackBaseUrls: [other.url] });
    }
    assert.equal(other.requests.length, 0);
  });

  it("give way to the first host again when they fail as well", async (t) => {
    const broken = (socket) => socket.destroy();
    const first = await connections(t, ...Array(PER_FETCH).fill(broken), (socket) => socket.end(RAW_REPLY));
    const second = await connections(t, broken);
    assert.equal((await ask(first.url, { fallbackBaseUrls: [second.url] })).checksum, CHECKSUM);
    assert.deepEqual([first.connections.length, second.connections.length], [PER_FETCH + 1, PER_FETCH]);
  });
});
