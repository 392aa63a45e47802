// The relay's list for the routes /environments and /functions, points 2 to 9.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, describe, it } from "node:test";

import { RUNTIME, startRelay, WISH } from "./client.mjs";
import { CANARY_TOKEN } from "./upstream.mjs";

const { env } = WISH;
const ROUTES = [
  ["environments", { authorizerAppid: "wx01" }, "/tcb/getenvinfo", {}],
  ["functions", { env, authorizerAppid: "wx01" }, "/tcb/listfunctions", { env, limit: 100, offset: 0 }],
];
const ALWAYS = {
  "content-type": "application/json",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store, no-transform",
};
const carries = (headers) => {
  for (const [name, value] of Object.entries(ALWAYS)) assert.equal(headers[name], value, name);
};
const json = (reply) => (_arrived, response) => response.end(JSON.stringify(reply)) && true;
const relay = await startRelay({ after });
const read = async (action, wish, rest) => {
  const answered = await relay.call(action, wish, rest);
  assert.equal(answered.status, 200, answered.shown);
  carries(answered.headers);
  return JSON.parse(answered.bytes);
};

for (const [action, wish, path, body] of ROUTES) {
  const at = { path: `/relay/${action}` };
  const refused = (status, code, given, rest) => relay.refused(status, code, given, { ...at, ...rest });

  describe(`points 2 and 3: /${action}`, () => {
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      it(`${method}: 405 with Allow`, async () => {
        const answered = await relay.call(action, "", { method });
        assert.deepEqual([answered.status, answered.headers.allow], [405, "POST"]);
      });
    }
    for (const [name, rest] of Object.entries({
      "a slash behind it": { path: `${at.path}/` },
      "another case": { path: at.path.toUpperCase() },
      "a name below it": { path: `${at.path}/${env}` },
    })) {
      it(`${name}: 404`, () => refused(404, "RELAY_REFUSED", wish, rest));
    }
    it("another media type: 415", async () => {
      for (const type of ["text/plain", "application/json; charset=utf-8", undefined]) {
        await refused(415, "RELAY_REFUSED", wish, { headers: { "content-type": type } });
      }
    });
    it("4096 bytes are read, 4097 are 413", async () => {
      await read(action, JSON.stringify(wish).padEnd(4096));
      await refused(413, "RELAY_REFUSED", JSON.stringify(wish).padEnd(4097));
    });
    it("another site, no site, Origin: null: 403", async () => {
      for (const headers of [
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        { "sec-fetch-site": undefined, origin: undefined },
        { "sec-fetch-site": undefined, origin: "https://evil.example" },
        { origin: "null" },
      ]) {
        const { headers: given } = await refused(403, "RELAY_REFUSED", wish, { headers });
        assert.deepEqual(
          Object.keys(given).filter((name) => name.startsWith("access-control-")),
          [],
        );
      }
    });
  });

  describe(`point 4: a body of /${action}`, () => {
    const malformed = {
      functionName: { ...wish, functionName: "login" },
      "a caller's own token": { ...wish, accessToken: "CALLERS-OWN" },
      "a caller's own url": { ...wish, baseUrl: "https://evil.example" },
      "an unknown key": { ...wish, surprise: 1 },
      pageSize: { ...wish, pageSize: 20 },
      __proto__: '{"env":"e","__proto__":{"env":"f"}}',
      "env twice": '{"env":"e","env":"e"}',
      "env as a number": { ...wish, env: 7 },
      "an empty env": { ...wish, env: "" },
      "a control character in env": { ...wish, env: "a\u0000" },
      "an empty appid": { ...wish, authorizerAppid: "" },
      "an appid of 65 bytes": { ...wish, authorizerAppid: "x".repeat(65) },
      "an array": [wish],
      nothing: "",
      ...(action === "environments"
        ? { limit: { limit: 20 }, offset: { offset: 0 } }
        : {
            "no env": {},
            "a limit of 0": { env, limit: 0 },
            "half a limit": { env, limit: 0.5 },
            "a limit that is a text": { env, limit: "20" },
            "a limit beyond 32 bits": { env, limit: 2 ** 32 },
            "an offset below 0": { env, offset: -1 },
            "an offset that is a text": { env, offset: "0" },
          }),
    };
    for (const [name, given] of Object.entries(malformed)) {
      it(`${name}: 400`, async () => {
        const { shown } = await refused(400, "INVALID_ARGUMENT", given);
        assert.doesNotMatch(shown, /CALLERS-OWN|evil\.example|surprise/, "nothing is echoed");
      });
    }
  });

  describe(`points 5 to 7: /${action}`, () => {
    it("sends the platform the documented request, and nothing of the caller's", async () => {
      relay.upstream.requests.length = 0;
      await read(action, wish, { headers: { authorization: "Bearer HOSTILE", "x-forwarded-for": "HOSTILE" } });
      const [{ method, url, headers, body: sent }, ...more] = relay.upstream.requests;
      assert.deepEqual([method, url, more], ["POST", `${path}?access_token=${encodeURIComponent(CANARY_TOKEN)}`, []]);
      assert.deepEqual(JSON.parse(sent), body);
      assert.equal(headers["content-length"], String(Buffer.byteLength(sent)));
      assert.doesNotMatch(JSON.stringify(headers), /HOSTILE|console-\d|session/);
    });

    for (const [errcode, code, retryable] of [
      [61007, "PERMISSION_DENIED", false],
      [45009, "QUOTA_EXCEEDED", false],
      [45011, "QUOTA_EXCEEDED", true],
      [-501005, "REJECTED", false],
    ]) {
      it(`answers errcode ${errcode} by 502 with errcode, errmsg and rid`, async (t) => {
        const rid = "5f3a0c1d-0a1b2c3d-4e5f6071";
        const own = await startRelay(t, { answer: json({ errcode, errmsg: `no rid: ${rid}` }) });
        const { status, headers, bytes } = await own.call(action, wish);
        assert.equal(status, 502);
        carries(headers);
        const { message, advice, errmsg, ...error } = JSON.parse(bytes).error;
        assert.deepEqual(error, { code, retryable, errcode, rid, peer: "platform" });
        assert.ok(message && advice && errmsg.startsWith("no"));
      });
    }

    it("answers what is not the documented reply by 502 PROTOCOL", async (t) => {
      const own = await startRelay(t, { config: { maxAttempts: 1 } });
      for (const reply of ["html", "cut-off", "missing-all", "list-object", "row-without-name", "deeply-nested"]) {
        own.upstream.sandbox.environmentsReply = reply;
        const { status, bytes } = await own.call(action, action === "functions" ? { env: `list-${reply}` } : {});
        assert.deepEqual([status, JSON.parse(bytes).error.code], [502, "PROTOCOL"], reply);
      }
    });

    it("answers a platform that is late by 504, and another host's redirect by 502", async (t) => {
      const late = await startRelay(t, { answer: () => new Promise(() => {}), config: { timeoutMs: 100 } });
      const { status, bytes } = await late.call(action, wish);
      assert.deepEqual([status, JSON.parse(bytes).error.code], [504, "TIMEOUT"]);
      const redirect = (_arrived, response) =>
        response.writeHead(302, { location: "https://CANARY.example" }).end() && true;
      const moved = await startRelay(t, { answer: redirect });
      const answered = await moved.call(action, wish);
      assert.deepEqual([answered.status, JSON.parse(answered.bytes).error.code], [502, "REDIRECT_REFUSED"]);
    });

    const echoed = `access_token=${encodeURIComponent(CANARY_TOKEN)} ${CANARY_TOKEN} ?sign=q-signature%3DCANARY`;
    for (const [name, answer] of Object.entries({
      "an errmsg": json({ errcode: 61007, errmsg: `no ${echoed} rid: 5f3a0c1d-0a1b2c3d-4e5f6071` }),
      "a page of HTML": (_arrived, response) => response.end(`<!DOCTYPE html>${echoed}`) && true,
      "a status line and headers": (_arrived, response) =>
        response.writeHead(500, "CANARY", { "x-echo": "CANARY" }).end(encodeURIComponent(echoed)) && true,
      "a reset": (_arrived, response) => response.destroy() && true,
    })) {
      it(`shows no secret of ${name}`, async (t) => {
        const own = await startRelay(t, { answer, config: { maxAttempts: 1 } });
        assert.equal((await own.call(action, wish)).status, 502); // `call` searches the response
        assert.deepEqual(own.upstream.secretsIn(JSON.stringify(await own.audit())), []);
        assert.deepEqual(await own.written(), []);
      });
    }
    if (action === "functions") {
      it("shows no token of a reason of a status", async (t) => {
        const row = {
          name: "login",
          status: "CreateFailed",
          status_reason: { errcode: -1, errmsg: `no ${CANARY_TOKEN}` },
        };
        const own = await startRelay(t, { answer: json({ errcode: 0, functions: [row] }) });
        const [shown] = JSON.parse((await own.call(action, wish)).bytes).functions;
        assert.equal(shown.statusReason[0].errcode, -1);
        assert.match(shown.statusReason[0].errmsg, /^no .*redacted/);
      });
    }
    for (const accessToken of ["throws the token", "resolves to nothing"]) {
      it(`is TOKEN_REJECTED where the provider ${accessToken}`, async (t) => {
        const own = await startRelay(t, { config: { accessToken } });
        const { status, bytes } = await own.call(action, wish);
        assert.deepEqual([status, JSON.parse(bytes).error.code], [502, "TOKEN_REJECTED"]);
        assert.equal(own.upstream.requests.length, 0);
      });
    }
  });

  describe(`points 8 and 9: /${action}`, () => {
    it("counts in the limits together with links", async (t) => {
      const own = await startRelay(t, { config: { limits: { requestsPerMinute: 2 } } });
      await own.accepted(WISH);
      assert.equal((await own.call(action, wish)).status, 200);
      const { headers } = await own.refused(429, "RELAY_REFUSED", wish, at);
      assert.match(headers["retry-after"], /^[1-9]\d*$/);
    });

    if (RUNTIME !== "workerd") {
      it("ends upstream where the caller leaves, and makes room", { timeout: 20_000 }, async (t) => {
        let arrive;
        const arrived = new Promise((resolve) => (arrive = resolve));
        const answer = (_arrived, response) => {
          // In an object: a promise that resolves to a promise would wait for it.
          arrive({ closed: once(response, "close") });
          return new Promise(() => {});
        };
        const own = await startRelay(t, { answer, config: { limits: { inFlight: 1 } } });
        const leaving = new AbortController();
        const gone = assert.rejects(own.call(action, wish, { signal: leaving.signal }), { name: "AbortError" });
        const { closed } = await arrived;
        leaving.abort();
        await Promise.all([closed, gone]);
        const [{ action: noted, status, code }] = await own.audit();
        assert.deepEqual([noted, status, code], [action, 499, "ABORTED"]);
      });
    }

    it("has one entry for each request: who, merchant, environment, outcome", async (t) => {
      const own = await startRelay(t);
      await own.call(action, wish);
      await own.call(action, { ...wish, env: "nothing" });
      await own.call(action, { ...wish, surprise: "first\nsecond" });
      await own.call(action, wish, { headers: { cookie: undefined } });
      const entries = (await own.audit()).map(({ at: time, rid, ...entry }) => {
        assert.equal(new Date(time).toISOString(), time);
        return entry;
      });
      const failed = { status: 502, code: "REJECTED", errcode: -501005 };
      assert.deepEqual(entries, [
        { action, ...wish, id: "operator", status: 200 },
        { action, ...wish, env: "nothing", id: "operator", ...failed },
        { action, status: 400, code: "INVALID_ARGUMENT" },
        { action, ...wish, status: 401, code: "RELAY_REFUSED" },
      ]);
    });
  });
}
