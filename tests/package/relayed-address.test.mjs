// Row 76 of docs/faults.md: with revealUrl, any address crosses or is left out.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction, getFunctionLink } from "wechat-function-link";

import { audited, bytes, platformOf, wish } from "../support/audited.mjs";
import { relayRequest, sha256, soon, strays } from "../support/border.mjs";
import { fetchServer } from "../support/server.mjs";

describe("revealUrl", () => {
  const host = "https://a.myqcloud.com";
  const urls = {
    "that is plain": `${host}/x.zip?sign=a%20b&c=d#e`,
    "with é": `${host}/é.zip`,
    "with Chinese": `${host}/查询/登录.zip?名=值`,
    "with emoji": `${host}/😀👩‍👩‍👧.zip`,
    "with an IDN host": "https://数.myqcloud.com/x.zip",
    "with what no header may hold": `${host}/\u00ad\u200b\u202e\ufeff"\\.zip`,
    "with what looks encoded": `${host}/%E6%9F%A5/%/查%20`,
    "of 8 KiB": `${host}/`.padEnd(8192, "x"),
    "of 8 KiB of Chinese": `${host}/`.padEnd(8192 / 3, "查"),
  };
  for (const [name, url] of Object.entries(urls)) {
    it(`row 76: a URL ${name} comes through`, async (t) => {
      const none = strays(t);
      const { relay: handler, entries } = audited({ fetch: platformOf(url), revealUrl: true });
      const { url: relay } = await fetchServer(t, handler);
      assert.equal((await getFunctionLink(wish, { relay })).url, url);
      assert.equal((await downloadFunction(wish, { relay })).link.url, url);
      assert.deepEqual(
        entries.map(({ action, status }) => [action, status]),
        [
          ["link", 200],
          ["download", 200],
        ],
      );
      await none();
    });
  }

  it("row 76: a URL that no header holds is left out of a package's, and comes with a link", async (t) => {
    const none = strays(t);
    for (const url of [`${host}/`.padEnd(8193, "x"), `${host}/`.padEnd(100_000, "查")]) {
      const { relay: handler, entries } = audited({ fetch: platformOf(url), revealUrl: true });
      const { url: relay } = await fetchServer(t, handler);
      assert.equal((await getFunctionLink(wish, { relay })).url, url);
      assert.equal((await downloadFunction(wish, { relay })).link.url, undefined);
      assert.deepEqual(
        entries.map(({ status }) => status),
        [200, 200],
      );
    }
    await none();
  });

  for (const [name, reply] of [
    ["with a lone surrogate", `{"errcode":0,"url":"${host}/\\ud800.zip","checksum":"${sha256(bytes)}"}`],
    ["with a line break", `{"errcode":0,"url":"${host}/\\r\\nx-evil: 1","checksum":"${sha256(bytes)}"}`],
    ["that is none", `{"errcode":0,"url":"查询","checksum":"${sha256(bytes)}"}`],
  ]) {
    it(`row 76: a URL ${name} is answered and audited`, async (t) => {
      const none = strays(t);
      const { relay, entries } = audited({
        fetch: async (_url, { method }) => (method === "POST" ? new Response(reply) : new Response(bytes)),
        revealUrl: true,
        maxAttempts: 1,
      });
      for (const route of ["link", "download"]) {
        const response = await soon(relay(relayRequest(route, wish)));
        assert.equal(response.headers.get("x-evil"), null);
        assert.ok([200, 502].includes(response.status), String(response.status));
        await response.arrayBuffer();
      }
      assert.equal(entries.length, 2);
      await none();
    });
  }
});
