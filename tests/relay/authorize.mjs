// Point 1 of the relay's list: only callers that authorize names reach the platform.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { startRelay, WISH } from "./client.mjs";

describe("point 1: construction refuses what would make an open or a broken relay", () => {
  const sound = { authorize: "function", accessToken: "function" };
  for (const [name, options, told] of [
    ["no options", null, /options must be an object/],
    ["no authorize", { accessToken: "function" }, /options\.authorize must be a function/],
    ["authorize that is no function", { ...sound, authorize: true }, /options\.authorize must be a function/],
    ["no accessToken", { authorize: "function" }, /options\.accessToken must be a function/],
    ["a fixed token", { ...sound, accessToken: "CANARY" }, /options\.accessToken must be a function/],
    ["audit that is no function", { ...sound, audit: {} }, /options\.audit must be a function/],
    ["fetch that is no function", { ...sound, fetch: {} }, /options\.fetch must be a function/],
    ["a basePath without a slash", { ...sound, basePath: "relay" }, /options\.basePath must begin with a slash/],
    ["a basePath with a query", { ...sound, basePath: "/relay?x" }, /options\.basePath must not hold a query/],
    ["an origin with a slash", { ...sound, origin: "https://console.example/" }, /options\.origin must be an origin/],
    ["an origin in another case", { ...sound, origin: "https://Console.example" }, /options\.origin must be an origin/],
    ["revealUrl that is no boolean", { ...sound, revealUrl: "no" }, /options\.revealUrl must be a boolean/],
    [
      "allowNonBrowser that is no boolean",
      { ...sound, allowNonBrowser: "no" },
      /options\.allowNonBrowser must be a boolean/,
    ],
    ["limits that are no object", { ...sound, limits: 60 }, /options\.limits must be an object/],
    ["limits that are 0", { ...sound, limits: 0 }, /options\.limits must be an object/],
    ["limits that are null", { ...sound, limits: null }, /options\.limits must be an object/],
    [
      "limits of no request",
      { ...sound, limits: { requestsPerMinute: 0 } },
      /options\.limits\.requestsPerMinute must be a whole number/,
    ],
    [
      "limits of half a request",
      { ...sound, limits: { inFlight: 0.5 } },
      /options\.limits\.inFlight must be a whole number/,
    ],
    ["limits of another name", { ...sound, limits: { perMinute: 60 } }, /options\.limits must hold/],
    ["a store that is no object", { ...sound, limits: { store: "redis" } }, /options\.limits\.store must be an object/],
    ["a store that is null", { ...sound, limits: { store: null } }, /options\.limits\.store must be an object/],
    ["a store without take", { ...sound, limits: { store: { take: 1 } } }, /options\.limits\.store must be an object/],
    ["another fallback", { ...sound, limits: { onStoreError: "allow" } }, /options\.limits\.onStoreError must be/],
    ["a destination", { ...sound, to: {} }, /options\.to must be left out/],
    ["a signal", { ...sound, signal: {} }, /options\.signal must be left out/],
    ["a relay behind the relay", { ...sound, relay: "/relay" }, /options\.relay must be left out/],
  ]) {
    it(name, async (t) => {
      const relay = await startRelay(t);
      const thrown = await relay.construct(options);
      assert.equal(thrown.name, "TypeError");
      assert.match(thrown.message, told);
      assert.doesNotMatch(thrown.message, /CANARY/);
    });
  }

  it("what is sound is taken", async (t) => {
    const relay = await startRelay(t);
    const options = {
      ...sound,
      audit: "function",
      basePath: "/a/b",
      origin: "https://console.example:8443",
      limits: { inFlight: 1 },
    };
    for (const taken of [sound, options]) assert.deepEqual(await relay.construct(taken), {});
  });
});

describe("point 1: whom authorize does not name is refused, and nothing goes upstream", () => {
  for (const [authorize, status] of [
    ["throws", 401],
    ["rejects", 401],
    ["resolves to null", 401],
    ["resolves to nothing", 401],
    ["resolves to false", 403],
    ["resolves to true", 403],
    ["resolves to a text", 403],
    ["resolves to an array", 403],
    ["resolves to an object without id", 403],
    ["resolves to an empty id", 403],
    ["resolves to a number as id", 403],
    ["resolves to an id object", 403],
  ]) {
    it(`authorize ${authorize}: ${status}`, async (t) => {
      const relay = await startRelay(t, { config: { authorize } });
      const { shown } = await relay.refused(status, "RELAY_REFUSED", WISH);
      assert.doesNotMatch(shown, /session/, "its own words go nowhere");
      assert.equal((await relay.call("download", WISH)).status, status);
      assert.equal((await relay.call("environments", {})).status, status);
      assert.equal((await relay.call("functions", { env: WISH.env })).status, status);
      assert.equal(relay.upstream.requests.length, 0);
    });
  }
});

describe("point 1: authorize", () => {
  const of = (given) => startRelay({ after }, { config: { authorize: given } });

  for (const [action, wish, passed = wish] of [
    ["link", WISH],
    ["link", { ...WISH, authorizerAppid: "wx01" }],
    ["download", { ...WISH, authorizerAppid: "wx01" }],
    ["environments", {}],
    ["environments", { env: WISH.env, authorizerAppid: "wx01" }],
    ["functions", { env: WISH.env, authorizerAppid: "wx01" }],
    ["functions", { env: WISH.env, limit: 1, offset: 2 }, { env: WISH.env }],
  ]) {
    it(`gets the request and what it is for: ${action} of ${JSON.stringify(wish)}`, async (t) => {
      const relay = await startRelay(t, { config: { authorize: "tells what it was asked" } });
      assert.equal((await relay.call(action, wish)).status, 200);
      const [{ id }] = await relay.audit();
      assert.equal(id, `POST ${JSON.stringify({ action, ...passed })}`);
    });
  }

  it("is asked for an outcome as for its download", async () => {
    const relay = await of("tells what it was asked");
    await relay.call("outcome", { ...WISH, downloadId: "unknown" });
    const [{ id, action }] = await relay.audit();
    assert.deepEqual([action, id], ["outcome", `POST ${JSON.stringify({ action: "download", ...WISH })}`]);
  });

  it("no cookie, or another: 401", async () => {
    const relay = await of("cookie");
    await relay.refused(401, "RELAY_REFUSED", WISH, { headers: { cookie: undefined } });
    await relay.refused(401, "RELAY_REFUSED", WISH, { headers: { cookie: "other=operator" } });
  });
});
