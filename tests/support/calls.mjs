// Helpers of most tests of a call: a sound request, a sound reply, and a checked rejection.
import assert from "node:assert/strict";
import { inspect } from "node:util";

import { FunctionLinkError, getFunctionLink } from "wechat-function-link";

/** @import { CallOptions } from "wechat-function-link" */

// Secrets to search for in every text of an error. Both need percent-encoding, so both spellings count.

export const CANARY_TOKEN = "canary+token/77_4f1b==";
export const CANARY_SIGNATURE = "canarysignature0c9d";

export const CHECKSUM = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
export const request = { accessToken: CANARY_TOKEN, env: "test-777bb9", functionName: "login" };
export const reply = {
  errcode: 0,
  errmsg: "ok",
  url: `https://lambdash-1253665810.cos.ap-shanghai.myqcloud.com/a/b/login_LATEST.zip?sign=${encodeURIComponent(
    `q-sign-algorithm=sha1&q-sign-time=1557989753;1557999813&q-signature=${CANARY_SIGNATURE}`,
  )}`,
  checksum: CHECKSUM,
};

/** @param {unknown} value @param {number} [depth] @returns {string} */
export function everythingShown(value, depth = 0) {
  if (depth > 5 || value === null || typeof value !== "object") return String(value);
  const fields = /** @type {{ [name: string | symbol]: unknown }} */ (value);
  const own = Reflect.ownKeys(value).map((key) => everythingShown(fields[key], depth + 1));
  const named = ["message", "stack", "cause", "name"].map((name) => everythingShown(fields[name], depth + 1));
  let json = "";
  try {
    json = JSON.stringify(value);
  } catch {}
  return [String(value), json, inspect(value, { depth: 9, showHidden: true }), ...own, ...named].join("\n");
}

/** @param {unknown} value */
export function assertNoCanary(value) {
  const shown = everythingShown(value);
  for (const canary of [CANARY_TOKEN, encodeURIComponent(CANARY_TOKEN), CANARY_SIGNATURE]) {
    assert.ok(!shown.includes(canary), `${canary} is shown: ${shown}`);
  }
}

// Awaits the rejection, checks the properties of every FunctionLinkError, and returns it.
/** @param {Promise<unknown>} promise @param {string} code */
export async function rejection(promise, code) {
  const error = await promise.then(
    (value) => assert.fail(`resolved to ${inspect(value)}`),
    (reason) => reason,
  );
  assertNoCanary(error);
  assert.ok(error instanceof FunctionLinkError, inspect(error));
  assert.ok(error instanceof Error && FunctionLinkError.is(error));
  assert.equal(error.name, "FunctionLinkError");
  assert.equal(error.code, code, error.message);
  assert.ok(typeof error.retryable === "boolean" && error.advice.length > 10 && error.message.length > 5);
  return error;
}

// One attempt, unless a test takes more: most tests are about one response.
/** @param {string} baseUrl @param {object} [changes] @param {CallOptions} [options] */
export const call = (baseUrl, changes = {}, options = {}) =>
  getFunctionLink({ ...request, ...changes }, { baseUrl, maxAttempts: 1, ...options });
