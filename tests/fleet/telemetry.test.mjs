// What BullMQ's own means show of a fleet: its OpenTelemetry package and its metrics.
import assert from "node:assert/strict";
import { it } from "node:test";

import { AsyncHooksContextManager } from "@opentelemetry/context-async-hooks";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { Queue } from "bullmq";
import { BullMQOtel } from "bullmq-otel";

import { startFleet } from "./fleets.mjs";

it("bullmq-otel: a span of each job, by the option telemetry", { timeout: 120_000 }, async (t) => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register({ contextManager: new AsyncHooksContextManager().enable() });
  t.after(() => {
    trace.disable();
    context.disable();
    return provider.shutdown();
  });
  const fleet = await startFleet(t, { platform: { merchants: 2, functions: 3 } });
  const made = fleet.fleet({ telemetry: new BullMQOtel("fleet") });
  await made.worker();
  const { id, finished } = await made.schedule();
  await finished();
  await made.close();
  const spans = exporter.getFinishedSpans();
  const processed = spans.filter(({ kind }) => kind === SpanKind.CONSUMER);
  const ids = processed.map(({ attributes }) => attributes["bullmq.job.id"]);
  assert.ok(ids.includes(`${id}/plan`), String(ids));
  assert.equal(ids.filter((job) => /^[0-9a-f]{64}$/.test(job)).length, 3);
  assert.doesNotMatch(
    JSON.stringify(spans.map(({ attributes, events }) => [attributes, events])),
    /CANARY|q-sign|access_token/,
  );
});

it("BullMQ's metrics count what was done", { timeout: 120_000 }, async (t) => {
  const fleet = await startFleet(t, { platform: { merchants: 2, functions: 3 } });
  const made = fleet.fleet();
  await made.worker();
  const { finished } = await made.schedule();
  await finished();
  const queue = new Queue("wechat-function-link", { connection: { path: fleet.redis.path } });
  t.after(() => queue.close());
  const { meta } = await queue.getMetrics("completed");
  assert.equal(meta.count, 5, "two merchants, two environments, a plan");
});
