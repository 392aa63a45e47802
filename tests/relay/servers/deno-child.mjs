// Run by deno.mjs: `deno-child.mjs RELAY CONFIG` prints its origin when it listens.
import { createApp } from "../app.mjs";

const { log } = console;
const [relay, config] = Deno.args;
const app = createApp(await import(relay), JSON.parse(config));
Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: ({ port }) => log(`http://127.0.0.1:${port}`) }, app);
