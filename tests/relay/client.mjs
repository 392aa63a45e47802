// A console with its relay, and a client below fetch, which sends whatever headers it likes.
import assert from "node:assert/strict";
import { request } from "node:http";

import { startConsole } from "../../www/serve.mjs";
import { startUpstream } from "./upstream.mjs";

export const WISH = { env: "test-777bb9", functionName: "login" };

// Sends and reads to the end, clean or not. `pieces` travel chunked, one after the other.
export function send(origin, { method = "POST", path, headers = {}, body, pieces, onResponse, signal }) {
  return new Promise((resolve, reject) => {
    const sending = request(origin, { method, path, headers, agent: false, signal });
    sending.on("error", reject);
    sending.on("response", (response) => {
      const received = [];
      onResponse?.(response, sending);
      response.on("data", (piece) => received.push(piece));
      response.on("error", () => {}); // what it means is told by `complete`
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

// What a page of the console sends.
export async function startRelay(t, { answer, relayOptions } = {}) {
  const upstream = await startUpstream(t, answer);
  const server = await startConsole({ relayOptions: { ...upstream.relayOptions, ...relayOptions } });
  t.after(() => server.close());
  const { origin } = server;
  const signedIn = await send(origin, { method: "GET", path: server.url.slice(origin.length) });
  const cookie = signedIn.headers["set-cookie"][0].split(";")[0];
  const usual = { cookie, origin, "sec-fetch-site": "same-origin", "content-type": "application/json" };

  // A header that is undefined is left out.
  async function call(action, wish, { headers, ...rest } = {}) {
    const sent = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined));
    const body = rest.pieces ? undefined : typeof wish === "string" ? wish : JSON.stringify(wish);
    const answered = await send(origin, { path: `/relay/${action}`, headers: sent, body, ...rest });
    assert.deepEqual(upstream.secretsIn(answered.shown), []);
    return answered;
  }

  // A call that has to be refused before anything is sent upstream.
  async function refused(status, code, wish, rest) {
    const before = upstream.requests.length;
    const answered = await call("link", wish, rest);
    assert.equal(answered.status, status, answered.shown);
    const { error } = JSON.parse(answered.bytes);
    assert.equal(error.code, code);
    assert.ok(error.message && error.advice, "it says why, and what to do");
    assert.equal(error.retryable, false);
    assert.equal(upstream.requests.length, before, "nothing was sent upstream");
    return { ...answered, error };
  }

  async function accepted(wish, rest) {
    const answered = await call("link", wish, rest);
    assert.equal(answered.status, 200, answered.shown);
    return answered;
  }

  return { ...server, cookie, upstream, call, refused, accepted };
}
