// A copy of the package that has looked at nothing yet: what a runtime can do is looked at once.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { FunctionLinkError } from "wechat-function-link";

const require = createRequire(import.meta.url);
const folder = dirname(require.resolve("wechat-function-link/package.json"));

export const freshCopy = (name = "index") => freshPackage(name);

// The functions of several entries, all of one fresh copy.
export function freshPackage(...names) {
  for (const path of Object.keys(require.cache)) {
    if (path.startsWith(folder)) delete require.cache[path];
  }
  return Object.assign({}, ...names.map((name) => require(join(folder, `${name}.cjs`))));
}

// Puts another value in a property's place until the test ends, or until what comes back is called: Deno ends a test of a suite with
// the suite.
export function replaced(t, owner, name, value) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  let isReplaced = true;
  const restore = () => {
    if (!isReplaced) return;
    isReplaced = false;
    if (before) Object.defineProperty(owner, name, before);
    else delete owner[name];
  };
  t.after(restore);
  return restore;
}

// An INVALID_ARGUMENT, of whichever copy.
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

// A `createHash` of the runtime's own hash, which notes what it is given.
export const noting = (updates) => (crypto, name) => {
  const hash = crypto.createHash(name);
  const { update } = hash;
  return Object.assign(hash, { update: (data) => (updates.push(data), update.call(hash, data)) });
};
