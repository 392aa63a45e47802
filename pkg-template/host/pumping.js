// The chunks of a call: its source, its digests, and one pump after another with the rest of a chunk between two.
import { Digests } from "./digests.js";
import { Pump } from "./pump.js";
import { Stop } from "./stop.js";

/** @import { NativeHash, OwnHash } from "./hashes.js" */
/** @import { Source } from "./source.js" */
/** @import { Timers } from "./timers.js" */
/** @import { Given } from "./types.d.ts" */

export class Pumping {
  #given;
  #timers;
  #missed;
  digests = new Digests();
  /** @type {Source | undefined} */
  source;
  /** @type {Pump | undefined} */
  #pump;
  /** @type {Uint8Array | undefined} */
  #rest;

  // `missed` stops the current step, after `idleTimeoutMs` without a byte.
  /** @param {Given} given @param {Timers} timers @param {(stop: Stop) => void} missed */
  constructor(given, timers, missed) {
    this.#given = given;
    this.#timers = timers;
    this.#missed = missed;
  }

  // The number of bytes that the last pump took.
  get bytes() {
    return this.#pump?.bytes ?? 0;
  }

  // Stops the current pump.
  stop() {
    if (this.#pump) this.#pump.isOver = true;
  }

  // Drops the rest of a chunk: another body follows.
  dropRest() {
    this.#rest = undefined;
  }

  // Runs a pump. Resolves to whether the source has ended; undefined where stop() ended the pump.
  /** @param {(bytes: number) => void} report @param {{ upTo: number | undefined, most: number, writes: boolean }} bounds */
  async run(report, bounds) {
    const { sink, isOurs, idleTimeoutMs } = this.#given;
    const isDownload = sink !== undefined;
    const work = {
      source: /** @type {Source} */ (this.source),
      hash: /** @type {NativeHash | OwnHash} */ (this.digests.current),
      sink,
      isOurs,
      isDownload,
      rest: this.#rest,
      report,
    };
    const pump = (this.#pump = new Pump(work));
    if (isDownload)
      this.#timers.limitIdleness(pump, idleTimeoutMs, () =>
        this.#missed(new Stop("idle", { milliseconds: idleTimeoutMs })),
      );
    const isWhole = await pump.run(bounds);
    if (pump.isOver) return undefined;
    this.#rest = work.rest;
    this.#timers.clearStep();
    return isWhole;
  }
}
