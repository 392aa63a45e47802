import type { ConnectionOptions, Telemetry } from "bullmq";
import type { SnapshotOptions, SnapshotSummary, SnapshotTarget } from "./fleet.js";

/** A job of a fleet, for {@link FleetOptions.onError}. */
export interface FleetJob {
  id: string;
  name: string;
}

/**
 * Options of a fleet: those of `takeSnapshot`, over all workers. Every process of a fleet takes the same ones.
 *
 * `rate` is API requests a second over all workers, `perMerchant` and `pauseMs` count over all workers, too. `concurrency` is API
 * requests at once in each. The archive is one that every worker reaches: a folder on a shared disk, or a bucket.
 */
export interface FleetOptions extends Omit<SnapshotOptions, "targets" | "id" | "previous" | "full" | "signal"> {
  /** BullMQ's: options of a connection to Redis, or a client, which stays open. */
  connection: ConnectionOptions;
  /** Returns what to list. Called once a run, in the worker that plans it. */
  targets: () => Iterable<SnapshotTarget> | AsyncIterable<SnapshotTarget>;
  /** The name of the queue. Packages have another one of this name and `-packages`. Default: `wechat-function-link`. */
  name?: string | undefined;
  /** What BullMQ's keys in Redis begin with. Default: `bull`. */
  prefix?: string | undefined;
  /** BullMQ's telemetry, for example `new BullMQOtel("fleet")` of `bullmq-otel`. Default: none. */
  telemetry?: Telemetry | undefined;
  /**
   * Called with what made a job fail, or with an error of the connection, in the process where it happened. Redis has the failure of a
   * job without anything of an error that is not this package's. Default: one such line by `console.error`.
   */
  onError?: ((error: unknown, job?: FleetJob) => void) | undefined;
}

/** A run, or a schedule of runs. */
export interface FleetRun {
  /** The snapshot's name. A known one is the same run, which goes on where it failed. Default: a fresh one; for a schedule `scheduled`. */
  id?: string | undefined;
  /** The snapshot to compare with, and to reuse rows of. Default: the newest finished one when the run begins. `null`: none. */
  previous?: string | null | undefined;
  /** Whether links are asked for although a function's `modTime` is that of `previous`. Default: false. */
  full?: boolean | undefined;
  /** Begins a run each time so many milliseconds have passed. Each run's id is that of the schedule and its time. */
  every?: number | undefined;
  /** Begins a run by a cron pattern, for example `0 0 3 * * *` at three every night. */
  pattern?: string | undefined;
}

/** Options of a worker. */
export interface FleetWorkerOptions {
  /** Jobs of lists at once. Default: twice the fleet's `concurrency`, since a job waits for its packages. */
  concurrency?: number | undefined;
  /** BullMQ's: how long a job's lock lasts without its worker, in milliseconds. Default: 20000. */
  lockDuration?: number | undefined;
  /** BullMQ's: how often jobs of dead workers are looked for, in milliseconds. Default: 15000. */
  stalledInterval?: number | undefined;
}

/** Snapshots over many machines. */
export interface Fleet {
  /**
   * Begins a run, or schedules runs by `every` or `pattern`. `finished` waits for the run's end, for a schedule that of the next run: in
   * any process, and over a restart of Redis. It rejects with what made the run fail.
   */
  schedule(run?: FleetRun): Promise<{ id: string; finished(): Promise<SnapshotSummary> }>;
  /** Takes jobs in this process. Resolves when it does. `close` puts the jobs under way back for other workers. */
  worker(options?: FleetWorkerOptions): Promise<{ close(): Promise<void> }>;
  /** Closes this process's workers and connections. Schedules and runs stay in Redis. */
  close(): Promise<void>;
}

/**
 * Makes a fleet on BullMQ and Redis (`npm i bullmq ioredis`). Nothing is connected before the first call of a method, which rejects with
 * `UNSUPPORTED_RUNTIME` where the packages are missing.
 *
 * Throws `INVALID_ARGUMENT` for malformed options.
 *
 * @example
 * import { createFleet } from "wechat-function-link/bullmq";
 * import { fileArchive } from "wechat-function-link/fleet";
 *
 * const fleet = createFleet({
 *   connection: { host: "127.0.0.1", port: 6379 },
 *   targets: () => [{ authorizerAppid: "wx0000000000000001" }],
 *   accessToken: ({ authorizerAppid, rejectedToken }) => tokenService.get(authorizerAppid, rejectedToken),
 *   archive: fileArchive("snapshots"),
 *   rate: 50,
 * });
 * await fleet.worker();
 * const { finished } = await fleet.schedule();
 * console.log(await finished());
 */
export function createFleet(options: FleetOptions): Fleet;
