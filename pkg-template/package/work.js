// One call under way: its signal, its async context, its time slices, and what has to be let go with it.
import { currentContext, Stop, TimeSlice, watch } from "../core.js";
import { invalidArgument } from "./failures.js";

/** @type {Set<Work>} */
const live = new Set();

// A trap ends every call.
/** @param {unknown} reason */
export function endAll(reason) {
  for (const work of [...live]) work.end(reason);
}

export const isIdle = () => live.size === 0;

export class Work {
  #context = currentContext();
  #slice = new TimeSlice();
  /** @type {Set<() => void>} */
  #owned = new Set();
  #isOver = false;
  /** @type {((reason: unknown) => void) | undefined} */
  #reject;

  // What `job(work)` resolves to. Rejects at once where the signal aborts.
  /**
   * @template Result
   * @param {AbortSignal | undefined} signal
   * @param {(work: Work) => Promise<Result>} job
   * @returns {Promise<Result>}
   */
  async do(signal, job) {
    /** @type {Promise<never>} */
    const ended = new Promise((_, reject) => {
      this.#reject = reject;
    });
    live.add(this);
    let watched;
    try {
      watched = this.#watch(signal);
      return await Promise.race(this.#isOver ? [ended] : [ended, this.#do(job)]);
    } finally {
      live.delete(this);
      this.#close();
      watched?.end();
    }
  }

  /** @param {AbortSignal | undefined} signal @returns {ReturnType<typeof watch>} */
  #watch(signal) {
    try {
      const watched = watch(signal, () => this.end(watched.reason()));
      if (watched.isAborted()) this.end(watched.reason());
      return watched;
    } catch {
      throw invalidArgument("options.signal must be an AbortSignal");
    }
  }

  /** @template Result @param {(work: Work) => Promise<Result>} job */
  async #do(job) {
    try {
      return await job(this);
    } catch (reason) {
      throw reason instanceof Stop ? invalidArgument(reason.words) : reason;
    }
  }

  /** @param {unknown} reason */
  end(reason) {
    this.#close();
    this.#reject?.(reason);
  }

  #close() {
    this.#isOver = true;
    const owned = [...this.#owned];
    this.#owned.clear();
    for (const letGo of owned) letGo();
  }

  // A caller's own code runs in the call's async context.
  /** @template Result @param {() => Result} call */
  run(call) {
    return this.#context.run(call);
  }

  // What to do when the call ends. Returns a function that makes it needless.
  /** @param {() => void} letGo */
  finally(letGo) {
    this.#owned.add(letGo);
    return () => this.#owned.delete(letGo);
  }

  // An object of the module's, which is freed with the call.
  /** @template {{ free(): void }} Handle @param {Handle} handle */
  owns(handle) {
    this.finally(() => {
      try {
        handle.free();
      } catch {} // of an instance that is gone
    });
    return handle;
  }

  // After so many bytes of work: yields where it is time to. Throws where the call has ended meanwhile.
  /** @param {number} bytes */
  async took(bytes) {
    this.#slice.took(bytes);
    const turn = this.#slice.next();
    if (turn) await turn;
    this.check();
  }

  check() {
    if (this.#isOver) throw new Error("the call has ended");
  }
}
