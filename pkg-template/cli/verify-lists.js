// verify --check: checks the files of lists as sha256sum does.
import { stat } from "node:fs/promises";

import { described } from "./described.js";
import { Misuse } from "./errors.js";
import { text } from "./language.js";
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

// The counts for standard error: "1 wrong, 2 malformed".
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
      await output.error(error);
      failures++;
    }
  }
  if (!options.status) {
    output.object({ summary: counts });
    const shown = COUNTED.filter((name) => counts[name] > 0);
    if (shown.length > 0) output.note(shown.map((name) => text(`verify.${name}`, { count: counts[name] })).join(", "));
  }
  if (failures + counts.unreadable > 0 || (options.strict && counts.malformed > 0)) return 2;
  return counts.wrong > 0 ? 1 : 0;
}

/** @param {string} path @param {Counts} counts @param {ListFlags} options @param {Context} context */
async function verifyList(path, counts, options, context) {
  const { output } = context;
  const name = path === "-" ? text("name.stdin") : path;
  const list = await readText(path);
  if (list.includes("\0")) {
    throw new Misuse(text("verify.nul", { path: name }), text("verify.nulAdvice"));
  }
  const lines = parseSums(list);
  if (!lines.some((line) => line.path !== undefined))
    throw new Misuse(text("verify.noFiles", { path: name }), text("verify.noFilesAdvice"));
  const before = counts.intact + counts.wrong + counts.unreadable;
  for (const { number, path: listed, checksum } of lines) {
    if (listed === undefined || checksum === undefined) {
      counts.malformed++;
      if (options.status) continue;
      output.object({
        list: path,
        line: number,
        error: { code: "INVALID_ARGUMENT", message: text("verify.malformedLine", { number }) },
      });
      if (options.warn)
        output.note(
          `${output.errorColor.red(text("verify.malformedOne"))} ${text("verify.malformedAt", { path: plain(name), number })}`,
        );
    } else {
      const verdict = await verifyListed(listed, checksum, options, context);
      counts[verdict] = (counts[verdict] ?? 0) + 1;
    }
  }
  if (counts.intact + counts.wrong + counts.unreadable === before) {
    throw new Misuse(text("verify.noneThere", { path: name }), text("verify.noneThereAdvice"));
  }
}

// A line's result, by the name of its count.
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
      const verdict = verified ? output.color.green(text("verify.ok")) : output.color.red(text("verify.failed"));
      output.line(text("verify.line", { path: plain(path), verdict }));
    }
    return verified ? "intact" : "wrong";
  } catch (error) {
    progress.stop();
    signal.throwIfAborted();
    const fields = await described(error);
    output.object({ path, checksum, error: fields });
    if (!status)
      output.line(text("verify.line", { path: plain(path), verdict: output.color.red(text("verify.failedToRead")) }));
    output.note(`${output.errorColor.red(text("verify.unreadableOne"))} ${plain(fields.message)}`);
    return "unreadable";
  }
}

/** @param {string} path */
const isThere = (path) =>
  stat(path).then(
    () => true,
    (error) => error.code !== "ENOENT",
  );
