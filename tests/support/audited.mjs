// A relay whose audit entries a test reads, and a platform for it.
import { createRelay } from "wechat-function-link/relay";

import { packageOf, relayOptions, sha256 } from "./border.mjs";

/** @import { RelayAuditEntry } from "wechat-function-link/relay" */

export const wish = { env: "border", functionName: "a" };
export const bytes = packageOf("a");

// A platform with `url` as its link and the right package. The tests send no request to `url`.
/** @type {(url: string) => (url: string, init: RequestInit) => Promise<Response>} */
export const platformOf =
  (url) =>
  async (_url, { method }) => {
    return method === "POST"
      ? Response.json({ errcode: 0, errmsg: "ok", url, checksum: sha256(bytes) })
      : new Response(bytes);
  };

/** @param {object} [options] */
export function audited(options) {
  /** @type {RelayAuditEntry[]} */
  const entries = [];
  const relay = createRelay(
    relayOptions({ audit: (/** @type {RelayAuditEntry} */ entry) => entries.push(entry), ...options }),
  );
  return { relay, entries };
}
