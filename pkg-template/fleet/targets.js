// The targets of a run, read one by one.
import { invalidArgument } from "../package/failures.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */
/** @import { Iterate } from "../host/types.d.ts" */

const NAMES = /** @type {const} */ (["authorizerAppid", "env", "functionName"]);
const MOST_APPID_BYTES = 64;
const WORDS = "be a non-empty string without control characters";

// Reads a target, or throws what is wrong with it.
/** @param {unknown} given @param {number} number @returns {SnapshotTarget} */
export function targetOf(given, number) {
  const what = `target ${number}`;
  if (typeof given !== "object" || given === null) throw invalidArgument(`${what} must be an object`);
  /** @type {Partial<SnapshotTarget>} */
  const target = {};
  for (const name of NAMES) {
    const value = /** @type {{ [name: string]: unknown }} */ (given)[name];
    if (value === undefined && name !== "authorizerAppid") continue;
    if (typeof value !== "string" || !isPlain(value)) throw invalidArgument(`${what}.${name} must ${WORDS}`);
    target[name] = value;
  }
  const { authorizerAppid, env, functionName } = /** @type {SnapshotTarget} */ (target);
  if (new TextEncoder().encode(authorizerAppid).length > MOST_APPID_BYTES)
    throw invalidArgument(`${what}.authorizerAppid must have at most ${MOST_APPID_BYTES} bytes`);
  if (functionName !== undefined && env === undefined)
    throw invalidArgument(`${what}.functionName must not be given without env`);
  return { authorizerAppid, env, functionName };
}

/** @param {string} text */
const isPlain = (text) => text !== "" && !/[\p{Cc}\p{Surrogate}]/u.test(text);

export class TargetSource {
  #iterator;
  #isOver = false;

  /** @param {Iterate} iterate */
  constructor(iterate) {
    this.#iterator = iterate();
    if (typeof this.#iterator?.next !== "function")
      throw invalidArgument("options.targets must be an iterable or async iterable of targets");
  }

  // The next target as it is given, or the end.
  /** @returns {Promise<{ value: unknown, isOver: boolean }>} */
  async next() {
    try {
      const step = await this.#iterator.next();
      if (typeof step !== "object" || step === null)
        throw invalidArgument("options.targets must be an iterable or async iterable of targets");
      const { done, value } = /** @type {IteratorResult<unknown>} */ (step);
      this.#isOver = Boolean(done);
      return { value, isOver: this.#isOver };
    } catch (reason) {
      this.#isOver = true;
      throw reason;
    }
  }

  // What follows is not waited for.
  leave() {
    if (this.#isOver) return;
    this.#isOver = true;
    new Promise((resolve) => resolve(this.#iterator.return?.())).catch(() => {});
  }
}
