// The work for every chunk: read, copy where other code may hold it, hash, write, report progress. Calls the module once per 64 KiB with
// the module's engine, and never with a native one.
import { bytesOfChunk } from "./source.js";
import { PROGRESS_BYTES, STEP_BYTES } from "./defaults.js";
import { partOf } from "./bytes.js";
import { refusedBy } from "./sinks.js";
import { Stop } from "./stop.js";
import { TimeSlice } from "./time-slice.js";

/** @import { NativeHash, OwnHash } from "./hashes.js" */
/** @import { Source } from "./source.js" */
/** @import { Sink } from "./types.d.ts" */

/**
 * @typedef {{
 *   source: Source,
 *   hash: OwnHash | NativeHash,
 *   sink: Sink,
 *   isOurs: boolean,
 *   isDownload: boolean,
 *   rest: Uint8Array | undefined,
 *   report(bytes: number): void,
 * }} Work
 */

export class Pump {
  #work;
  #bytes = 0;
  #slice = new TimeSlice();
  isOver = false;
  // Whether the pump waits for the destination, so that no byte is expected.
  isWaiting = false;
  seen = performance.now();

  // `rest` is the unread part of the last pump's chunk.
  /** @param {Work} work */
  constructor(work) {
    this.#work = work;
  }

  get bytes() {
    return this.#bytes;
  }

  // Runs to the source's end, to `upTo` bytes, or beyond `most` bytes. Resolves to true at the source's end.
  /** @param {{ upTo?: number | undefined, most: number, writes: boolean }} bounds */
  async run({ upTo = Infinity, most, writes }) {
    const work = this.#work;
    for (;;) {
      const chunk = work.rest ?? (await this.#read());
      work.rest = undefined;
      if (this.isOver) return undefined;
      if (chunk === undefined) return true;
      const take = Math.min(chunk.length, upTo - this.#bytes);
      if (this.#bytes + take > most) {
        this.#bytes += take;
        return false;
      }
      if (take < chunk.length) work.rest = chunk.subarray(take);
      await this.#take(chunk, take, writes);
      if (this.isOver) return undefined;
      if (this.#bytes >= upTo) return false;
    }
  }

  // A chunk's bytes; undefined at the source's end.
  async #read() {
    const { source, isDownload } = this.#work;
    let step;
    try {
      step = await source.next();
    } catch (failed) {
      if (failed instanceof Stop) throw failed;
      // A runtime's error for a broken-off body may contain its URL.
      if (isDownload) throw new Stop("broke-off");
      throw new Stop("source", { reason: /** @type {{ reason: unknown }} */ (failed).reason });
    }
    if (step.done) return undefined;
    const chunk = bytesOfChunk(step.value);
    if (chunk.length > 0) this.seen = performance.now();
    return chunk;
  }

  /** @param {Uint8Array} chunk @param {number} length @param {boolean} writes */
  async #take(chunk, length, writes) {
    const { hash, report } = this.#work;
    const offset = chunk.byteOffset;
    if (length === 0) this.#slice.took(0);
    for (let at = 0; at < length; ) {
      const turn = this.#slice.next();
      if (turn) await turn;
      if (this.isOver) return;
      const step = Math.min(length - at, STEP_BYTES);
      const part = this.#own(partOf(chunk, offset, at, step), writes);
      hash.update(part);
      at += step;
      this.#bytes += step;
      if (writes) {
        const written = this.#write(part);
        if (written) await this.#wait(written);
        if (this.isOver) return;
      }
      this.#slice.took(step);
      if (at === length || at % PROGRESS_BYTES === 0) report(this.#bytes);
      if (this.isOver) return;
    }
    const turn = length === 0 && this.#slice.next();
    if (turn) await turn;
  }

  /** @param {Uint8Array} part @param {boolean} writes */
  #own(part, writes) {
    const { sink, isOurs } = this.#work;
    if (!sink || !writes) return part;
    try {
      return sink.take(part, isOurs);
    } catch (reason) {
      throw refusedBy(sink, reason);
    }
  }

  /** @param {Uint8Array} part */
  #write(part) {
    try {
      return this.#work.sink.write(part);
    } catch (reason) {
      throw refusedBy(this.#work.sink, reason);
    }
  }

  /** @param {Promise<void>} written */
  async #wait(written) {
    this.isWaiting = true;
    try {
      await written;
    } catch (reason) {
      throw refusedBy(this.#work.sink, reason);
    } finally {
      this.isWaiting = false;
      this.seen = performance.now();
    }
  }
}
