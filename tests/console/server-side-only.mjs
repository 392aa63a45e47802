// A token in a real page and in real workers: refused before the first request. No text of the error contains it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";

import { visit } from "./visit.mjs";

const TOKEN = "canary-token-of-a-page";

// Runs in the page or worker. Returns a call's outcome, and every text of its error.
const ASK = `async () => {
  const { getFunctionLink, verifyChecksum } = await import("/pkg/index.js");
  let sent = 0;
  const fetch = async () => (sent++, Response.json({}));
  const request = { accessToken: "${TOKEN}", env: "e", functionName: "f" };
  const error = await getFunctionLink(request, { fetch }).catch((reason) => reason);
  const shown = [String(error), error.stack, error.message, JSON.stringify(error), String(error.cause)].join();
  const abc = new TextEncoder().encode("abc");
  const intact = await verifyChecksum(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  return { code: error.code, advice: error.advice, shown, sent, intact };
}`;

const IN_WORKER = (type) => `new Promise((resolve, reject) => {
  const worker = new Worker("/probe-worker.js", { type: "${type}" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => reject(new Error(event.message));
})`;

const PLACES = {
  "a page": `(${ASK})()`,
  "a worker": IN_WORKER("classic"),
  "a module worker": IN_WORKER("module"),
};

describe("a token in Chromium", () => {
  for (const [place, script] of Object.entries(PLACES)) {
    it(`is refused in ${place}, and bytes are verified there`, async (t) => {
      const { page, server } = await visit(t);
      // The console's policy allows only its own worker. An empty page of the same origin allows any.
      const headers = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
      const serve = (path, contentType, body) => {
        return page.route(`${server.origin}${path}`, (route) => route.fulfill({ contentType, headers, body }));
      };
      await page.route(`${server.origin}/pkg/*`, async (route) => {
        const name = new URL(route.request().url()).pathname.slice("/pkg/".length);
        const body = await readFile(new URL(`../../pkg/${name}`, import.meta.url));
        await route.fulfill({ contentType: "text/javascript", headers, body });
      });
      await serve("/probe.html", "text/html", "<!DOCTYPE html><title>probe</title>");
      await serve("/probe-worker.js", "text/javascript", `(${ASK})().then(postMessage);`);
      await page.goto(`${server.origin}/probe.html`);
      const { code, advice, shown, sent, intact } = await page.evaluate(script);
      assert.equal(code, "SERVER_SIDE_ONLY", shown);
      assert.match(advice, /relay/);
      assert.equal(sent, 0);
      assert.ok(!shown.includes(TOKEN));
      assert.equal(intact, true);
    });
  }
});
