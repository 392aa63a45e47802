// Row 79 of docs/faults.md: a relay with and without `origin`, behind a hostile DNS name.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { audited, platformOf, wish } from "../support/audited.mjs";
import { fetchServer, httpServer } from "../support/server.mjs";

describe("a DNS name of another's that leads to the relay", () => {
  // The request of a page of http://evil.example, once that name resolves to this machine: to the browser, this is the page's own origin.
  async function rebound(t, options) {
    const { relay: handler, entries } = audited({
      fetch: platformOf("https://a.myqcloud.com/x"),
      allowNonBrowser: false,
      ...options,
    });
    const { url } = await fetchServer(t, handler);
    const { port } = new URL(url);
    const ask = (name, headers = {}) =>
      handler(
        new Request(`http://${name}:${port}/link`, {
          method: "POST",
          body: JSON.stringify(wish),
          headers: {
            "content-type": "application/json",
            origin: `http://${name}:${port}`,
            "sec-fetch-site": "same-origin",
            ...headers,
          },
        }),
      );
    return { ask, entries, origin: url };
  }

  it("row 79: is let in without `origin`, as the documents say", async (t) => {
    const { ask } = await rebound(t, {});
    assert.equal((await ask("evil.example")).status, 200);
    assert.equal((await ask("evil.example", { "sec-fetch-site": "" })).status, 403);
  });

  it("row 79: is refused with `origin`", async (t) => {
    const { url } = await httpServer(t, () => {});
    const { ask, entries } = await rebound(t, { origin: url });
    for (const headers of [{}, { origin: "null" }]) assert.equal((await ask("evil.example", headers)).status, 403);
    assert.deepEqual(
      entries.map(({ status, code }) => [status, code]),
      [
        [403, "RELAY_REFUSED"],
        [403, "RELAY_REFUSED"],
      ],
    );
    assert.equal((await ask("evil.example", { origin: url })).status, 200, "the origin alone decides");
  });
});
