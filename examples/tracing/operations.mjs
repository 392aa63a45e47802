// A span and a duration for each operation of wechat-function-link, by its channels. Only @opentelemetry/api is needed here: which SDK and
// which exporters there are is the program's choice.
import { tracingChannel } from "node:diagnostics_channel";

import { context, metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

const NAME = "wechat-function-link";
const OPERATIONS = ["link", "download", "list", "job"];

// No fact is a token, an address or a signature.
const attributesOf = ({
  env,
  functionName,
  authorizerAppid,
  path,
  attempt,
  status,
  errcode,
  rid,
  bytes,
  ...failure
}) => ({
  "wechat.env": env,
  "wechat.function": functionName,
  "wechat.appid": authorizerAppid,
  "wechat.errcode": errcode,
  "wechat.rid": rid,
  "url.path": path,
  "http.request.resend_count": attempt > 1 ? attempt - 1 : undefined,
  "http.response.status_code": status,
  "http.response.body.size": bytes,
  "error.type": typeOf(failure),
});

// A failure without a code has the caller's own reason, as after an abort: what it says may be private.
const typeOf = (facts) => ("error" in facts ? (facts.code ?? "aborted") : undefined);

// Subscribes, and returns a function that ends it. `storage` is the AsyncLocalStorage of OpenTelemetry's context.
export function traceOperations(storage) {
  const tracer = trace.getTracer(NAME);
  const duration = metrics.getMeter(NAME).createHistogram("wechat_function_link.operation.duration", {
    unit: "s",
    description: "How long an operation took",
    advice: { explicitBucketBoundaries: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] },
  });
  const spans = new WeakMap();

  const ends = OPERATIONS.map((operation) => {
    const channels = tracingChannel(`${NAME}:${operation}`);
    // Called before the operation begins, in the caller's context: its active span is the parent.
    const spanOf = (facts) => {
      const parent = context.active();
      const options = { kind: SpanKind.CLIENT, attributes: attributesOf(facts) };
      const span = tracer.startSpan(`${NAME} ${operation}`, options, parent);
      spans.set(facts, span);
      return trace.setSpan(parent, span);
    };
    const handlers = {
      asyncEnd(facts) {
        const type = typeOf(facts);
        // Merchants and functions are too many for a metric's attributes.
        duration.record(facts.milliseconds / 1000, { operation, ...(type && { "error.type": type }) });
        const span = spans.get(facts);
        span?.setAttributes(attributesOf(facts));
        if (type) span?.setStatus({ code: SpanStatusCode.ERROR, message: type });
        span?.end();
      },
    };
    channels.start.bindStore(storage, spanOf);
    channels.subscribe(handlers);
    return () => {
      channels.start.unbindStore(storage);
      channels.unsubscribe(handlers);
    };
  });
  return () => ends.forEach((end) => end());
}
