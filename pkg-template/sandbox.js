// The sandbox: the documented endpoint and a storage host in one fetch-like handler.
import { Counter } from "./sandbox/counter.js";
import { defaultFunctions } from "./sandbox/functions.js";
import { requireFunctions, requireOptions, requireTokens } from "./sandbox/known.js";
import { PackageShelf } from "./sandbox/packages.js";
import { answerCall, CALL_PATH } from "./sandbox/platform.js";
import { Storage } from "./sandbox/storage.js";

/** @import { Sandbox, SandboxOptions } from "./sandbox.d.ts" */

/** @param {SandboxOptions} [options] @returns {Sandbox} */
export function createSandbox(options = {}) {
  requireOptions(options);
  const functions = options.functions ?? defaultFunctions();
  /** @type {Sandbox["accessTokens"]} */
  const accessTokens = options.accessTokens ?? {
    "sandbox-access-token": "valid",
    "sandbox-expired-token": "expired",
  };
  requireFunctions(functions);
  requireTokens(accessTokens);
  const now = options.now ?? Date.now;
  const shelf = new PackageShelf();
  const calls = new Counter();
  const storage = new Storage({ shelf, now, linkLifetimeSeconds: options.linkLifetimeSeconds ?? 10_060 });

  // Servers pass another second argument to their handler: `init` counts only after a URL.
  /** @param {Request | string | URL} input @param {RequestInit} [init] */
  async function sandboxFetch(input, init) {
    const request = input instanceof Request ? input : new Request(input, init);
    request.signal?.throwIfAborted();
    const url = new URL(request.url);
    if (url.pathname.endsWith(CALL_PATH)) {
      return answerCall(request, url, { functions, accessTokens, shelf, storage, calls });
    }
    return storage.answer(request, url, functions);
  }

  return { fetch: sandboxFetch, functions, accessTokens };
}
