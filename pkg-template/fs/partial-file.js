// A file under a fresh name beside its target, renamed onto it only by publish(). Exclusive creation follows no symbolic link.
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

// So many bytes are written at once, and so many more are taken in meanwhile.
const BATCH_BYTES = 1024 * 1024;

// What is written goes to the disk from here on, while the rest is still on its way: at the end there is little left to flush.
const DISK_BYTES = 64 * 1024 * 1024;

export class PartialFile {
  #path;
  #target;
  #handle;
  #position = 0;
  #batch = [];
  #length = 0;
  #flushed = 0;
  #writing = Promise.resolve();
  #syncing = Promise.resolve();
  #opening;

  constructor(path, target) {
    this.#path = path;
    this.#target = target;
  }

  async startOver() {
    await this.#writing;
    this.#opening ??= open(this.#path, "wx");
    this.#handle = await this.#opening;
    await this.#handle.truncate(0);
    this.#position = 0;
    this.#flushed = 0;
    this.#batch = [];
    this.#length = 0;
  }

  // A promise only where there is something to wait for. Nobody else writes to the piece.
  write(piece) {
    this.#batch.push(piece);
    this.#length += piece.length;
    return this.#length < BATCH_BYTES ? undefined : this.#flush();
  }

  async close() {
    await this.#flush();
    await this.#writing;
    await this.#syncing;
    await this.#handle.sync();
    await this.#handle.close();
  }

  // Nobody gives up waiting for this: who hears of a failure has to find the target as it was.
  async publish() {
    await rename(this.#path, this.#target);
    await syncFolder(dirname(this.#target));
  }

  // Whatever went wrong, and whatever is still under way: the partial file goes, the target stays as it was.
  async discard() {
    const handle = await this.#opening?.catch(() => {});
    if (!handle) return;
    await this.#writing.catch(() => {});
    await this.#syncing;
    await handle.close().catch(() => {});
    await rm(this.#path, { force: true }).catch(() => {});
  }

  async #flush() {
    await this.#writing;
    const [batch, position] = [this.#batch, this.#position];
    this.#batch = [];
    this.#position += this.#length;
    this.#length = 0;
    this.#writing = writeAll(this.#handle, batch, position);
    this.#writing.catch(() => {}); // seen by the next flush, or by close
    if (position - this.#flushed >= DISK_BYTES) {
      this.#flushed = position;
      // A failure shows in the sync at the end.
      this.#syncing = this.#syncing.then(() => this.#handle.datasync()).catch(() => {});
    }
  }
}

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

// The rename itself survives a power cut only where the folder is flushed; not every system lets a folder be opened.
async function syncFolder(path) {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close().catch(() => {});
}
