// A relay in the runtime that RELAY_RUNTIME names, and a client below fetch, which sends whatever headers it likes.
import assert from "node:assert/strict";
import { request } from "node:http";

import { startUpstream } from "./upstream.mjs";

export const RUNTIME = process.env.RELAY_RUNTIME ?? "node";
const { start } = await import(`./servers/${RUNTIME}.mjs`);

export const WISH = { env: "test-777bb9", functionName: "login" };

// Sends a request and reads the response to its end, clean or not. `pieces` are sent chunked, one after the other.
export function send(origin, { method = "POST", path, headers = {}, body, pieces, onResponse, signal }) {
  return new Promise((resolve, reject) => {
    const sending = request(origin, { method, path, headers, agent: false, signal });
    sending.on("error", reject);
    sending.on("response", (response) => {
      sending.off("error", reject).on("error", () => {}); // Bun ends a response that breaks by a reset
      const received = [];
      onResponse?.(response, sending);
      response.on("data", (piece) => received.push(piece));
      response.on("error", () => {}); // `complete` shows the result
      response.on("close", () => {
        const bytes = Buffer.concat(received);
        const { statusCode: status, statusMessage, complete, rawHeaders } = response;
        const shown = [status, statusMessage, ...rawHeaders].join("\n") + bytes.toString("latin1");
        resolve({ status, headers: response.headers, complete, bytes, shown });
        sending.destroy();
      });
    });
    if (pieces) {
      for (const piece of pieces) sending.write(piece);
    }
    // A declared length that is not reached leaves the request open on purpose.
    const declared = Number(headers["content-length"] ?? 0);
    const written = (pieces ?? []).reduce((sum, piece) => sum + piece.length, 0);
    if (declared <= written) sending.end(body);
  });
}

// `config` is app.mjs's. The limits are high, since most tests do not test them.
export async function startRelay(t, { answer, config } = {}) {
  const upstream = await startUpstream(t, answer);
  const limits = { requestsPerMinute: null, inFlight: null };
  const { origin, close } = await start({ ...upstream.config, limits, ...config });
  t.after(close);
  const usual = {
    cookie: "session=operator",
    origin,
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
  };

  // A header that is undefined is left out.
  async function call(action, wish, { headers, ...rest } = {}) {
    const sent = Object.fromEntries(
      Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined),
    );
    const body = rest.pieces ? undefined : typeof wish === "string" ? wish : JSON.stringify(wish);
    const answered = await send(origin, { path: `/relay/${action}`, headers: sent, body, ...rest });
    assert.deepEqual(upstream.secretsIn(answered.shown), []);
    return answered;
  }

  // A call that the relay has to refuse before it sends anything upstream.
  async function refused(status, code, wish, rest) {
    const before = upstream.requests.length;
    const answered = await call("link", wish, rest);
    assert.equal(answered.status, status, answered.shown);
    const { error } = JSON.parse(answered.bytes);
    assert.equal(error.code, code);
    assert.ok(error.message && error.advice, "it says why, and what to do");
    assert.equal(error.retryable, status === 429 || status === 503);
    assert.equal(upstream.requests.length, before, "nothing was sent upstream");
    return { ...answered, error };
  }

  async function accepted(wish, rest) {
    const answered = await call("link", wish, rest);
    assert.equal(answered.status, 200, answered.shown);
    return answered;
  }

  const told = async (path) => JSON.parse((await send(origin, { method: "GET", path })).bytes);
  // Deno's own notice about request signals is not the relay's.
  const written = async () => (await told("/written")).filter((line) => !line.startsWith("Deno.serve: request.signal"));
  const construct = async (options) => {
    const { bytes } = await send(origin, {
      path: "/construct",
      body: JSON.stringify(options),
      headers: { "content-type": "application/json" },
    });
    return JSON.parse(bytes);
  };
  const [audit, taken] = ["/audit", "/taken"].map((path) => () => told(path));
  return { origin, upstream, call, refused, accepted, audit, taken, written, construct };
}
