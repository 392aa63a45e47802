// Row 84: a Retry-After of 0, in the past or unreadable does not spend the attempts at once: the back-off is the minimum.
import assert from "node:assert/strict";
import { it } from "node:test";

import { downloadFunction, getFunctionLink } from "wechat-function-link";

import { asks, fails, packageOf, sha256 } from "../support/border.mjs";
import { replaced } from "../support/fresh.mjs";
import { httpServer } from "../support/server.mjs";

const AFTER = {
  "0 seconds": "0",
  "000": "000",
  "a date that has passed": "Sun, 06 Nov 1994 08:49:37 GMT",
  "the present second": () => new Date().toUTCString(),
  "a negative number": "-1",
  garbage: "now",
  none: undefined,
};
// The longest waits after the first, second and third attempt, nearly all of which this random number takes.
const BACK_OFF_MS = [200, 400, 800];
const RANDOM = 0.99;

// Timers count whole milliseconds and may end one early.
function waited(arrivals) {
  assert.equal(arrivals.length, BACK_OFF_MS.length + 1);
  BACK_OFF_MS.forEach((longest, index) => {
    const gap = arrivals[index + 1] - arrivals[index];
    assert.ok(gap >= longest * RANDOM - 2, `${gap} ms before attempt ${index + 2}`);
  });
}

// Responds to every POST with a link to itself and to every GET with this status, or to every request with it.
async function busy(t, after, status, linked) {
  const arrivals = [];
  const server = await httpServer(t, ({ method, url }, response) => {
    if (method === "POST" && linked) {
      const link = { errcode: 0, errmsg: "ok", url: `${server.url}/a?sign=x`, checksum: sha256(packageOf("a")) };
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(link));
    }
    arrivals.push(performance.now());
    const value = typeof after === "function" ? after() : after;
    const body = url.startsWith("/relay")
      ? '{"error":{"code":"RELAY_REFUSED","message":"too many","advice":"wait","retryable":true}}'
      : "";
    return response
      .writeHead(status, {
        "content-type": "application/json",
        ...(value === undefined ? {} : { "retry-after": value }),
      })
      .end(body);
  });
  return { ...server, arrivals };
}

for (const [what, after] of Object.entries(AFTER)) {
  it(`row 84: Retry-After: ${what}`, async (t) => {
    replaced(t, Math, "random", () => RANDOM);
    const options = { maxAttempts: BACK_OFF_MS.length + 1 };
    const [api, storage, relay] = await Promise.all([
      busy(t, after, 503),
      busy(t, after, 503, true),
      busy(t, after, 429),
    ]);
    await Promise.all([
      fails(getFunctionLink(asks("a"), { ...options, baseUrl: api.url }), "HTTP_STATUS"),
      fails(
        downloadFunction(asks("a"), { ...options, baseUrl: storage.url, allowedHosts: ["127.0.0.1"] }),
        "HTTP_STATUS",
      ),
      fails(
        getFunctionLink({ env: "e", functionName: "a" }, { ...options, relay: `${relay.url}/relay` }),
        "RELAY_REFUSED",
      ),
    ]);
    for (const { arrivals } of [api, storage, relay]) waited(arrivals);
  });
}
