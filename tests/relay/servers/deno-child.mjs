// Run by deno.mjs.
import { serveRelays } from "./serving.mjs";

await serveRelays(
  Deno.args[0],
  (app) =>
    new Promise((resolve) => {
      const controller = new AbortController();
      const onListen = ({ port }) => resolve({ origin: `http://127.0.0.1:${port}`, close: () => controller.abort() });
      Deno.serve({ port: 0, hostname: "127.0.0.1", signal: controller.signal, onListen }, app);
    }),
);
