// Many links, a bounded number at once. The source is read lazily: at most `concurrency` requests are read, under way or not yet
// taken, so that a million requests take constant memory.
import { beginLink, currentContext, load, takeLinks, watch } from "./core.js";

/** @import { Context, Iterate } from "./host/types.d.ts" */
/** @import { FunctionLinkRequest, FunctionLinkResult } from "./index.d.ts" */

/** @param {unknown} requests @param {unknown} options @returns {AsyncGenerator<FunctionLinkResult, void, undefined>} */
export function getFunctionLinks(requests, options) {
  // Read at the call, not at the first step.
  return links(takeLinks(requests, options), currentContext());
}

/** @param {Iterate | undefined} iterate @param {Context} context */
function begun(iterate, context) {
  try {
    const iterator = iterate && context.run(iterate);
    return typeof iterator?.next === "function" ? iterator : undefined;
  } catch {
    return undefined;
  }
}

/** @param {ReturnType<typeof takeLinks>} taken @param {Context} context @returns {AsyncGenerator<FunctionLinkResult, void, undefined>} */
async function* links({ refused, concurrency, callOptions, signal, iterate }, context) {
  if (refused !== undefined) throw (await load()).invalidArgument(refused);
  const iterator = begun(iterate, context);
  if (iterator === undefined)
    throw (await load()).invalidArgument("requests must be an iterable or async iterable of requests");

  const scopes = new Set();
  /** @type {FunctionLinkResult[]} */
  const settled = [];
  let isReading = false;
  let isEnded = false;
  /** @type {{ reason: unknown } | undefined} */
  let failure;
  /** @type {(value?: unknown) => void} */
  let wake = () => {};

  const read = () => {
    isReading = true;
    /** @param {unknown} step */
    const arrived = async (step) => {
      if (typeof step !== "object" || step === null)
        throw (await load()).invalidArgument("requests must be an iterable or async iterable of requests");
      const { done, value } = /** @type {IteratorResult<FunctionLinkRequest>} */ (step);
      if (done) isEnded = true;
      else start(value);
    };
    /** @param {unknown} reason */
    const failed = (reason) => {
      isEnded = true;
      failure = { reason };
    };
    new Promise((resolve) => resolve(context.run(() => iterator.next())))
      .then(arrived)
      .catch(failed)
      .finally(() => {
        isReading = false;
        wake();
      });
  };

  /** @param {FunctionLinkRequest} request */
  function start(request) {
    const { promise, scope } = context.run(() => beginLink(request, callOptions));
    scopes.add(scope);
    promise
      .then(
        (link) => settled.push({ request, link }),
        (error) => settled.push({ request, error }),
      )
      .finally(() => {
        scopes.delete(scope);
        wake();
      });
  }

  let watched;
  try {
    watched = watch(signal, () => wake());
  } catch {
    throw (await load()).invalidArgument("options.signal must be an AbortSignal");
  }
  try {
    for (;;) {
      if (watched.isAborted()) throw watched.reason();
      if (!isEnded && !isReading && scopes.size + settled.length < concurrency) read();
      if (settled.length > 0) yield/** @type {FunctionLinkResult} */ (settled.shift());
      else if (failure) throw failure.reason;
      else if (isEnded && scopes.size === 0) return;
      else await new Promise((resolve) => (wake = resolve));
    }
  } finally {
    watched.end();
    for (const scope of scopes) scope.leave();
    // Without waiting, and with its failure dropped: the caller has left, or has an error already.
    if (!isEnded) new Promise((resolve) => resolve(context.run(() => iterator.return?.()))).catch(() => {});
  }
}
