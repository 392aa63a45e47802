// verify --check: the files that lists name, with sha256sum's habits.
import { stat } from "node:fs/promises";

import { described } from "./described.js";
import { Misuse } from "./errors.js";
import { verifyFile } from "./local-file.js";
import { plain } from "./output.js";
import { Progress } from "./progress.js";
import { parseSums } from "./sums.js";
import { readText } from "./text-file.js";

/** @import { Context } from "./program.js" */

/**
 * @typedef {{ quiet?: boolean, status?: boolean, ignoreMissing?: boolean, strict?: boolean, warn?: boolean }} ListFlags
 */
/** @typedef {{ intact: number, wrong: number, unreadable: number, malformed: number, missing?: number }} Counts */

// What is counted on standard error: "1 wrong, 2 malformed".
/** @type {("wrong" | "unreadable" | "malformed")[]} */
const COUNTED = ["wrong", "unreadable", "malformed"];

/** @param {string[]} paths @param {ListFlags} options @param {Context} context */
export async function verifyLists(paths, options, context) {
  const { output, signal } = context;
  /** @type {Counts} */
  const counts = { intact: 0, wrong: 0, unreadable: 0, malformed: 0, ...(options.ignoreMissing ? { missing: 0 } : {}) };
  let failures = 0;
  for (const path of paths) {
    try {
      await verifyList(path, counts, options, context);
    } catch (error) {
      signal.throwIfAborted();
      output.error(error);
      failures++;
    }
  }
  if (!options.status) {
    output.object({ summary: counts });
    const shown = COUNTED.filter((name) => counts[name] > 0);
    if (shown.length > 0) output.note(shown.map((name) => `${counts[name]} ${name}`).join(", "));
  }
  if (failures + counts.unreadable > 0 || (options.strict && counts.malformed > 0)) return 2;
  return counts.wrong > 0 ? 1 : 0;
}

/** @param {string} path @param {Counts} counts @param {ListFlags} options @param {Context} context */
async function verifyList(path, counts, options, context) {
  const { output } = context;
  const name = path === "-" ? "standard input" : path;
  const text = await readText(path);
  if (text.includes("\0")) {
    throw new Misuse(`${name} has lines that end with NUL, as sha256sum -z writes them`, "Write the list without -z.");
  }
  const lines = parseSums(text);
  if (!lines.some((line) => line.path !== undefined))
    throw new Misuse(`${name} names no file`, "Give a list as sha256sum writes it.");
  const before = counts.intact + counts.wrong + counts.unreadable;
  for (const { number, path: listed, checksum } of lines) {
    if (listed === undefined || checksum === undefined) {
      counts.malformed++;
      if (options.status) continue;
      output.object({
        list: path,
        line: number,
        error: { code: "INVALID_ARGUMENT", message: `line ${number} is malformed` },
      });
      if (options.warn) output.note(`${output.errorColor.red("malformed")} ${plain(name)}: line ${number}`);
    } else {
      const verdict = await verifyListed(listed, checksum, options, context);
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    }
  }
  if (counts.intact + counts.wrong + counts.unreadable === before) {
    throw new Misuse(`no file of ${name} is there`, "Run it in the folder that the list was made in.");
  }
}

// Its verdict, by the name of its count.
/**
 * @param {string} path
 * @param {string} checksum
 * @param {ListFlags} options
 * @param {Context} context
 * @returns {Promise<"missing" | "intact" | "wrong" | "unreadable">}
 */
async function verifyListed(path, checksum, { quiet, status, ignoreMissing }, { output, signal }) {
  if (ignoreMissing && path !== "-" && !(await isThere(path))) return "missing";
  const progress = new Progress(output);
  try {
    const { verified, size } = await verifyFile(path, checksum, { signal, onProgress: progress.update });
    progress.stop();
    if (!status && !(verified && quiet)) {
      output.object({ path, checksum, size, verified });
      output.line(`${plain(path)}: ${verified ? output.color.green("OK") : output.color.red("FAILED")}`);
    }
    return verified ? "intact" : "wrong";
  } catch (error) {
    progress.stop();
    signal.throwIfAborted();
    const fields = described(error);
    output.object({ path, checksum, error: fields });
    if (!status) output.line(`${plain(path)}: ${output.color.red("FAILED open or read")}`);
    output.note(`${output.errorColor.red("unreadable")} ${plain(fields.message)}`);
    return "unreadable";
  }
}

/** @param {string} path */
const isThere = (path) =>
  stat(path).then(
    () => true,
    (error) => error.code !== "ENOENT",
  );
