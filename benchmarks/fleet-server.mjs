// A platform with many merchants in its own process, so that measurements concern only the caller:
// `fleet-server.mjs MERCHANTS FUNCTIONS [LATENCY_MS]`. With a latency, each merchant's first function has a package of its own.
// Says `{ port }`, answers "changed" with one function in a hundred changed since, and "calls" with how many calls it has answered and the
// processor seconds that it took, since the last message.
import { createServer } from "node:http";

import { createSandbox, sandboxMerchants } from "../pkg/sandbox.js";

const [count, functions, latencyMs = 0] = process.argv.slice(2).map(Number);
const CHANGED = 100;
let [isChanged, calls, downloads] = [false, 0, 0];
let cpu = process.cpuUsage();

const { merchant } = sandboxMerchants(count, {
  functions,
  change(made, index) {
    if (latencyMs > 0) made.functions[0].files = { "index.js": `exports.main = async () => ${index};\n` };
    if (!isChanged) return made;
    for (const [n, one] of made.functions.entries()) {
      if ((index * functions + n) % CHANGED !== 0) continue;
      one.modTime = "2026-01-02 03:04:05";
      one.files = { "index.js": `exports.main = async () => ${index};\n` };
    }
    return made;
  },
});
const onRequest = ({ to }) => void (to === "platform" ? calls++ : downloads++);
const sandbox = createSandbox({ merchant, latencyMs, onRequest });

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
  const { user, system } = process.cpuUsage(cpu);
  process.send({ calls, downloads, processor: (user + system) / 1e6 });
  [calls, downloads, cpu] = [0, 0, process.cpuUsage()];
});
process.on("disconnect", () => process.exit());
