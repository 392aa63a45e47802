// A sandbox behind a relay on a real socket.
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { CANARY_TOKEN } from "./calls.mjs";
import { fetchServer } from "./server.mjs";
import { CHECKSUM } from "./storage.mjs";

/** @import { Handler } from "./server.mjs" */
/** @import { TestContext } from "node:test" */
/** @import { RelayAuditEntry, RelayOptions } from "wechat-function-link/relay" */
/** @import { Sandbox } from "wechat-function-link/sandbox" */

export const wish = { env: "test-777bb9", functionName: "login" };
// As a relay tells the digest of storage.mjs's package.
export const DIGEST = `sha-256=:${Buffer.from(CHECKSUM, "hex").toString("base64")}:`;

// `inFront(handler)` may put something in front of that.
/** @param {TestContext} t @param {Partial<RelayOptions>} [options] @param {(handler: Handler) => Handler} [inFront] */
export async function relayed(t, options = {}, inFront = (handler) => handler) {
  const sandbox = createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid" } });
  /** @type {RelayAuditEntry[]} */
  const entries = [];
  const relay = createRelay({
    authorize: () => ({ id: "tester" }),
    accessToken: () => CANARY_TOKEN,
    allowNonBrowser: true,
    basePath: "/relay",
    fetch: sandbox.fetch,
    audit: (entry) => entries.push(entry),
    limits: { requestsPerMinute: Infinity },
    ...options,
  });
  const { url, requests } = await fetchServer(t, inFront(relay));
  return { relay: `${url}/relay`, url, requests, sandbox, entries };
}

// The same without the relay.
/** @param {Sandbox} sandbox */
export const direct = (sandbox) => ({
  request: { ...wish, accessToken: CANARY_TOKEN },
  options: { fetch: sandbox.fetch },
});
