// A platform with many merchants in its own process, so that measurements concern only the caller: `fleet-server.mjs MERCHANTS FUNCTIONS`.
// Says `{ port }`, answers "changed" with one function in a hundred changed since, and "calls" with how many calls it has answered.
import { createServer } from "node:http";

import { createSandbox, sandboxMerchants } from "../pkg/sandbox.js";

const [count, functions] = process.argv.slice(2).map(Number);
const CHANGED = 100;
let [isChanged, calls, downloads] = [false, 0, 0];

const { merchant } = sandboxMerchants(count, {
  functions,
  change(made, index) {
    if (!isChanged) return made;
    for (const [n, one] of made.functions.entries()) {
      if ((index * functions + n) % CHANGED !== 0) continue;
      one.modTime = "2026-01-02 03:04:05";
      one.files = { "index.js": `exports.main = async () => ${index};\n` };
    }
    return made;
  },
});
const sandbox = createSandbox({ merchant, onRequest: ({ to }) => void (to === "platform" ? calls++ : downloads++) });

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, headers } = request;
  const body = method === "POST" ? Buffer.concat(chunks) : undefined;
  const reply = await sandbox.fetch(new Request(`http://${headers.host}${request.url}`, { method, headers, body }));
  const bytes = Buffer.from(await reply.arrayBuffer());
  response.writeHead(reply.status, { ...Object.fromEntries(reply.headers), "content-length": bytes.length });
  response.end(bytes);
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", (message) => {
  if (message === "changed") isChanged = true;
  process.send({ calls, downloads });
  [calls, downloads] = [0, 0];
});
process.on("disconnect", () => process.exit());
