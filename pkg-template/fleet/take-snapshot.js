// takeSnapshot: what a run stands on, the run, and its summary.
import { beginDownload, currentContext, FunctionLinkError, watch } from "../core.js";
import { hexadecimal } from "../host/hexadecimal.js";
import { invalidArgument } from "../package/failures.js";
import { Claims } from "./claims.js";
import { Stopped } from "./errors.js";
import { startIn, startPart } from "./part-names.js";
import { PreviousRows } from "./previous-rows.js";
import { Run } from "./run.js";
import { Spool } from "./spool.js";
import { finish } from "./summary.js";
import { takeOptions } from "./take.js";

/** @import { Archive, SnapshotSummary } from "../fleet.d.ts" */
/** @import { Context } from "../host/types.d.ts" */
/** @import { Wanted } from "./run.js" */
/** @import { Taken } from "./take.js" */

/** @param {unknown} options @returns {Promise<SnapshotSummary>} */
export async function takeSnapshot(options) {
  const taken = takeOptions(options);
  const context = currentContext();
  if (taken.refused !== undefined) throw invalidArgument(taken.refused);
  const controller = new AbortController();
  const end = endWith(controller, taken.signal);
  try {
    controller.signal.throwIfAborted();
    const wanted = /** @type {Wanted} */ ({ ...taken, id: taken.id ?? freshId() });
    await whileGoing(controller.signal, tryOptions(taken));
    const stored = taken.id === undefined ? undefined : await whileGoing(controller.signal, summaryIn(wanted));
    return stored ?? (await run(wanted, controller, context));
  } catch (reason) {
    throw Stopped.reasonOf(reason);
  } finally {
    end();
  }
}

/** @param {Wanted} wanted @param {AbortController} controller @param {Context} context */
async function run(wanted, controller, context) {
  const { archive, id, full } = wanted;
  const { signal } = controller;
  const claims = new Claims();
  const { startedAt, previous } = await whileGoing(signal, start(wanted, claims));
  const rows = previous === undefined ? undefined : await PreviousRows.of(going(signal, archive.snapshot(previous)));
  try {
    await new Run(wanted, claims, rows, controller, context).toEnd();
  } finally {
    await rows?.discard();
  }
  const { targets, merchants } = claims;
  return whileGoing(signal, finish({ archive, id, startedAt, previous, full, targets, merchants, signal }));
}

// When the snapshot began and what it is compared with: as its first run said, where it goes on.
/** @param {Pick<Wanted, "archive" | "id" | "previous">} wanted @param {Claims} claims */
export async function start({ archive, id, previous }, claims) {
  /** @type {string[]} */
  const starts = [];
  for await (const part of archive.parts(id)) {
    if (startIn(part)) starts.push(part);
    else claims.isThere(part);
  }
  // Two runs may have begun it at once: both go on with the same one.
  const begun = startIn(starts.sort()[0] ?? "");
  const known = begun ? begun.previous : await newestIn(archive);
  const compared = previous === undefined ? known : (previous ?? undefined);
  if (compared !== undefined) await archive.snapshot(compared).summary();
  const startedAt = begun?.startedAt ?? Date.now();
  if (!begun) await archive.writePart(id, startPart({ startedAt, previous: compared }), []);
  return { startedAt, previous: compared };
}

/** @param {Archive} archive */
async function newestIn(archive) {
  for await (const { id } of archive.snapshots()) return id;
  return undefined;
}

// The stored summary; undefined where the snapshot is not finished.
/** @param {Pick<Wanted, "archive" | "id">} wanted @returns {Promise<SnapshotSummary | undefined>} */
export async function summaryIn({ archive, id }) {
  try {
    return await archive.snapshot(id).summary();
  } catch (error) {
    if (codeOf(error) === "INVALID_ARGUMENT") return undefined;
    throw error;
  }
}

// Options that every call would refuse are refused before any begins: by a call that is answered here.
/** @param {Pick<Taken, "accessToken" | "downloadOptions">} taken */
export async function tryOptions({ accessToken, downloadOptions }) {
  const request = { accessToken: typeof accessToken === "string" ? accessToken : "none", env: "-", functionName: "-" };
  const options = { ...downloadOptions, fetch: async () => new Response('{"errcode":43002}') };
  try {
    await beginDownload(request, options, new Spool()).promise;
  } catch (error) {
    if (["INVALID_ARGUMENT", "SERVER_SIDE_ONLY", "UNSUPPORTED_RUNTIME"].includes(codeOf(error))) throw error;
  }
}

/** @param {unknown} error */
const codeOf = (error) => (FunctionLinkError.is(error) ? String(/** @type {{ code?: unknown }} */ (error).code) : "");

// Sortable, and never another run's.
export function freshId() {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  return `${now}-${hexadecimal(crypto.getRandomValues(new Uint8Array(6)))}`;
}

// Aborts the controller with the caller's signal. Returns a function that stops listening.
/** @param {AbortController} controller @param {AbortSignal | undefined} signal */
function endWith(controller, signal) {
  try {
    const abort = () => controller.abort(new Stopped(watched.reason()));
    const watched = watch(signal, abort);
    if (watched.isAborted()) abort();
    return watched.end;
  } catch {
    throw invalidArgument("options.signal must be an AbortSignal");
  }
}

// An archive takes no signal: its promise is left alone.
/** @template Result @param {AbortSignal} signal @param {Promise<Result>} promise @returns {Promise<Result>} */
function whileGoing(signal, promise) {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

/** @template Item @param {AbortSignal} signal @param {AsyncIterable<Item>} items @returns {AsyncGenerator<Item, void, undefined>} */
async function* going(signal, items) {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}
