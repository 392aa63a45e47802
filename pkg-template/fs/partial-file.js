// A file under a fresh name beside its target, renamed onto it only by publish(). Exclusive creation follows no symbolic link.
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

const BUFFER_BYTES = 1024 * 1024;

export class PartialFile {
  #path;
  #target;
  #handle;
  #position = 0;
  #filled = 0;
  // What is hashed is what is written, whoever reuses the pieces: they are copied. One buffer fills while the other is written.
  #buffer = new Uint8Array(BUFFER_BYTES);
  #spare = new Uint8Array(BUFFER_BYTES);
  #writing = Promise.resolve();
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
    this.#filled = 0;
  }

  async write(piece) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + BUFFER_BYTES - this.#filled);
      this.#buffer.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === BUFFER_BYTES) await this.#flush();
    }
  }

  async close() {
    await this.#flush();
    await this.#writing;
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
    await handle.close().catch(() => {});
    await rm(this.#path, { force: true }).catch(() => {});
  }

  async #flush() {
    await this.#writing;
    const [full, length, position] = [this.#buffer, this.#filled, this.#position];
    [this.#buffer, this.#spare] = [this.#spare, full];
    this.#filled = 0;
    this.#position += length;
    this.#writing = writeAll(this.#handle, full.subarray(0, length), position);
    this.#writing.catch(() => {}); // seen by the next flush, or by close
  }
}

async function writeAll(handle, bytes, position) {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

// The rename itself survives a power cut only where the folder is flushed; not every system lets a folder be opened.
async function syncFolder(path) {
  const folder = await open(path, "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close().catch(() => {});
}
