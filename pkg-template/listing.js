// What can be downloaded: environments, functions by pages, and quotas.
import { beginEnvironments, beginFunctions, beginQuota, currentContext, load, takeFunctions, watch } from "./core.js";

/** @import { Context, Core } from "./host/types.d.ts" */
/** @import * as published from "./lists.d.ts" */
/** @import { FunctionInfo } from "./lists.d.ts" */

/** @type {published.ListEnvironments} */
export const listEnvironments = (request, options) => beginEnvironments(request, options).promise;

/** @type {published.GetQuota} */
export const getQuota = (request, options) => beginQuota(request, options).promise;

/** @param {unknown} request @param {unknown} options @returns {AsyncGenerator<FunctionInfo, void, undefined>} */
export function listFunctions(request, options) {
  // Read at the call, not at the first step.
  const pages = new Pages(takeFunctions(request, options), currentContext());
  const rows = pages.rows();
  const end = rows.return.bind(rows);
  // A generator's own `return` would wait for the page under way.
  rows.return = (value) => {
    pages.leave();
    return end(value);
  };
  return rows;
}

class Pages {
  #taken;
  #context;
  #hasLeft = false;
  #leave = () => {};

  /** @param {ReturnType<typeof takeFunctions>} taken @param {Context} context */
  constructor(taken, context) {
    this.#taken = taken;
    this.#context = context;
  }

  leave() {
    this.#hasLeft = true;
    this.#leave();
  }

  /** @returns {AsyncGenerator<FunctionInfo, void, undefined>} */
  async *rows() {
    const names = new Set();
    let received = 0;
    for (let isLast = false; !isLast; ) {
      const page = await this.#page(received);
      if (page === undefined) return;
      received += page.functions.length;
      const fresh = page.functions.filter(({ name }) => !names.has(name) && names.add(name));
      isLast = /** @type {Core} */ (load.core).isLastPage(fresh.length, names.size, page.totalCount);
      yield* this.#unlessAborted(fresh);
    }
  }

  // Undefined where the caller has left.
  /** @param {number} offset */
  async #page(offset) {
    if (this.#hasLeft) return undefined;
    const { promise, scope } = this.#context.run(() => beginFunctions(this.#taken.page(offset)));
    this.#leave = () => scope.leave();
    try {
      return await promise;
    } catch (reason) {
      if (this.#hasLeft) return undefined;
      throw reason;
    } finally {
      this.#leave = () => {};
    }
  }

  // The signal may be aborted while the caller works on a row.
  /** @param {FunctionInfo[]} rows */
  *#unlessAborted(rows) {
    const watched = watch(this.#taken.signal, () => {});
    try {
      for (const row of rows) {
        if (watched.isAborted()) throw watched.reason();
        yield row;
      }
    } finally {
      watched.end();
    }
  }
}
