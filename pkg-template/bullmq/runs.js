// What a worker has at hand of a run: the previous snapshot's rows, the parts that were there, the packages that it knows.
import { Calls } from "../fleet/calls.js";
import { Claims } from "../fleet/claims.js";
import { Packages } from "../fleet/packages.js";
import { PreviousRows } from "../fleet/previous-rows.js";
import { Steps } from "../fleet/steps.js";
import { RememberingCalls } from "./memo.js";
import { SharedTurns } from "./turns.js";

/** @import { SnapshotTarget } from "../fleet.d.ts" */
/** @import { Memo } from "./memo.js" */
/** @import { Taken } from "./options.js" */
/** @import { Parts } from "./turns.js" */

// The data of a run's jobs. `previous` is the snapshot that the plan chose; `round` counts how often the run was begun.
/** @typedef {{ run: string, round: number, previous?: string, full?: boolean }} RunData */

// Runs that follow one another may overlap.
const MOST = 2;

export class Run {
  #asking;
  #previous;
  #full;
  #perMerchant;
  id;
  claims;
  packages;

  /** @param {RunData} data @param {Parts} parts @param {Taken} taken @param {AbortSignal} signal @param {Claims} claims @param {PreviousRows} [previous] */
  constructor({ run, full }, parts, taken, signal, claims, previous) {
    const { archive, accessToken, perMerchant, callOptions, downloadOptions, onEvent } = taken;
    this.id = run;
    this.claims = claims;
    this.#previous = previous;
    this.#full = full;
    this.#perMerchant = perMerchant;
    const more = { signal, ...(onEvent && { onEvent }) };
    this.#asking = {
      accessToken,
      callOptions: { ...callOptions, ...more },
      downloadOptions: { ...downloadOptions, ...more },
      turn: new SharedTurns(parts, run).take,
    };
    this.packages = new Packages({ archive, id: run, calls: new Calls(this.#asking), signal });
  }

  // The steps of one job, with what it has learned.
  /** @param {Memo} [memo] */
  steps(memo) {
    const calls = new RememberingCalls(this.#asking, memo);
    const { packages } = this;
    const steps = new Steps({ calls, packages, previous: this.#previous, full: this.#full, atOnce: this.#perMerchant });
    return { calls, steps };
  }

  // Whether a part was there when this worker met the run.
  /** @param {SnapshotTarget} target */
  isDone(target) {
    return this.claims.isDone(target);
  }

  async discard() {
    await this.#previous?.discard();
  }
}

/** @typedef {{ loading: Promise<Run>, users: number }} Entry */

export class Runs {
  #parts;
  #taken;
  #signal;
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /** @param {Parts} parts @param {Taken} taken @param {AbortSignal} signal */
  constructor(parts, taken, signal) {
    this.#parts = parts;
    this.#taken = taken;
    this.#signal = signal;
  }

  // Works with what is at hand of a run.
  /** @template Result @param {RunData} data @param {(run: Run) => Promise<Result>} work @returns {Promise<Result>} */
  async use(data, work) {
    // Each round finds more parts there.
    const key = `${data.run} ${data.round}`;
    const entry = this.#entries.get(key) ?? { loading: this.#begin(data), users: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.users++;
    try {
      return await work(await entry.loading);
    } catch (reason) {
      // The next job loads it again.
      entry.loading.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
      throw reason;
    } finally {
      entry.users--;
      this.#tidy();
    }
  }

  async close() {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(discard));
  }

  // Lets go of the runs that were used longest ago.
  #tidy() {
    for (const [key, entry] of [...this.#entries].slice(0, -MOST)) {
      if (entry.users > 0) continue;
      this.#entries.delete(key);
      discard(entry);
    }
  }

  /** @param {RunData} data */
  async #begin(data) {
    const { archive } = this.#taken;
    const claims = new Claims();
    for await (const part of archive.parts(data.run)) claims.isThere(part);
    const { previous } = data;
    const rows = previous === undefined ? undefined : await PreviousRows.of(archive.snapshot(previous));
    return new Run(data, this.#parts, this.#taken, this.#signal, claims, rows);
  }
}

/** @param {Entry} entry */
const discard = ({ loading }) => loading.then((run) => run.discard()).catch(() => {});
