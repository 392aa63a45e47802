// A partial file beside its target, which publish() renames to it. Exclusive creation follows no symbolic link.
import { readSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";

import { flushed, flushFolder, renamed } from "./durable.js";
import { partialName } from "./partial-name.js";
import { Place } from "./places.js";
import { sweep } from "./sweep.js";
import { admitOwner, endsInSlash, failureOf, lookAt } from "./target.js";

/** @import { SinkFile } from "../host/types.d.ts" */
/** @import { There } from "./target.js" */
/** @import { Stats } from "node:fs" */
/** @import { FileHandle } from "node:fs/promises" */

// Bytes of one write. As many more are buffered meanwhile.
const BATCH_BYTES = 1024 * 1024;

// A flush begins after this many bytes, during the download, so that the last flush is short.
const DISK_BYTES = 64 * 1024 * 1024;

// No other user reads a package before it is verified.
const PRIVATE = 0o600;
// Without setuid, setgid and sticky: a package must not run as another user.
const PERMISSIONS = 0o777;

/** @implements {SinkFile} */
export class PartialFile {
  #target;
  #folder;
  #namesFolder;
  #place = new Place();
  // The entry at the target's path: `{ found, file }`.
  /** @type {There} */
  #there = {};
  /** @type {Promise<void> | undefined} */
  #opening;
  /** @type {string | undefined} */
  #path;
  /** @type {FileHandle | undefined} */
  #handle;
  // The partial file's stats at its creation.
  /** @type {Stats | undefined} */
  #made;
  /** @type {number | undefined} */
  #defaultMode;
  /** @type {Promise<void> | undefined} */
  #swept;
  #isOver = false;
  #position = 0;
  /** @type {Uint8Array[]} */
  #batch = [];
  #length = 0;
  #flushed = 0;
  #writing = Promise.resolve();
  /** @type {Promise<unknown>} */
  #syncing = Promise.resolve();
  /** @type {{ reason: unknown } | undefined} */
  #failure;
  // Whether what was written is read back before it is published.
  staysReadable = false;

  /** @param {string} target @param {boolean} namesFolder */
  constructor(target, namesFolder) {
    this.#target = target;
    this.#folder = dirname(target);
    this.#namesFolder = namesFolder;
  }

  /** @param {unknown} error */
  words(error) {
    return failureOf(this.#target, error);
  }

  // Throws where the target's path cannot become the file.
  async checkTarget() {
    if (this.#namesFolder) throw endsInSlash(this.#target);
    this.#there = await lookAt(this.#target);
  }

  get isEntered() {
    return this.#opening !== undefined;
  }

  // Waits for a place and makes the file, so that a refusal of its folder shows before the first request.
  enter() {
    return (this.#opening = this.#open());
  }

  async #open() {
    await this.#place.take();
    if (this.#isOver) return;
    if (this.#there.file === undefined) this.#defaultMode = await defaultMode(this.#folder);
    this.#path = join(this.#folder, await partialName());
    this.#handle = await open(this.#path, this.staysReadable ? "wx+" : "wx", PRIVATE);
    this.#made = await this.#handle.stat();
    await admitOwner(this.#there, this.#target, this.#made.uid);
    this.#swept = sweep(this.#folder, this.#made.mtimeMs);
  }

  // The following steps come after enter().
  get #file() {
    return /** @type {FileHandle} */ (this.#handle);
  }

  async startOver() {
    await this.#writing;
    if (this.#position > 0) await this.#file.truncate(0);
    this.#position = 0;
    this.#flushed = 0;
    this.#batch = [];
    this.#length = 0;
  }

  // Returns a promise only where the caller has to wait. The file owns the chunk.
  /** @param {Uint8Array} piece */
  write(piece) {
    this.#batch.push(piece);
    this.#length += piece.length;
    return this.#length < BATCH_BYTES ? undefined : this.#flush();
  }

  async close() {
    await this.#flush();
    await this.#writing;
    await this.#syncing;
    if (this.#failure) throw this.#failure.reason;
    await flushed(this.#file.sync());
  }

  // After close(): what was written. It has just been written, so that a read that blocks finds it in the system's cache.
  written() {
    const { fd } = this.#file;
    const readAt = (/** @type {number} */ start, /** @type {Uint8Array} */ into) => {
      for (let at = 0; at < into.length; ) {
        const length = readSync(fd, into, at, into.length - at, start + at);
        if (length === 0) throw new Error("the file ends before its end");
        at += length;
      }
    };
    return { size: this.#position, readAt };
  }

  // The call waits until this settles: where it rejects, the target has to be unchanged.
  async publish() {
    // The target's path may have changed since the first check.
    await this.checkTarget();
    await this.#dress();
    const handle = this.#file;
    this.#handle = undefined;
    await handle.close();
    await renamed(/** @type {string} */ (this.#path), this.#target);
    await flushFolder(this.#folder);
    await this.#swept;
    this.#place.leave();
  }

  // After any failure, also with a write under way: removes the partial file and leaves the target unchanged.
  async discard() {
    this.#isOver = true;
    if (!this.#opening) return;
    this.#place.giveUp();
    await this.#opening.catch(() => {});
    await this.#writing.catch(() => {});
    await this.#syncing;
    await this.#handle?.close().catch(() => {});
    if (this.#path) await rm(this.#path, { force: true }).catch(() => {});
    await this.#swept;
    this.#place.leave();
  }

  // Gives the file the mode and owner of the replaced file where permitted, or those of a new file.
  async #dress() {
    const made = /** @type {Stats} */ (this.#made);
    const replaced = this.#there.file;
    let mode = replaced ? replaced.mode & PERMISSIONS : (this.#defaultMode ??= await defaultMode(this.#folder));
    if (replaced && process.platform !== "win32" && !(await this.#keepGroup(replaced))) {
      // Where the group differs, it gets only the rights of all others.
      mode = (mode & 0o707) | ((mode & 0o007) << 3);
    }
    // Some file systems have no modes.
    if (mode !== (made.mode & PERMISSIONS)) await this.#file.chmod(mode).catch(() => {});
  }

  /** @param {Stats} replaced */
  async #keepGroup({ uid, gid }) {
    const made = /** @type {Stats} */ (this.#made);
    if (uid === made.uid && gid === made.gid) return true;
    /** @param {Promise<void>} change */
    const permitted = (change) =>
      change.then(
        () => true,
        () => false,
      );
    if (await permitted(this.#file.chown(uid, gid))) return true;
    return gid === made.gid || permitted(this.#file.chown(-1, gid));
  }

  async #flush() {
    await this.#writing;
    const [batch, position] = [this.#batch, this.#position];
    this.#batch = [];
    this.#position += this.#length;
    this.#length = 0;
    this.#writing = writeAll(this.#file, batch, position);
    this.#writing.catch(() => {}); // reported by the next flush, or by close
    if (position - this.#flushed >= DISK_BYTES) {
      this.#flushed = position;
      // A system reports a failed write to one flush only: keep the failure for close().
      this.#syncing = this.#syncing
        .then(() => flushed(this.#file.datasync()))
        .catch((reason) => (this.#failure ??= { reason }));
    }
  }
}

// The mode of a new file in this folder, by the umask or the folder's default ACL. Reading the umask directly would change it for all
// threads.
/** @param {string} folder */
async function defaultMode(folder) {
  const path = join(folder, await partialName());
  const handle = await open(path, "wx");
  try {
    return (await handle.stat()).mode & PERMISSIONS;
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** @param {FileHandle} handle @param {Uint8Array[]} batch @param {number} position */
async function writeAll(handle, batch, position) {
  let left = batch.filter((piece) => piece.length > 0);
  while (left.length > 0) {
    let { bytesWritten } = await handle.writev(left, position);
    position += bytesWritten;
    left = left.flatMap((piece) => {
      const rest = piece.subarray(Math.min(bytesWritten, piece.length));
      bytesWritten -= piece.length - rest.length;
      return rest.length > 0 ? [rest] : [];
    });
  }
}
