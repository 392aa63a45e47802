// Reads createFleet's options and those of its methods once, synchronously, at the call.
import { Intake, kinds } from "../core.js";
import { invalidArgument } from "../package/failures.js";
import { ID } from "../fleet/file-names.js";
import { takeOptions } from "../fleet/take.js";
import { QUEUE, timed } from "./names.js";

/** @import { ConnectionOptions, Telemetry } from "bullmq" */
/** @import { FleetJob } from "../bullmq.d.ts" */
/** @import { Archive, SnapshotTarget } from "../fleet.d.ts" */
/** @import { Kind } from "../host/types.d.ts" */
/** @import { TokenProvider } from "../index.d.ts" */

/** @typedef {ReturnType<typeof takeFleet>} Taken */
/** @typedef {{ run: string | undefined, previous?: string | null, full?: boolean, every?: number, pattern?: string }} Wanted */

/** @param {unknown} value */
function connection(value) {
  if (typeof value !== "object" || value === null)
    throw new kinds.Refused("be BullMQ's options of a connection, or a client");
  return /** @type {ConnectionOptions} */ (value);
}

// BullMQ puts colons between the parts of a key.
/** @param {unknown} value */
function name(value) {
  if (typeof value !== "string" || value === "" || value.includes(":"))
    throw new kinds.Refused("be a non-empty string without colons");
  return value;
}

/** @param {unknown} value */
function id(value) {
  if (typeof value !== "string" || !ID.test(value))
    throw new kinds.Refused("be 1 to 64 letters, digits, dots, underscores and hyphens, the first a letter or a digit");
  return value;
}

/** @param {unknown} value */
function text(value) {
  if (typeof value !== "string" || value === "") throw new kinds.Refused("be a non-empty string");
  return value;
}

/** @param {unknown} options */
export function takeFleet(options) {
  const intake = new Intake();
  const read = intake.reader(options, "options", true);
  const own = {
    connection: read("connection", connection),
    targets: read(
      "targets",
      /** @type {Kind<() => Iterable<SnapshotTarget> | AsyncIterable<SnapshotTarget>>} */ (kinds.func),
    ),
    name: read("name", name) ?? QUEUE,
    prefix: read("prefix", text),
    telemetry: /** @type {Telemetry | undefined} */ (read("telemetry", kinds.any)),
    onError: read("onError", /** @type {Kind<(error: unknown, job?: FleetJob) => unknown>} */ (kinds.func)),
  };
  if (own.connection === undefined) intake.refuse("options.connection must be given");
  if (own.targets === undefined) intake.refuse("options.targets must be a function that returns the targets");
  if (intake.record.refused !== undefined) throw invalidArgument(intake.record.refused);
  // The other options are those of a snapshot. Each run has its own id, targets and end.
  const none = {
    targets: { value: [] },
    id: { value: undefined },
    previous: { value: undefined },
    full: { value: undefined },
  };
  const {
    refused,
    iterate: _,
    ...snapshot
  } = takeOptions(Object.create(/** @type {object} */ (options), { ...none, signal: { value: undefined } }));
  if (refused !== undefined) throw invalidArgument(refused);
  const { archive, accessToken } = /** @type {{ archive: Archive, accessToken: string | TokenProvider }} */ (snapshot);
  return {
    ...snapshot,
    ...own,
    archive,
    accessToken,
    connection: /** @type {ConnectionOptions} */ (own.connection),
    targets: /** @type {() => Iterable<SnapshotTarget> | AsyncIterable<SnapshotTarget>} */ (own.targets),
  };
}

/** @param {unknown} given @returns {Wanted} */
export function takeRun(given) {
  const intake = new Intake();
  const read = intake.reader(given, "run");
  const every = read("every", kinds.count);
  const pattern = read("pattern", text);
  const previous = read("previous", (value) => (value === null ? null : id(value)));
  const full = read("full", kinds.flag);
  const run = read("id", id);
  if (every !== undefined && pattern !== undefined)
    intake.refuse("run.every and run.pattern must not be given together");
  if ((every ?? pattern) !== undefined && run !== undefined && !ID.test(timed(run, 0)))
    intake.refuse("run.id of a schedule must be shorter: each run's id ends in its time");
  if (intake.record.refused !== undefined) throw invalidArgument(intake.record.refused);
  return {
    run,
    ...(previous !== undefined && { previous }),
    ...(full !== undefined && { full }),
    ...(every !== undefined && { every }),
    ...(pattern !== undefined && { pattern }),
  };
}

/** @param {unknown} given */
export function takeWorker(given) {
  const intake = new Intake();
  const read = intake.reader(given, "options");
  const taken = {
    concurrency: read("concurrency", kinds.count),
    lockDuration: read("lockDuration", kinds.count),
    stalledInterval: read("stalledInterval", kinds.count),
  };
  if (intake.record.refused !== undefined) throw invalidArgument(intake.record.refused);
  return taken;
}
