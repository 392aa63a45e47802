// The platform as a relay's upstream: the sandbox behind a raw server that records requests, and the secrets in its responses.
import { httpServer } from "../support/server.mjs";
import { PACKAGE } from "./package.mjs";

const { createSandbox } = await import(new URL("sandbox.js", PACKAGE));

// It needs percent-encoding, so that both spellings are looked for.
export const CANARY_TOKEN = "CANARY/token+of=the&merchant 令牌";

// `answer(arrived, response)` may send the response itself: it then resolves to true.
export async function startUpstream(t, answer = () => false) {
  const sandbox = createSandbox({ accessTokens: { [CANARY_TOKEN]: "valid", "sandbox-expired-token": "expired" } });
  const signatures = new Set();

  const { url: origin, requests } = await httpServer(t, async (arrived, response) => {
    if (await answer(arrived, response)) return;
    const { method, url, headers, body } = arrived;
    const reply = await sandbox.fetch(`${origin}${url}`, {
      method,
      headers,
      body: method === "POST" ? body : undefined,
    });
    const bytes = await reply.arrayBuffer().then(Buffer.from, () => undefined);
    if (bytes === undefined) {
      response.writeHead(reply.status, Object.fromEntries(reply.headers));
      response.write("P", () => response.destroy()); // a package that breaks off after its first byte
      return;
    }
    const given = bytes.toString("latin1") + (reply.headers.get("location") ?? "");
    for (const [, signature] of given.matchAll(/q-signature%3D([0-9a-f]{64})/g)) signatures.add(signature);
    response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(bytes);
  });

  const spellings = [
    CANARY_TOKEN,
    encodeURIComponent(CANARY_TOKEN),
    new URLSearchParams([["", CANARY_TOKEN]]).toString().slice(1),
  ];
  const bytewise = spellings.map((spelling) => Buffer.from(spelling).toString("latin1"));
  return {
    origin,
    requests,
    sandbox,
    functions: sandbox.functions,
    relayOptions: { baseUrl: origin, allowedHosts: ["127.0.0.1"], accessToken: () => CANARY_TOKEN },
    config: { baseUrl: origin, allowedHosts: ["127.0.0.1"], token: CANARY_TOKEN },
    signatures,
    // The secrets that a text holds, in whichever spelling.
    secretsIn(text) {
      const parts = [...spellings, ...bytewise, ...signatures, "CANARY"];
      return parts.filter((secret) => text.includes(secret));
    },
  };
}
