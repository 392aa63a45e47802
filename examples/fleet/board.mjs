// Bull Board, and a run each night: node fleet/board.mjs. PORT: its port on loopback. It has no sign-in: keep it there, or put yours in front.
import process from "node:process";

import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Queue } from "bullmq";
import { Hono } from "hono";

import { connection, createThisFleet } from "./fleet.mjs";

const fleet = createThisFleet();
await fleet.schedule({ id: "nightly", pattern: "0 0 3 * * *" });
const { id } = await fleet.schedule();
console.log(`The run ${id} has begun; another begins each night at three`);

const queues = ["wechat-function-link", "wechat-function-link-packages"].map((name) => new Queue(name, { connection }));
const serverAdapter = new HonoAdapter(serveStatic);
createBullBoard({ queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })), serverAdapter });

const app = new Hono();
app.route("/", serverAdapter.registerPlugin());
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
  console.log(`Bull Board is at http://127.0.0.1:${port}/`),
);
