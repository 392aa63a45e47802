// A batch's SHA256SUMS: a line is added when a package is there, verified. It is both the record and what `sha256sum -c` reads.
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

import { systemError } from "./errors.js";
import { verifyFile } from "./local-file.js";
import { parseSums, sumLine } from "./sums.js";

export class Journal {
  #folder;
  #sums;
  #file;
  #writing = Promise.resolve();

  static async open(folder) {
    const path = join(folder, "SHA256SUMS");
    try {
      await mkdir(folder, { recursive: true });
      const text = await readFile(path, "utf8").catch((error) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return new Journal(folder, path, text, await open(path, "a"));
    } catch (error) {
      throw systemError(`could not open ${path}`, error);
    }
  }

  constructor(folder, path, text, file) {
    this.#folder = folder;
    this.path = path;
    this.#file = file;
    this.#sums = new Map(parseSums(text).map((line) => [line.path, line.checksum]));
    // A run that was killed may have left half a line: it ends here and counts for nothing.
    if (text !== "" && !text.endsWith("\n")) this.#writing = file.appendFile("\n");
  }

  // What the record says of a path, where the file is there and its bytes are still the record's.
  async holds(path, signal) {
    const checksum = this.#sums.get(sumsPath(path));
    if (checksum === undefined) return undefined;
    try {
      const { verified, size } = await verifyFile(join(this.#folder, path), checksum, { signal });
      return verified ? { checksum, size } : undefined;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }

  add(checksum, path) {
    if (this.#sums.get(sumsPath(path)) === checksum) return this.#writing;
    this.#sums.set(sumsPath(path), checksum);
    this.#writing = this.#writing.then(() => this.#file.appendFile(sumLine(checksum, sumsPath(path))));
    return this.#writing;
  }

  async close() {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }
}

const sumsPath = (path) => path.replaceAll("\\", "/");
