// Run by bun.mjs: `bun-child.mjs RELAY CONFIG` prints its origin when it listens.
import { createApp } from "../app.mjs";

const { log } = console;
const [relay, config] = process.argv.slice(2);
const app = createApp(await import(relay), JSON.parse(config));
const { url } = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: app });
log(url.origin);
