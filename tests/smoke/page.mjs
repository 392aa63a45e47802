// A folder's files in a real Chromium, under the least Content-Security-Policy that the README names.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { after } from "node:test";

import { launch } from "../support/chromium.mjs";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

let browser;
after(() => browser?.close());

async function serve(t, folder, policy) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      const body = await readFile(join(folder, path === "/" ? "index.html" : path));
      const type = TYPES[extname(path) || ".html"] ?? "application/octet-stream";
      response.writeHead(200, { "content-security-policy": policy, "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

// Resolves to the page's title and the requested paths. A page that has to fail may log errors.
export async function visit(t, folderOrAddress, { policy = POLICY, mayComplain = false } = {}) {
  const address = folderOrAddress.startsWith("http") ? folderOrAddress : await serve(t, folderOrAddress, policy);
  browser ??= await launch();
  const page = await browser.newPage();
  t.after(() => page.close());
  const problems = [];
  const paths = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => paths.push(new URL(request.url()).pathname));
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 })); // browsers request it by themselves
  await page.goto(address);
  await page.waitForFunction(() => document.title !== "waiting", undefined, { timeout: 30_000 }).catch(() => {});
  if (!mayComplain) assert.deepEqual(problems, []);
  return { title: await page.title(), paths };
}
