// A relay for other services, of which several processes share the limit of each caller: node limits/server.mjs
// PORT: the port on loopback. REDIS_URL: the Redis of all processes. RELAY_KEYS: {"KEY": "caller", …}, one key a caller.
// FALLBACK=memory: count in memory while Redis fails.
import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";

import { getRequestListener } from "@hono/node-server";
import { Redis } from "ioredis";
import { createRelay } from "wechat-function-link/relay";
import { createSandbox } from "wechat-function-link/sandbox";

import { redisStore } from "./store.mjs";

const { PORT = "8000", REDIS_URL = "redis://127.0.0.1:6379", RELAY_KEYS, FALLBACK, WECHAT_ACCESS_TOKEN } = process.env;
const callers = new Map(Object.entries(JSON.parse(RELAY_KEYS ?? '{"demo-key":"demo"}')));

const redis = new Redis(REDIS_URL);
await once(redis, "ready");
redis.on("error", (error) => console.error(`Redis: ${error.message}`));

const relay = createRelay({
  allowNonBrowser: true,
  authorize: (request) => {
    const id = callers.get(request.headers.get("authorization")?.replace(/^Bearer /, ""));
    return id === undefined ? null : { id };
  },
  accessToken: () => WECHAT_ACCESS_TOKEN ?? "sandbox-access-token",
  limits: {
    store: redisStore(redis, 60),
    // What each process allows by itself while Redis fails.
    requestsPerMinute: 20,
    ...(FALLBACK === "memory" ? { onStoreError: "memory" } : {}),
  },
  ...(WECHAT_ACCESS_TOKEN ? {} : { fetch: createSandbox().fetch }),
});

const server = createServer(getRequestListener(relay, { overrideGlobalObjects: false }));
server.listen(Number(PORT), "127.0.0.1");
await once(server, "listening");
console.log(`The relay listens at http://127.0.0.1:${server.address().port}/`);
