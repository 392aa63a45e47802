// The hosts that packages may come from: errors, a loopback baseUrl, and names in any script.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { downloadFunction } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { rejection, request } from "../support/calls.mjs";
import { fetchServer } from "../support/server.mjs";
import { CHECKSUM, PACKAGE, QUERY, answer, both, pull, storage, succeeds, whole } from "../support/storage.mjs";

describe("row 82: HOST_REFUSED names the host and what helps", () => {
  for (const [url, message, advice] of [
    ["https://b.example/a.zip", /its host b\.example is not in allowedHosts/, /add b\.example to allowedHosts/],
    ["http://127.0.0.2:8080/a.zip", /its host 127\.0\.0\.2 is not in allowedHosts/, /add 127\.0\.0\.2 to allowedHosts/],
    ["https://b\u00fccher.example/a.zip", /xn--bcher-kva\.example/, /add xn--bcher-kva\.example to allowedHosts/],
    ["http://a.myqcloud.com/a.zip", /not https \(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["https://a.myqcloud.com:8443/a.zip", /port .*\(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["https://u:p@a.myqcloud.com/a.zip", /password \(host a\.myqcloud\.com\)/, /Do not fetch it/],
    ["data:application/zip,PK", /it is not https \(function/, /Do not fetch it/],
    [`https://${"a".repeat(2000)}.example/a.zip`, /its host a{300}…/, /to allowedHosts/],
  ]) {
    it(`row 82: ${url.slice(0, 60)}`, async () => {
      const fetch = async () => Response.json({ errcode: 0, errmsg: "ok", url: `${url}?${QUERY}`, checksum: CHECKSUM });
      const error = await rejection(downloadFunction(request, { fetch }), "HOST_REFUSED");
      assert.match(error.message, message);
      assert.match(error.advice, advice);
      assert.equal(error.peer, "storage");
    });
  }
});

describe("a loopback baseUrl", () => {
  both("row 82: implies its own origin for downloads", async (t, target) => {
    await succeeds(await storage(t, [whole()]), target, { allowedHosts: undefined });
  });

  it("row 82: lets the library work against a sandbox on a port", async (t) => {
    const sandbox = createSandbox();
    const { url } = await fetchServer(t, sandbox.fetch);
    const { bytes, size } = await downloadFunction(
      { ...request, accessToken: "sandbox-access-token" },
      { baseUrl: url },
    );
    assert.equal(bytes.length, size);
  });

  it("row 82: implies no other port, no other host and none for a redirect", async (t) => {
    const decoy = await storage(t, [whole()]);
    const port = new URL(decoy.url).port;
    for (const origin of [decoy.url, `http://localhost:${port}`, `https://127.0.0.1:${port}`]) {
      const server = await storage(t, [whole()], { link: () => ({ url: `${origin}/a.zip?${QUERY}` }) });
      await rejection(pull(server, { allowedHosts: undefined }), "HOST_REFUSED");
      const redirecting = await storage(t, [answer(302, "", { location: `${origin}/a.zip` })]);
      await rejection(pull(redirecting, { allowedHosts: undefined }), "REDIRECT_REFUSED");
    }
    assert.equal(decoy.requests.length, 0);
  });

  it("row 82: implies nothing where allowedHosts is given, nor where it is not loopback", async (t) => {
    const server = await storage(t, [whole()]);
    for (const allowedHosts of [[], ["*.myqcloud.com"]])
      await rejection(pull(server, { allowedHosts }), "HOST_REFUSED");
    const fetch = async () => Response.json({ errcode: 0, url: "https://gateway.example/a.zip", checksum: CHECKSUM });
    await rejection(downloadFunction(request, { fetch, baseUrl: "https://gateway.example" }), "HOST_REFUSED");
  });
});

describe("allowedHosts in any script", () => {
  const download = async (url, allowedHosts) => {
    const fetch = async (address) =>
      address.startsWith("https://api.weixin")
        ? Response.json({ errcode: 0, errmsg: "ok", url, checksum: CHECKSUM })
        : new Response(PACKAGE);
    return downloadFunction(request, { fetch, allowedHosts });
  };
  const MATCHING = [
    ["https://xn--bcher-kva.example/a", "b\u00fccher.example"],
    ["https://b\u00fccher.example/a", "B\u00dcCHER.example"],
    ["https://a.xn--fsqu00a.example/a", "*.\u4f8b\u5b50.example"],
    ["https://\u4f8b\u5b50.\u6d4b\u8bd5/a", "\u4f8b\u5b50\u3002\u6d4b\u8bd5"],
    ["https://b\u00fccher.example/a", "xn--bcher-kva.example"],
  ];
  for (const [url, pattern] of MATCHING) {
    it(`${pattern} allows ${url}`, async () => {
      assert.equal((await download(url, [pattern])).size, PACKAGE.length);
    });
  }

  it("match no other name", async () => {
    for (const [url, pattern] of [
      ["https://bucher.example/a", "b\u00fccher.example"],
      ["https://xn--fsqu00a.example/a", "*.\u4f8b\u5b50.example"],
    ]) {
      await rejection(download(url, [pattern]), "HOST_REFUSED");
    }
  });

  it("are refused where they are no host names", async () => {
    for (const pattern of [
      "b\u00fccher.example:443",
      "b\u00fccher.example/",
      "u@b\u00fccher.example",
      "b\u00fc cher.example",
      "*.*.b\u00fccher",
      "https://b\u00fccher.example",
      "b\u00fccher?",
      "\u4f8b#",
      "\u4f8b\\x",
      "\ufffd\u4f8b%",
    ]) {
      await rejection(download("https://a.myqcloud.com/a", [pattern]), "INVALID_ARGUMENT");
    }
  });
});
