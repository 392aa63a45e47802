// Links and a package under one span, with their spans and durations on the terminal: node tracing/check.mjs
import { metrics, trace } from "@opentelemetry/api";
import { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { downloadFunction, getFunctionLinks } from "wechat-function-link";
import { createSandbox } from "wechat-function-link/sandbox";

import { StorageContextManager } from "./context.mjs";
import { traceOperations } from "./operations.mjs";
import { durations, tree } from "./shown.mjs";

// In your program: the exporters of your collector, for example those of @opentelemetry/exporter-trace-otlp-http.
const spans = new InMemorySpanExporter();
const values = new InMemoryMetricExporter();
const contextManager = new StorageContextManager();
const tracing = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
tracing.register({ contextManager });
const reader = new PeriodicExportingMetricReader({ exporter: values });
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
const end = traceOperations(contextManager.storage);

// The sandbox in place of the platform. Its span shows that a request's parent is its operation: an instrumentation of fetch sees the same.
const tracer = trace.getTracer("example");
const sandbox = createSandbox();
const fetch = (url, init) =>
  tracer.startActiveSpan(`${init.method} ${new URL(url).hostname}`, (span) =>
    sandbox.fetch(url, init).finally(() => span.end()),
  );

const accessToken = "sandbox-access-token";
const requests = [
  { accessToken, env: "test-777bb9", functionName: "login", authorizerAppid: "wx0000000000000001" },
  { accessToken, env: "errcode", functionName: "61007", authorizerAppid: "wx0000000000000002" },
];
await tracer.startActiveSpan("nightly check", async (span) => {
  for await (const { request, link } of getFunctionLinks(requests, { fetch, concurrency: 1 }))
    if (link) await downloadFunction(request, { fetch });
  span.end();
});

end();
await reader.forceFlush();
console.log(tree(spans.getFinishedSpans()));
console.log(durations(values.getMetrics()));
await reader.shutdown();
await tracing.shutdown();
