// Downloads many packages. Records finished ones in sha256sum's format, so that a second run continues where the first stopped.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import prettyBytes from "pretty-bytes";

import { saveFunction } from "../fs.js";
import { getFunctionLink } from "../index.js";
import { readBatch } from "./batch-file.js";
import { about, described, exitCode } from "./described.js";
import { Misuse, systemError } from "./errors.js";
import { Journal } from "./journal.js";
import { text } from "./language.js";
import { linkOptions, packageOptions } from "./options.js";
import { plain } from "./output.js";
import { BatchProgress } from "./progress.js";
import { tokenSource } from "./token.js";

/** @import { Wish } from "./batch-file.js" */
/** @import { CallFlags, TokenFlags } from "./options.js" */
/** @import { Context } from "./program.js" */

/**
 * @typedef {CallFlags & TokenFlags & {
 *   batch: string,
 *   outDir: string,
 *   refresh?: boolean,
 *   concurrency: number,
 * }} BatchFlags
 */

/** @param {BatchFlags} options @param {Context} context */
export async function pullBatch(options, { output, signal }) {
  const wishes = await readBatch(options.batch);
  const { accessToken, perMerchant, remark } = tokenSource(options);
  if (!perMerchant && new Set(wishes.map(({ authorizerAppid }) => authorizerAppid)).size > 1) {
    throw new Misuse(text("batch.merchants"), text("batch.merchantsAdvice"));
  }
  const { refresh = false, outDir } = options;
  const journal = await Journal.open(outDir);
  const progress = new BatchProgress(output, wishes.length);
  const summary = { pulled: 0, kept: 0, failed: 0, bytes: 0 };
  /** @type {number[]} */
  const failures = [];
  const start = performance.now();

  // Whether the platform's checksum is the recorded one. Without --refresh there is no request.
  /** @param {Wish} wish @param {{ checksum: string }} held */
  async function isCurrent(wish, { checksum }) {
    if (!refresh) return true;
    const link = await getFunctionLink({ ...wish, accessToken }, { ...linkOptions(options), signal });
    return link.checksum === checksum;
  }

  /**
   * @param {Wish & { path: string }} place
   * @returns {Promise<{ status: "pulled" | "kept", asked: boolean, size: number, checksum: string }>}
   */
  async function pull({ path, ...wish }) {
    const held = await journal.holds(path, signal);
    if (held && (await isCurrent(wish, held))) return { ...held, status: "kept", asked: refresh };
    const target = join(outDir, path);
    await mkdir(dirname(target), { recursive: true }).catch((error) => {
      throw systemError(text("file.noFolder", { path: dirname(target) }), error);
    });
    const saved = await saveFunction({ ...wish, accessToken }, target, { ...packageOptions(options), signal });
    await journal.add(saved.checksum, path);
    summary.bytes += saved.size;
    return { size: saved.size, checksum: saved.checksum, status: "pulled", asked: true };
  }

  /** @param {Wish & { path: string }} wish */
  async function settle(wish) {
    try {
      const result = await pull(wish);
      summary[result.status]++;
      output.object({ ...wish, ...result });
    } catch (error) {
      signal.throwIfAborted();
      summary.failed++;
      failures.push(exitCode(error));
      about(error, { remark: remark(wish.authorizerAppid), isBatch: true });
      const fields = await described(error);
      output.object({ ...wish, status: "failed", error: fields });
      progress.log(output.errorText(text("error.failed", { path: plain(wish.path) }), fields));
    }
    progress.step(summary);
  }

  const queue = wishes.values();
  async function work() {
    for (const wish of queue) {
      signal.throwIfAborted();
      await settle(wish);
    }
  }

  function show() {
    const seconds = Math.round(performance.now() - start) / 1000;
    output.object({ summary: { ...summary, seconds, sums: journal.path } });
    const { pulled, kept, failed, bytes } = summary;
    const pulledText = text("batch.pulledText", {
      count: pulled,
      size: prettyBytes(bytes),
      seconds: seconds.toFixed(1),
    });
    const keptText = text(refresh ? "batch.keptAsked" : "batch.keptUnasked", { count: kept });
    output.rows([
      [text("batch.pulled"), pulledText, "green"],
      [text("batch.kept"), kept > 0 ? keptText : undefined],
      [text("batch.failed"), failed, failed > 0 ? "red" : "reset"],
      [text("batch.list"), journal.path],
    ]);
  }

  try {
    const workers = await Promise.allSettled(
      Array.from({ length: Math.min(options.concurrency, wishes.length) }, work),
    );
    const isStopped = (/** @type {PromiseSettledResult<void>} */ worker) => worker.status === "rejected";
    const stopped = workers.find(isStopped);
    if (stopped) throw stopped.reason;
  } finally {
    progress.stop();
    await journal.close().finally(show);
  }
  return failures.reduce((worst, code) => Math.max(worst, code), 0);
}
