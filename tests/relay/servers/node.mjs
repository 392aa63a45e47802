// The relay under node:http, through an adapter, in this process.
import { once } from "node:events";
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

import { createApp } from "../app.mjs";
import { PACKAGE } from "../package.mjs";

export async function start(config) {
  const app = createApp(await import(new URL("relay.js", PACKAGE)), config);
  const server = createServer(getRequestListener(app, { overrideGlobalObjects: false }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
