// Spans as a tree, and durations as lines, for a terminal.
const milliseconds = ([seconds, nanoseconds]) => (seconds * 1e3 + nanoseconds / 1e6).toFixed(1);

const shownAttributes = (attributes) =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}=${value}`)
    .join("");

export function tree(spans, parent, indent = "") {
  return spans
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
    .map((span) => {
      const below = tree(spans, span.spanContext().spanId, `${indent}  `);
      const line = `${indent}${span.name}, ${milliseconds(span.duration)} ms${shownAttributes(span.attributes)}`;
      return below === "" ? line : `${line}\n${below}`;
    })
    .join("\n");
}

export const durations = (exported) =>
  exported
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => {
        const mean = ((value.sum / value.count) * 1e3).toFixed(1);
        return `${descriptor.name}${shownAttributes(attributes)}: ${value.count} × ${mean} ms`;
      }),
    )
    .join("\n");
