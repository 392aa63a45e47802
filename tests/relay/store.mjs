// Point 8 of the relay's list, where the operator's store counts the requests: limits.store and limits.onStoreError.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { RUNTIME, startRelay, WISH } from "./client.mjs";

const as = (name) => ({ headers: { cookie: `session=${name}` } });
const limits = { requestsPerMinute: 1, inFlight: null };

describe("point 8: a store counts the requests of a caller", () => {
  it("beyond its limit: 429 with its time in whole seconds; its key is authorize's id", async (t) => {
    const relay = await startRelay(t, { config: { store: "allows three", limits } });
    for (const name of ["one", "one", "another"]) await relay.accepted(WISH, as(name));
    const { headers, error } = await relay.refused(429, "RELAY_REFUSED", WISH, as("one"));
    assert.equal(headers["retry-after"], "3");
    assert.match(error.message, /too many requests/);
    assert.equal((await relay.call("download", WISH, as("one"))).status, 429);
    const keys = (await relay.taken()).map(({ key }) => key);
    assert.deepEqual(keys, ["one", "one", "another", "one", "one"]);
    const [, , , refused] = await relay.audit();
    assert.deepEqual([refused.id, refused.status, refused.code], ["one", 429, "RELAY_REFUSED"]);
  });

  for (const store of ["refuses for no time", "refuses for 1 ms", "refuses for less than nothing"]) {
    it(`a store that ${store}: Retry-After is at least 1`, async (t) => {
      const relay = await startRelay(t, { config: { store, limits } });
      const { headers } = await relay.refused(429, "RELAY_REFUSED", WISH);
      assert.equal(headers["retry-after"], "1");
    });
  }

  it("requestsPerMinute does not count where the store allows", async (t) => {
    const relay = await startRelay(t, { config: { store: "allows later", limits } });
    for (let count = 0; count < 5; count++) await relay.accepted(WISH);
  });

  it("it is not asked for callers without a name, nor for malformed requests, nor beyond inFlight", async (t) => {
    let open;
    const opened = new Promise((resolve) => (open = resolve));
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    const answer = async () => {
      arrive();
      await opened;
      return false;
    };
    const relay = await startRelay(t, { answer, config: { store: "allows later", limits: { inFlight: 1 } } });
    await relay.refused(400, "INVALID_ARGUMENT", "{}");
    await relay.refused(401, "RELAY_REFUSED", WISH, { headers: { cookie: undefined } });
    const first = relay.call("link", WISH);
    await arrived;
    await relay.refused(429, "RELAY_REFUSED", WISH);
    open();
    assert.equal((await first).status, 200);
    assert.equal((await relay.taken()).length, 1);
  });

  it("a refused request makes room again", async (t) => {
    const relay = await startRelay(t, { config: { store: "refuses for 1 ms", limits: { inFlight: 1 } } });
    for (let count = 0; count < 3; count++) await relay.refused(429, "RELAY_REFUSED", WISH);
    const failing = await startRelay(t, { config: { store: "throws", limits: { inFlight: 1 } } });
    for (let count = 0; count < 3; count++) await failing.refused(503, "RELAY_REFUSED", WISH);
  });
});

describe("point 8: a store that fails", () => {
  for (const store of [
    "throws",
    "rejects",
    "rejects as a limiter does",
    "resolves to nothing",
    "resolves to true",
    "resolves to a text",
    "refuses for a text",
    "refuses for ever",
    "has a getter that throws",
  ]) {
    it(`${store}: 503, and nothing upstream; in memory where the operator says so`, async (t) => {
      const relay = await startRelay(t, { config: { store, limits } });
      for (let count = 0; count < 3; count++) {
        const { headers, error, shown } = await relay.refused(503, "RELAY_REFUSED", WISH);
        assert.equal(headers["retry-after"], undefined);
        assert.match(error.message, /store of limits/);
        assert.doesNotMatch(shown, /CANARY/);
      }
      const [entry] = await relay.audit();
      assert.deepEqual([entry.status, entry.code], [503, "RELAY_REFUSED"]);
      assert.deepEqual(await relay.written(), []);

      const lenient = await startRelay(t, { config: { store, limits: { ...limits, onStoreError: "memory" } } });
      await lenient.accepted(WISH);
      const { headers } = await lenient.refused(429, "RELAY_REFUSED", WISH);
      assert.ok(Number(headers["retry-after"]) >= 1 && Number(headers["retry-after"]) <= 60, headers["retry-after"]);
      assert.equal((await lenient.taken()).length, 2, "it is asked again each time");
    });
  }

  it("is silent: after 5 seconds the same, and its signal aborts", async (t) => {
    const relay = await startRelay(t, { config: { store: "is silent", limits } });
    const lenient = await startRelay(t, {
      config: { store: "is silent", limits: { ...limits, onStoreError: "memory" } },
    });
    const start = performance.now();
    await Promise.all([relay.refused(503, "RELAY_REFUSED", WISH), lenient.accepted(WISH)]);
    const took = performance.now() - start;
    assert.ok(took > 4900, `${took} ms`);
    assert.deepEqual(await relay.taken(), [{ key: "operator", left: true }]);
  });

  // workerd notices a disconnect only when it writes.
  if (RUNTIME === "workerd") return;

  it("a caller who leaves aborts the store's signal, and nothing goes upstream", { timeout: 20_000 }, async (t) => {
    for (const fallback of [{}, { onStoreError: "memory" }]) {
      const relay = await startRelay(t, { config: { store: "is silent", limits: { ...limits, ...fallback } } });
      const leaving = new AbortController();
      const gone = assert.rejects(relay.call("link", WISH, { signal: leaving.signal }), { name: "AbortError" });
      while ((await relay.taken()).length === 0);
      leaving.abort();
      await gone;
      const start = performance.now();
      let entries = [];
      while (entries.length === 0) entries = await relay.audit();
      assert.ok(performance.now() - start < 4500, "before the store's time is over");
      assert.deepEqual([entries[0].status, entries[0].code], [499, "ABORTED"]);
      assert.deepEqual(await relay.taken(), [{ key: "operator", left: true }]);
      assert.equal(relay.upstream.requests.length, 0);
    }
  });
});
