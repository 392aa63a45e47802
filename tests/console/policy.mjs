// The page's Content-Security-Policy, and access to the server.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";

import { httpServer } from "../support/server.mjs";
import { visit } from "./visit.mjs";

describe("the policy", { timeout: 300_000 }, () => {
  it("is on every answer, and is the least that the page needs", async (t) => {
    const console = await visit(t);
    const { origin } = console.server;
    const [, styles] = /<style>([^]+)<\/style>/.exec(await (await fetch(`${origin}/`)).text());
    const hash = createHash("sha256").update(styles).digest("base64");
    for (const path of [
      "/",
      "/console.json",
      "/nothing",
      "/relay/link",
      "/relay/x",
      "/?secret=wrong",
      "/../package.json",
      "/%2e%2e/package.json",
      "/www/serve.mjs",
      "/serve.mjs",
      "/pkg/relay.js",
    ]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const response = await fetch(`${origin}${path}`, { method, redirect: "manual" });
        const header = (name) => response.headers.get(name);
        assert.equal(
          header("content-security-policy"),
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
            `style-src 'sha256-${hash}'; img-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; ` +
            "require-trusted-types-for 'script'; trusted-types console-worker",
        );
        assert.equal(header("x-content-type-options"), "nosniff");
        assert.equal(header("referrer-policy"), "no-referrer");
        assert.equal(header("cross-origin-resource-policy"), "same-origin");
        assert.equal(header("cross-origin-opener-policy"), "same-origin");
        assert.match(header("cache-control"), /^no-store/, path);
      }
    }
    await console.finish();
  });

  it("lets nothing out but the page's own files, by GET and HEAD", async (t) => {
    const { server } = await visit(t);
    const status = async (path, method) =>
      (await fetch(`${server.origin}${path}`, { method, redirect: "manual" })).status;
    const page = await (await fetch(`${server.origin}/`)).text();
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    assert.ok(named.length >= 2);
    for (const path of ["/", ...named]) {
      assert.deepEqual(
        [await status(path, "GET"), await status(path, "HEAD"), await status(path, "POST")],
        [200, 200, 405],
        path,
      );
    }
    for (const path of [
      "/serve.mjs",
      "/index.html",
      "/modules.json",
      "/../package.json",
      "/..%2fpackage.json",
      "/relay.js",
      "/wechat_function_link.wasm",
      `${named[0]}/`,
      `/${named[0]}`,
      "/index.html%00",
      "/console/index.html",
    ]) {
      assert.equal(await status(path, "GET"), 404, path);
    }
    assert.equal(await status("/console.json", "GET"), 401);
    assert.equal(await status("/?secret=wrong", "GET"), 403);
  });

  it("a violation would be seen", async (t) => {
    const console = await visit(t);
    await console.page.evaluate(() =>
      document.body.insertAdjacentElement("beforeend", document.createElement("p")).setAttribute("style", "color: red"),
    );
    await console.page.waitForFunction(
      () => getComputedStyle(document.body.lastElementChild).color !== "rgb(255, 0, 0)",
    );
    await assert.rejects(console.finish(), /style-src/);
  });

  it("files that are named by their contents are kept for good, compressed as the browser takes them", async (t) => {
    const { server } = await visit(t);
    const page = await (await fetch(`${server.origin}/`)).text();
    const [, script] = /src="(\/app-[^"]+)"/.exec(page);
    const plain = await fetch(`${server.origin}${script}`, { headers: { "accept-encoding": "identity" } });
    const text = await plain.text();
    assert.equal(plain.headers.get("content-encoding"), null);
    for (const [accepted, encoding] of [
      ["gzip, br", "br"],
      ["gzip;q=1.0, br;q=0", "gzip"],
      ["x", null],
    ]) {
      const response = await fetch(`${server.origin}${script}`, { headers: { "accept-encoding": accepted } });
      assert.equal(response.headers.get("content-encoding"), encoding, accepted);
      assert.equal(response.headers.get("vary"), "accept-encoding");
      assert.match(response.headers.get("cache-control"), /immutable/);
      assert.equal(await response.text(), text);
    }
  });

  it("lets one script become a worker, and nothing else", async (t) => {
    const { page } = await visit(t);
    const refusals = await page.evaluate(() => {
      const attempt = (work) => {
        try {
          work();
          return "allowed";
        } catch ({ name }) {
          return name;
        }
      };
      return [
        attempt(() => new Worker("/worker.js")),
        attempt(() => trustedTypes.createPolicy("console-worker", { createScriptURL: (url) => url })),
        attempt(() => trustedTypes.createPolicy("default", { createScriptURL: (url) => url })),
        attempt(() => document.body.insertAdjacentHTML("beforeend", "<p>")),
      ];
    });
    assert.deepEqual(refusals, Array(4).fill("TypeError"));
  });

  it("the cookie is out of reach", async (t) => {
    const console = await visit(t);
    const cookies = await console.page.context().cookies();
    assert.deepEqual(
      cookies.map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path })),
      [{ httpOnly: true, sameSite: "Strict", path: "/" }],
    );
    assert.equal(await console.page.evaluate(() => document.cookie), "");
  });

  // Both pages are on loopback: Chromium would block the request otherwise.
  for (const [name, host] of [
    ["another site", "localhost"],
    ["another port, which gets the cookie too", "127.0.0.1"],
  ]) {
    it(`a page of ${name} can neither read, ask nor frame the console`, async (t) => {
      const console = await visit(t);
      const { origin } = console.server;
      const attacker = await httpServer(t, (_request, response) =>
        response.setHeader("content-type", "text/html").end("<title>attacker</title>"),
      );
      const other = await console.page.context().newPage();
      await other.goto(attacker.url.replace("127.0.0.1", host));
      const failures = [];
      other.on("requestfailed", (request) => failures.push(request.failure().errorText));
      const outcomes = await other.evaluate(async (origin) => {
        const attempt = (path, init) =>
          fetch(`${origin}${path}`, init).then(
            (response) => response.type,
            () => "refused",
          );
        const post = { method: "POST", credentials: "include", body: '{"env":"test-777bb9","functionName":"login"}' };
        return [
          await attempt("/"),
          await attempt("/", { mode: "no-cors" }),
          await attempt("/console.json", { credentials: "include" }),
          await attempt("/relay/link", { ...post, mode: "no-cors" }),
          await attempt("/relay/link", { ...post, headers: { "content-type": "application/json" } }),
        ];
      }, origin);
      assert.deepEqual(outcomes, Array(5).fill("refused"));
      assert.ok(failures.includes("net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin"), "by the console's own headers");
      assert.ok(
        console.upstream.requests.every(({ url }) => url.includes("getenvinfo")),
        "the page's own list alone",
      );

      const went = other.waitForEvent(
        "framenavigated",
        (frame) => frame.parentFrame() !== null && !["", "about:blank"].includes(frame.url()),
      );
      await other.evaluate(
        (src) => document.body.append(Object.assign(document.createElement("iframe"), { src })),
        origin,
      );
      assert.equal((await went).url(), "chrome-error://chromewebdata/");
      await console.finish();
    });
  }
});
