// A fresh copy of the package: it checks a runtime's features once.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { FunctionLinkError } from "wechat-function-link";

/** @import { TestContext } from "node:test" */

/** @typedef {typeof import("node:crypto")} Crypto */

const require = createRequire(import.meta.url);
// The installed package's.
export const folder = dirname(require.resolve("wechat-function-link/package.json"));

/** @param {string} [name] */
export const freshCopy = (name = "index") => freshPackage(name);

// The functions of several entries, all of one fresh copy.
/** @param {string[]} names */
export function freshPackage(...names) {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(folder)) delete require.cache[path];
  }
  return Object.assign({}, ...names.map((name) => require(join(folder, `${name}.cjs`))));
}

// Replaces a property's value until the test ends, or until the returned function is called: Deno ends a test of a suite with
// the suite.
/** @param {TestContext} t @param {object} owner @param {string | symbol} name @param {unknown} value */
export function replaced(t, owner, name, value) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  let isReplaced = true;
  const restore = () => {
    if (!isReplaced) return;
    isReplaced = false;
    if (before) Object.defineProperty(owner, name, before);
    else Reflect.deleteProperty(owner, name);
  };
  t.after(restore);
  return restore;
}

// Asserts INVALID_ARGUMENT, of any copy of the package.
/** @param {Promise<unknown>} promise @param {RegExp} words */
export async function invalid(promise, words) {
  const error = await promise.then(
    (value) => assert.fail(`resolved to ${value}`),
    (reason) => reason,
  );
  assert.ok(FunctionLinkError.is(error), String(error));
  assert.deepEqual([error.code, error.name], ["INVALID_ARGUMENT", "FunctionLinkError"], error.message);
  assert.match(error.message, words);
  return error;
}

// A `createHash` with the runtime's hash that records its input.
export const noting =
  (/** @type {unknown[]} */ updates) => (/** @type {Crypto} */ crypto, /** @type {string} */ name) => {
    const hash = crypto.createHash(name);
    const { update } = hash;
    const noted = (/** @type {NodeJS.ArrayBufferView} */ data) => (updates.push(data), update.call(hash, data));
    return Object.assign(hash, { update: noted });
  };
