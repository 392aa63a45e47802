// What observers of operations have seen: events of onEvent, and messages of the channels.
import assert from "node:assert/strict";

import { CANARY_SIGNATURE, assertNoCanary } from "./calls.mjs";
import { packageOf, platform, sha256 } from "./border.mjs";

/** @import { Instead } from "./border.mjs" */
/** @import { TestContext } from "node:test" */
/** @import { OperationEvent } from "wechat-function-link" */

export const STAGES = ["start", "end", "asyncStart", "asyncEnd", "error"];

// A platform whose links have a signature to look for, and what it answers instead by the function's name.
/** @param {TestContext} t @param {{ link?: Instead, storage?: Instead }} [instead] */
export async function signing(t, { link = () => false, storage } = {}) {
  let origin = "";
  const server = await platform(t, {
    storage,
    link(name, response, arrived) {
      if (link(name, response, arrived)) return true;
      const url = `${origin}/${name}?sign=${CANARY_SIGNATURE}`;
      response.end(JSON.stringify({ errcode: 0, errmsg: "ok", url, checksum: sha256(packageOf(name)) }));
      return true;
    },
  });
  origin = server.url;
  return server;
}

// Answers a link request by an errcode.
/** @param {import("node:http").ServerResponse} response @param {number} errcode */
export function refuses(response, errcode) {
  response.end(JSON.stringify({ errcode, errmsg: `refused rid: 5f3c2a1b-0d9e8f7a-1b2c3d4e` }));
  return true;
}

// Records the events of one call or several.
export function recorder() {
  /** @type {OperationEvent[]} */
  const events = [];
  return { events, onEvent: (/** @type {OperationEvent} */ event) => void events.push(event) };
}

// Without the time, which it checks. Nothing that is shown of the value is a secret or an address.
/** @template {object} Facts @param {Facts} facts @returns {Omit<Facts, "milliseconds">} */
export function timeless(facts) {
  assertSecret(facts);
  const { milliseconds, ...rest } = /** @type {Facts & { milliseconds?: unknown }} */ (facts);
  if (milliseconds !== undefined)
    assert.ok(typeof milliseconds === "number" && milliseconds >= 0, String(milliseconds));
  return rest;
}

/** @param {object} value */
export function assertSecret(value) {
  assertNoCanary(value);
  assert.ok(!("result" in value) && !JSON.stringify(value).includes("//"), JSON.stringify(value));
}
