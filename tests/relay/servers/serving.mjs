// In another runtime's process: serves the relays that the lines of its input ask for. `serve(app)` listens, and resolves to
// { origin, close }.
import process from "node:process";
import { createInterface } from "node:readline";

import { createApp } from "../app.mjs";

const { log } = console;

export async function serveRelays(path, serve) {
  const relay = await import(path);
  const servers = [];
  for await (const line of createInterface({ input: process.stdin })) {
    const { config, close } = JSON.parse(line);
    if (close === undefined) {
      const { origin, ...server } = await serve(createApp(relay, config));
      log(JSON.stringify({ id: servers.push(server) - 1, origin }));
    } else servers[close].close();
  }
}
