// A relay in its own process, as users run it on Node: `relay-server.mjs PLATFORM`. Prints its address. GET /figures returns its memory.
import { createServer } from "node:http";

import { getRequestListener } from "@hono/node-server";

import { createRelay } from "../pkg/relay.js";
import { residentMib } from "./start.mjs";

const relay = createRelay({
  authorize: () => ({ id: "benchmark" }),
  accessToken: () => "benchmark",
  allowNonBrowser: true,
  limits: { requestsPerMinute: Infinity, inFlight: Infinity },
  baseUrl: process.argv[2],
  allowedHosts: ["127.0.0.1"],
  maxBytes: Infinity,
});
const handler = (request) => {
  if (request.method === "POST") return relay(request);
  globalThis.gc?.();
  return Response.json({ residentMib: residentMib() });
};
const server = createServer(getRequestListener(handler));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
