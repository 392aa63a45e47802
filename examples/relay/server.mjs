// A page that downloads packages, and the relay behind it, which holds the token: node relay/server.mjs
// PORT: the port on loopback. ORIGIN: the page's public origin, behind a TLS proxy.
import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";

import { getRequestListener } from "@hono/node-server";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { readFiles } from "./files.mjs";
import { Sessions } from "./sessions.mjs";

const { PORT = "8000", ORIGIN, WECHAT_ACCESS_TOKEN } = process.env;

const server = createServer();
server.listen(Number(PORT), "127.0.0.1");
await once(server, "listening");
const origin = ORIGIN ?? `http://127.0.0.1:${server.address().port}`;

const sessions = new Sessions(origin);
const files = await readFiles();

const relay = createRelay({
  basePath: "/relay",
  // The relay refuses pages of another origin, also of another DNS name that points to this server.
  origin,
  // The relay sends nothing to the platform before this has named the caller. Check the caller's merchants here, too.
  authorize: (request) => sessions.find(request),
  // Your token service: return another token where rejectedToken is given. ../nightly/tokens.mjs does so.
  accessToken: () => WECHAT_ACCESS_TOKEN ?? "sandbox-access-token",
  audit: (entry) => console.log(JSON.stringify(entry)),
  ...(WECHAT_ACCESS_TOKEN ? {} : { fetch: createSandbox().fetch }),
});

const HEADERS = {
  "cache-control": "no-store",
  // The module needs only 'wasm-unsafe-eval'.
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

async function handle(request) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/relay/")) return relay(request);
  if (pathname === "/sign-in" && request.method === "POST") return signIn(request);
  const name = pathname === "/" ? (sessions.find(request) ? "page.html" : "sign-in.html") : pathname.slice(1);
  const file = files.get(name);
  return file && request.method === "GET"
    ? answer(200, file.body, { "content-type": file.type })
    : answer(404, "There is nothing here.\n");
}

async function signIn(request) {
  if (Number(request.headers.get("content-length") ?? Infinity) > 1000)
    return answer(413, "This is too long for a password.\n");
  const cookie = sessions.open(new URLSearchParams(await request.text()).get("password"));
  return cookie
    ? answer(303, null, { location: "/", "set-cookie": cookie })
    : answer(403, "This is not the password.\n");
}

function answer(status, body, headers) {
  return new Response(body, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers, ...HEADERS },
  });
}

server.on("request", getRequestListener(handle, { overrideGlobalObjects: false }));
console.log(`Open ${origin}/ and sign in by ${sessions.password}`);
