// Calls onStart, onProgress and onEvent in the async context of their call. An exception ends the call. The call does not wait for their promise,
// but its rejection ends the call, too.
import { Stop } from "./stop.js";

/** @import { Context, Given } from "./types.d.ts" */

export class Callbacks {
  #given;
  #context;
  #end;
  // The number of bytes in the last event of progress.
  /** @type {number | undefined} */
  reported;

  /** @param {Given} given @param {Context} context @param {(stop: Stop) => void} end */
  constructor(given, context, end) {
    this.#given = given;
    this.#context = context;
    this.#end = end;
  }

  /** @param {number} bytes @param {number} [total] */
  progress(bytes, total) {
    this.reported = bytes;
    this.call("onProgress", { transferredBytes: bytes, ...(total === undefined ? {} : { totalBytes: total }) });
  }

  // Returns the Stop of an exception.
  /**
   * @template {"onStart" | "onProgress" | "onEvent"} Name
   * @param {Name} name
   * @param {Parameters<NonNullable<Given[Name]>>[0]} event
   */
  call(name, event) {
    const callback = /** @type {((event: unknown) => unknown) | undefined} */ (this.#given[name]);
    if (callback === undefined) return undefined;
    /** @param {unknown} reason */
    const failed = (reason) => {
      const stop = new Stop("callback", { reason, words: `options.${name}` });
      this.#end(stop);
      return stop;
    };
    try {
      const returned = this.#context.run(() => callback(event));
      if (typeof returned === "object" && returned !== null) new Promise((resolve) => resolve(returned)).catch(failed);
      return undefined;
    } catch (reason) {
      return failed(reason);
    }
  }
}
