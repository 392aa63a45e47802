// snapshot: every function of the given merchants, with its package in an archive.
import { randomBytes } from "node:crypto";

import { InvalidArgumentError } from "commander";

import { sizeText } from "../amounts.js";
import { about } from "../described.js";
import { Misuse } from "../errors.js";
import { text } from "../language.js";
import {
  callOptions,
  count,
  downloadOptions,
  jsonOption,
  needOptions,
  packageOptions,
  seconds,
  tokenOptions,
} from "../options.js";
import { SnapshotProgress } from "../snapshot-progress.js";
import { readTargets } from "../targets-file.js";
import { tokenSource } from "../token.js";

/** @import { DriftStatus, SnapshotSummary } from "../../fleet.d.ts" */
/** @import { CallFlags, TokenFlags } from "../options.js" */
/** @import { Output } from "../output.js" */
/** @import { Context, Program, Run } from "../program.js" */

/**
 * @typedef {CallFlags & TokenFlags & {
 *   targets?: string,
 *   archive?: string,
 *   id?: string,
 *   previous?: string | boolean,
 *   full?: boolean,
 *   concurrency?: number,
 *   perMerchant?: number,
 *   rate?: number,
 *   pause?: number,
 * }} SnapshotFlags
 */

/** @type {DriftStatus[]} */
const DRIFT = ["changed", "repackaged", "added", "removed", "unknown"];

/** @param {string} given */
function rate(given) {
  const value = Number(given);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError(text("snapshot.rateValue"));
  return value;
}

/** @param {Program} program @param {Run} run */
export function snapshotCommand(program, run) {
  const command = program
    .command("snapshot")
    .description(text("snapshot.what"))
    .option("--targets <file>", text("snapshot.targets"))
    .option("--archive <folder>", text("snapshot.archive"))
    .option("--id <id>", text("snapshot.id"))
    .option("--previous <id>", text("snapshot.previous"))
    .option("--no-previous", text("snapshot.noPrevious"))
    .option("--full", text("snapshot.full"))
    .option("--concurrency <number>", text("snapshot.concurrency"), count, 16)
    .option("--per-merchant <number>", text("snapshot.perMerchant"), count, 2)
    .option("--rate <number>", text("snapshot.rate"), rate)
    .option("--pause <seconds>", text("snapshot.pause"), seconds);
  downloadOptions(callOptions(tokenOptions(command)));
  jsonOption(command).addHelpText("after", text("snapshot.help")).action(run(snapshot));
}

/** @param {SnapshotFlags} options @param {Context} context */
async function snapshot(options, { output, signal }) {
  needOptions(options, ["targets", "archive"], "snapshot");
  if (options.targets === "-" && options.tokenFile === "-")
    throw new Misuse(text("misuse.both", { one: "--targets -", other: "--token-file -" }), text("misuse.oneInput"));
  const { fileArchive, takeSnapshot } = await import("../../fleet.js");
  const targets = await readTargets(options.targets);
  const { accessToken, perMerchant, remark } = tokenSource(options);
  if (!perMerchant && new Set(targets.map(({ authorizerAppid }) => authorizerAppid)).size > 1)
    throw new Misuse(text("targets.merchants"), text("targets.merchantsAdvice"));
  const id = options.id ?? freshId();
  const progress = new SnapshotProgress(output, targets.length);
  const begun = performance.now();
  try {
    const summary = await takeSnapshot({
      ...packageOptions(options),
      targets: progress.reading(targets),
      accessToken,
      archive: fileArchive(options.archive),
      id,
      // Commander's own value without --no-previous is true.
      ...(typeof options.previous === "string" && { previous: options.previous }),
      ...(options.previous === false && { previous: null }),
      full: options.full ?? false,
      concurrency: options.concurrency,
      perMerchant: options.perMerchant,
      ...(options.rate !== undefined && { rate: options.rate }),
      ...(options.pause !== undefined && { pauseMs: options.pause * 1000 }),
      onEvent: (event) => progress.take(event, { remark }),
      signal,
    });
    await progress.stop();
    output.object(summary);
    show(summary, options.archive, (performance.now() - begun) / 1000, output);
    return exitCodeOf(summary);
  } catch (error) {
    await progress.stop();
    if (progress.hasBegun) output.note(text("snapshot.unfinished", { id }));
    throw about(error, { exitCode: 2 });
  }
}

// 2 where any row has an error, else 1 where anything is not as it was.
/** @param {SnapshotSummary} summary */
function exitCodeOf({ partial, drift }) {
  if (partial) return 2;
  return drift && DRIFT.some((status) => drift[status] > 0) ? 1 : 0;
}

/** @param {SnapshotSummary} summary @param {string} archive @param {number} seconds @param {Output} output */
function show({ id, previous, functions, merchants, reused, packages, failures, drift }, archive, seconds, output) {
  const drifted = drift && DRIFT.filter((status) => drift[status] > 0);
  const words = drifted?.map((status) => text(`snapshot.${status}`, { count: drift?.[status] }));
  const { stored, bytes } = packages;
  output.rows([
    [text("snapshot.name"), id],
    [text("snapshot.functions"), text("snapshot.functionsText", { functions, merchants, seconds: seconds.toFixed(1) })],
    [text("snapshot.reused"), reused > 0 ? reused : undefined],
    [text("snapshot.stored"), text("snapshot.storedText", { count: stored, size: sizeText(bytes) })],
    [text("snapshot.failures"), failures, failures > 0 ? "red" : "reset"],
    [
      text("snapshot.drift", { previous }),
      words && (words.length > 0 ? words.join(text("snapshot.and")) : text("snapshot.noDrift")),
      words?.length === 0 ? "green" : "reset",
    ],
    [text("snapshot.inArchive"), archive],
  ]);
}

// Known beforehand, so that an interrupted snapshot can be named.
function freshId() {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  return `${now}-${randomBytes(6).toString("hex")}`;
}
