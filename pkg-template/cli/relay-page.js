// The page at the relay's address: sign-in by the one-time secret, and how to call the relay.
import { language, text } from "./language.js";
import { PAGE_HEADERS } from "./one-time-secret.js";

/** @import { OneTimeSecret } from "./one-time-secret.js" */

const HEADERS = {
  ...PAGE_HEADERS,
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
};

/** @param {Request} request @param {OneTimeSecret} access */
export function relayPage(request, access) {
  if (request.method !== "GET") return plain(405, text("page.onlyGet"), { allow: "GET" });
  const given = new URL(request.url).searchParams.get("secret");
  if (given !== null) {
    const cookie = access.signIn(request, given);
    if (cookie) return plain(303, text("page.signedIn"), { location: "/", "set-cookie": cookie });
    return plain(403, text("page.usedUp"));
  }
  if (!access.admits(request)) return plain(401, text("page.closed"));
  return new Response(page(access.origin), { headers: { ...HEADERS, "content-type": "text/html; charset=utf-8" } });
}

/** @param {number} status @param {string} words @param {{ [header: string]: string }} [headers] */
function plain(status, words, headers) {
  return new Response(`${words}\n`, {
    status,
    headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** @param {string} origin */
const page = (origin) => `<!DOCTYPE html>
<html lang="${language()}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wechat-function-link relay</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem } pre { overflow: auto }</style>
<h1>${text("page.title")}</h1>
<p>${text("page.use", { origin })}</p>
<pre>import { downloadFunction } from "wechat-function-link";

const request = { env: "test-777bb9", functionName: "login" };
const { bytes, checksum } = await downloadFunction(request, { relay: "/" });</pre>
</html>
`;
