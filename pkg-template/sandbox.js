// The sandbox: the platform's interfaces and a storage host in one fetch-like handler.
import { Counter } from "./sandbox/counter.js";
import { defaultEnvironments, defaultFunctions } from "./sandbox/functions.js";
import {
  requireEnvironments,
  requireFunctions,
  requireOptions,
  requireQuotas,
  requireTokens,
} from "./sandbox/known.js";
import { Merchants } from "./sandbox/merchants.js";
import { PackageShelf } from "./sandbox/packages.js";
import { interfaceOf } from "./sandbox/paths.js";
import { answerCall } from "./sandbox/platform.js";
import { Quotas } from "./sandbox/quotas.js";
import { Storage } from "./sandbox/storage.js";

/** @import { Sandbox, SandboxOptions, SandboxRequest } from "./sandbox.d.ts" */

export { sandboxMerchants } from "./sandbox/many-merchants.js";

/** @param {SandboxOptions} [options] @returns {Sandbox} */
export function createSandbox(options = {}) {
  requireOptions(options);
  const { now = Date.now, linkLifetimeSeconds = 10_060, latencyMs = 0, onRequest } = options;
  const sandbox = {
    fetch: sandboxFetch,
    functions: options.functions ?? defaultFunctions(),
    environments: options.environments ?? (options.functions ? [] : defaultEnvironments()),
    environmentsReply: options.environmentsReply,
    quotas: options.quotas ?? {},
    accessTokens: options.accessTokens ?? {
      "sandbox-access-token": /** @type {const} */ ("valid"),
      "sandbox-expired-token": /** @type {const} */ ("expired"),
    },
  };
  requireFunctions(sandbox.functions);
  requireEnvironments(sandbox.environments);
  requireQuotas(sandbox.quotas);
  requireTokens(sandbox.accessTokens);
  const shelf = new PackageShelf();
  const storage = new Storage({ shelf, now, linkLifetimeSeconds });
  const merchants = new Merchants(sandbox, options);
  const desk = { merchants, quotas: new Quotas(now, sandbox), shelf, storage, calls: new Counter(), latencyMs };

  // Servers pass another second argument to their handler: `init` counts only after a URL.
  /** @param {Request | string | URL} input @param {RequestInit} [init] */
  async function sandboxFetch(input, init) {
    const request = input instanceof Request ? input : new Request(input, init);
    request.signal?.throwIfAborted();
    const url = new URL(request.url);
    const path = interfaceOf(url.pathname);
    /** @type {SandboxRequest} */
    const seen = { at: now(), to: path ? "platform" : "storage", path: path ?? url.pathname };
    try {
      const response = await (path
        ? answerCall(request, url, desk, seen)
        : storage.answer(request, url, merchants, seen));
      seen.status = response.status;
      return response;
    } finally {
      onRequest?.(seen);
    }
  }

  return sandbox;
}
