// A platform of many merchants on a real socket, in the test's process: what arrived there, and when.
import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";

import { fetchServer } from "../support/server.mjs";

// A merchant's token begins with this, and its provider adds the appid.
export const CANARY_TOKEN = "CANARY-TOKEN-";
// What every signature holds.
export const SIGNATURE = "q-signature";

const SECOND_MS = 1000;

// `change` is sandboxMerchants'. Other options are the sandbox's.
export async function startPlatform(t, { merchants = 10, functions = 5, environments = 1, change, ...more } = {}) {
  const made = sandboxMerchants(merchants, { functions, environments, change });
  const sandbox = createSandbox({
    merchant: made.merchant,
    authorizerOf: (token) => (token.startsWith(CANARY_TOKEN) ? token.slice(CANARY_TOKEN.length) : undefined),
    ...more,
  });
  // When API requests arrived, in milliseconds.
  const arrivals = [];
  const waiting = new Set();
  const { url } = await fetchServer(t, (request) => {
    if (request.method === "POST") arrivals.push(performance.now());
    for (const look of waiting) look();
    return sandbox.fetch(request);
  });
  return {
    url,
    sandbox,
    arrivals,
    targets: made.targets,
    // Resolves once so many API requests have arrived.
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (arrivals.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    // The most API requests that arrived in any second.
    most() {
      let [most, first] = [0, 0];
      arrivals.forEach((at, index) => {
        while (at - arrivals[first] >= SECOND_MS) first++;
        most = Math.max(most, index - first + 1);
      });
      return most;
    },
  };
}
