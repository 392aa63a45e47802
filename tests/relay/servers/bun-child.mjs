// Run by bun.mjs.
import { serveRelays } from "./serving.mjs";

await serveRelays(process.argv[2], (app) => {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: app });
  return { origin: server.url.origin, close: () => server.stop(true) };
});
