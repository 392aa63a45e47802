// A relay whose audit entries a test reads, and a platform for it.
import { createRelay } from "wechat-function-link/relay";

import { packageOf, relayOptions, sha256 } from "./border.mjs";

export const wish = { env: "border", functionName: "a" };
export const bytes = packageOf("a");

// A platform with `url` as its link and the right package. The tests send no request to `url`.
export const platformOf =
  (url) =>
  async (_url, { method }) => {
    return method === "POST"
      ? Response.json({ errcode: 0, errmsg: "ok", url, checksum: sha256(bytes) })
      : new Response(bytes);
  };

export function audited(options) {
  const entries = [];
  const relay = createRelay(relayOptions({ audit: (entry) => entries.push(entry), ...options }));
  return { relay, entries };
}
