// The console's server: its page, and the relay that the page asks, in one process on loopback.
import { createRelay } from "../pkg/relay.js";
import { Access } from "./access.mjs";
import { readFiles } from "./files.mjs";
import { listen } from "./listen.mjs";

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

// `relayOptions` are createRelay's, without authorize, basePath and origin; `suggestions` are { env, functionName }[].
export async function startConsole({ authorizedSecret, relayOptions, suggestions = [], port }) {
  const files = await readFiles();
  const names = suggestions.map(({ env, functionName }) => ({ env, functionName }));
  let access;

  function makeHandler(origin) {
    access = new Access(origin, authorizedSecret);
    const authorize = (request) => (access.admits(request) ? { id: "operator" } : null);
    const relay = createRelay({ ...relayOptions, authorize, origin, basePath: "/relay" });

    return function handle(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname.startsWith("/relay/")) return relay(request);
      const known = files.has(pathname) || pathname === "/suggestions.json";
      if (!known) return message(404, "There is nothing at this address.");
      if (request.method !== "GET" && request.method !== "HEAD") {
        return message(405, "Only GET and HEAD are allowed.", { allow: "GET, HEAD" });
      }
      if (pathname === "/" && searchParams.has("secret")) return signIn(request, searchParams.get("secret"));
      if (pathname === "/suggestions.json") {
        return access.admits(request) ? Response.json(names) : message(401, "Open the address that the terminal printed.");
      }
      const { body, type } = files.get(pathname);
      return new Response(body, { headers: { "content-type": type, "content-length": String(body.length) } });
    };
  }

  function signIn(request, secret) {
    const cookie = request.method === "GET" ? access.signIn(request, secret) : undefined;
    if (cookie === undefined) {
      return message(403, "This address does not open the console: it works once, and only the one that the terminal printed " +
        "last. End the demo by Ctrl-C and start it again for a new one.");
    }
    return new Response(null, { status: 303, headers: { location: "/", "set-cookie": cookie } });
  }

  const { origin, close } = await listen(makeHandler, { port, headers: HEADERS, admit: admitOwnHost });
  return { url: access.address(origin), origin, close };
}

// A name that somebody else's DNS points to loopback would make their page this server's own origin.
function admitOwnHost(incoming, outgoing, host) {
  const [named, ...more] = incoming.headersDistinct.host ?? [];
  if (named === host && more.length === 0 && incoming.url.startsWith("/")) return true;
  outgoing.writeHead(421, { "content-type": "text/plain; charset=utf-8", connection: "close" });
  outgoing.end(`This is not the console's address: it is http://${host}/\n`);
  return false;
}

function message(status, text, headers) {
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });
}
