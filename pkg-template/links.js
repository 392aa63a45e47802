// Many links, a bounded number at once. The source is read lazily: what is read, under way or not yet taken is never more
// than `concurrency`, so that a million requests take constant memory.
import { load } from "./core.js";

export async function* getFunctionLinks(requests, options) {
  const core = await load();
  const { concurrency = 16, signal, ...callOptions } = options ?? {};
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw core.invalidArgument("options.concurrency must be a whole number of at least 1");
  }
  const iterator = requests?.[Symbol.asyncIterator]?.() ?? requests?.[Symbol.iterator]?.();
  if (typeof requests !== "object" || !iterator) throw core.invalidArgument("requests must be an iterable or async iterable of requests");

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
    // Not waited for: a source that never answers must not hold whoever leaves.
    if (!ended) Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
