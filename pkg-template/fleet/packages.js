// The archive's packages: what is known of one that is there, and how one gets there.
import { archived } from "./errors.js";
import { Known } from "./known.js";
import { storedPart } from "./part-names.js";
import { Spool } from "./spool.js";

/** @import { Archive } from "../fleet.d.ts" */
/** @import { Calls, FunctionName } from "./calls.js" */
/** @import { PackageFacts } from "./known.js" */

/** @typedef {FunctionName & { checksum: string }} Wanted */
/** @typedef {PackageFacts & { checksum: string }} Stored */

export class Packages {
  #archive;
  #id;
  #calls;
  #signal;
  #known = new Known();

  /** @param {{ archive: Archive, id: string, calls: Calls, signal: AbortSignal }} parts */
  constructor({ archive, id, calls, signal }) {
    this.#archive = archive;
    this.#id = id;
    this.#calls = calls;
    this.#signal = signal;
  }

  // What is known of a package without a call; undefined where the archive does not have it. `before` is what a previous row says of it.
  /** @param {string} checksum @param {PackageFacts} [before] @returns {Promise<PackageFacts | undefined>} */
  async facts(checksum, before) {
    const known = this.#known.get(checksum);
    if (known) return known;
    if (!(await archived(() => this.#archive.has(checksum)))) return undefined;
    const facts = before ?? (await this.#read(checksum));
    if (facts) this.#known.set(checksum, facts);
    return facts;
  }

  // Downloads what is deployed and stores it. It may be another package than the wanted one by now: the result says which it is.
  /** @param {Wanted} wanted @returns {Promise<Stored>} */
  async store(wanted) {
    const spool = new Spool();
    try {
      const { checksum, ...facts } = await this.#calls.download(wanted, spool);
      await archived(() => this.#put(checksum, spool));
      this.#known.set(checksum, facts);
      return { checksum, ...facts };
    } finally {
      await spool.discard();
    }
  }

  /** @param {string} checksum @param {Spool} spool */
  async #put(checksum, spool) {
    if (await this.#archive.has(checksum)) return;
    await this.#archive.writePart(this.#id, storedPart(checksum), []);
    await this.#archive.put(checksum, spool.chunks());
  }

  // Reads a package of the archive, which verifies it. A damaged one is an error of its rows.
  /** @param {string} checksum @returns {Promise<PackageFacts | undefined>} */
  async #read(checksum) {
    const stream = await archived(() => this.#archive.get(checksum));
    if (stream === undefined) return undefined;
    const spool = new Spool();
    try {
      for await (const chunk of chunksOf(stream)) {
        this.#signal.throwIfAborted();
        await spool.keep(chunk.slice());
      }
      await spool.seal();
      const { digestArrived } = await import("../package-core.js");
      const contentDigest = await digestArrived(spool.written(), this.#signal);
      return { size: spool.size, ...(contentDigest !== undefined && { contentDigest }) };
    } finally {
      await spool.discard();
    }
  }
}

/** @param {{ read(): Promise<{ done: boolean, value?: Uint8Array | undefined }> }} reader */
const read = (reader) =>
  reader.read().catch((reason) => {
    // Wrong bytes are the package's own fault, anything else the archive's.
    const { code } = /** @type {{ code?: unknown }} */ (reason ?? {});
    return code === "CHECKSUM_MISMATCH" ? Promise.reject(reason) : archived(() => Promise.reject(reason));
  });

// Leaving the loop early cancels the stream.
/** @param {import("../web.d.ts").ReadableStream<Uint8Array>} stream */
async function* chunksOf(stream) {
  const reader = stream.getReader();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await read(reader);
      isOver = done;
      if (done || value === undefined) return;
      yield value;
    }
  } catch (reason) {
    isOver = true;
    throw reason;
  } finally {
    if (!isOver) reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
