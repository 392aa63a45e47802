// Many links, a bounded number at once. The source is read lazily: what is read, under way or not yet taken is never more
// than `concurrency`, so that a million requests take constant memory.
import { load } from "./core.js";

export async function* getFunctionLinks(requests, options) {
  const core = await load();
  if (options !== undefined && (typeof options !== "object" || options === null)) throw core.invalidArgument("options must be an object");
  const { concurrency = 16, signal, ...callOptions } = options ?? {};
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw core.invalidArgument("options.concurrency must be a whole number of at least 1");
  }
  // Looked at as a call's own is: each call gets another in its place.
  if (signal !== undefined && (typeof signal?.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw core.invalidArgument("options.signal must be an AbortSignal");
  }
  const iterate = typeof requests === "object" ? (requests?.[Symbol.asyncIterator] ?? requests?.[Symbol.iterator]) : undefined;
  if (typeof iterate !== "function") throw core.invalidArgument("requests must be an iterable or async iterable of requests");
  const iterator = iterate.call(requests);

  const controller = new AbortController();
  const settled = [];
  let underWay = 0;
  let reading = false;
  let ended = false;
  let failure;
  let wake = () => {};

  function read() {
    reading = true;
    const arrived = (step) => {
      if (step.done) ended = true;
      else start(step.value);
    };
    const failed = (reason) => {
      ended = true;
      failure = { reason };
    };
    new Promise((resolve) => resolve(iterator.next())).then(arrived).catch(failed).finally(() => {
      reading = false;
      wake();
    });
  }

  function start(request) {
    underWay++;
    core.getFunctionLink(request, { ...callOptions, signal: controller.signal })
      .then((link) => settled.push({ request, link }), (error) => settled.push({ request, error }))
      .finally(() => {
        underWay--;
        wake();
      });
  }

  const abort = () => {
    controller.abort(signal.reason);
    wake();
  };
  signal?.addEventListener("abort", abort);
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (!ended && !reading && underWay + settled.length < concurrency) read();
      if (settled.length > 0) yield settled.shift();
      else if (failure) throw failure.reason;
      else if (ended && underWay === 0) return;
      else await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener("abort", abort);
    controller.abort();
    // Not waited for, and its failure is not heard: whoever leaves has a reason of their own.
    if (!ended) new Promise((resolve) => resolve(iterator.return?.())).catch(() => {});
  }
}
