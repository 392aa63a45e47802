// What the relay's own address answers: the sign-in by the one-time secret, and how to call it.
import { PAGE_HEADERS } from "./one-time-secret.js";

/** @import { OneTimeSecret } from "./one-time-secret.js" */

const HEADERS = {
  ...PAGE_HEADERS,
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/** @param {Request} request @param {OneTimeSecret} access */
export function relayPage(request, access) {
  if (request.method !== "GET") return text(405, "Only GET is allowed here.", { allow: "GET" });
  const given = new URL(request.url).searchParams.get("secret");
  if (given !== null) {
    const cookie = access.signIn(request, given);
    if (cookie) return text(303, "Signed in.", { location: "/", "set-cookie": cookie });
    return text(403, "This address works once, for whoever opens it first. Start the relay again for a new one.");
  }
  if (!access.admits(request)) return text(401, "Open the address that the terminal printed.");
  return new Response(page(access.origin), { headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" } });
}

/** @param {number} status @param {string} words @param {{ [header: string]: string }} [headers] */
function text(status, words, headers) {
  return new Response(`${words}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** @param {string} origin */
const page = (origin) => `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wechat-function-link relay</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem } pre { overflow: auto }</style>
<h1>The relay is open for this browser</h1>
<p>A page of this origin, ${origin}, calls it so; the access token stays in the relay:</p>
<pre>import { downloadFunction } from "wechat-function-link";

const request = { env: "test-777bb9", functionName: "login" };
const { bytes, checksum } = await downloadFunction(request, { relay: "/" });</pre>
</html>
`;
