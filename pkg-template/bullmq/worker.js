// A worker of a fleet: BullMQ's workers of both queues, and what their jobs work with.
import { kinds, observeJob } from "../core.js";
import { DOWNLOADS } from "../fleet/constants.js";
import { ATTEMPT_TIMEOUT_MS } from "../host/defaults.js";
import { callbackFailed, invalidArgument } from "../package/failures.js";
import { closed } from "./closing.js";
import { BUSY, LOCK_MS, MOST_STALLS, PROGRESS_MS, STALLED_INTERVAL_MS } from "./constants.js";
import { Deliveries } from "./deliveries.js";
import { listEnvironments, listFunctions } from "./environments.js";
import { failureOf, textOf } from "./failures.js";
import { ENVIRONMENT, ENVIRONMENTS, FUNCTION, PACKAGE, PLAN, packageQueueOf, START, timed, timeIn } from "./names.js";
import { storePackage } from "./package.js";
import { Places, Resting } from "./places.js";
import { plan } from "./plan.js";
import { Queues } from "./queues.js";
import { Runs } from "./runs.js";
import { Shared } from "./shared.js";

/** @import { IRedisClient, Job, Worker, WorkerOptions } from "bullmq" */
/** @import { FleetEvent } from "../fleet.d.ts" */
/** @import { Stored } from "../fleet/packages.js" */
/** @import { Context } from "../host/types.d.ts" */
/** @import { OperationEvent } from "../index.d.ts" */
/** @import { Taken, takeWorker } from "./options.js" */
/** @import { BullMQ } from "./peers.js" */

/** @typedef {ConstructorParameters<typeof FleetWorker>[0]} Given */
/** @typedef {FleetWorker} Tools */
/** @typedef {(job: Job, token: string, tools: Tools) => Promise<unknown>} Work */

// Without a rate, BullMQ's limiter is there for errcode 45011 alone.
const NO_RATE = 1_000_000;
const SECOND_MS = 1000;

/** @type {{ [name: string]: Work }} */
const LIST_WORK = {
  [START]: (job, _, { queues }) =>
    queues.begin({
      ...job.data,
      run: timed(/** @type {string} */ (job.repeatJobKey), timeIn(/** @type {string} */ (job.id))),
    }),
  [PLAN]: plan,
  [ENVIRONMENTS]: listEnvironments,
  [ENVIRONMENT]: listFunctions,
  [FUNCTION]: listFunctions,
};
/** @type {{ [name: string]: Work }} */
const PACKAGE_WORK = { [PACKAGE]: storePackage };

export class FleetWorker {
  #controller = new AbortController();
  #onError;
  #options;
  /** @type {Worker | undefined} */
  #list;
  /** @type {Worker | undefined} */
  #packages;
  /** @type {Promise<void> | undefined} */
  #closing;
  #progressedMs = Number.NEGATIVE_INFINITY;
  bullmq;
  taken;
  context;
  queues;
  deliveries;
  signal = this.#controller.signal;
  // Set by start().
  shared = /** @type {Shared} */ (/** @type {unknown} */ (undefined));
  runs = /** @type {Runs} */ (/** @type {unknown} */ (undefined));
  #places = /** @type {Places} */ (/** @type {unknown} */ (undefined));

  /**
   * @param {{ bullmq: BullMQ, taken: Taken, options: ReturnType<typeof takeWorker>, context: Context, onError(error: unknown, job?: Job): void }} given
   */
  constructor({ bullmq, taken, options, context, onError }) {
    this.bullmq = bullmq;
    this.taken = taken;
    this.context = context;
    this.#options = options;
    this.#onError = onError;
    this.queues = new Queues(bullmq, taken, true, onError);
    this.deliveries = new Deliveries(this.queues, this.signal);
  }

  // Resolves when it takes jobs.
  async start() {
    const { name, rate, concurrency } = this.taken;
    const jobsAtOnce = this.#options.concurrency ?? BUSY * concurrency;
    // BullMQ counts jobs as they begin, in windows of a second. Each of their requests has a place of its own besides.
    const limiter = { max: rate === undefined ? NO_RATE : Math.max(1, Math.ceil(rate)), duration: SECOND_MS };
    this.#list = this.#worker(name, LIST_WORK, { concurrency: jobsAtOnce, limiter });
    this.#packages = this.#worker(packageQueueOf(name), PACKAGE_WORK, { concurrency: DOWNLOADS });
    try {
      await this.#share(this.#list);
      for (const worker of [this.#list, this.#packages]) {
        await worker.waitUntilReady();
        worker.run().catch(this.#onError);
      }
    } catch (reason) {
      await this.close();
      throw reason;
    }
  }

  /** @param {Worker} worker */
  async #share(worker) {
    const { perMerchant, pauseMs, rate, concurrency, callOptions } = this.taken;
    const backend = /** @type {{ client: Promise<IRedisClient> }} */ (/** @type {unknown} */ (worker.getBackend()));
    const client = await backend.client;
    const { attemptTimeoutMs: attemptMs = ATTEMPT_TIMEOUT_MS } = /** @type {{ attemptTimeoutMs?: number }} */ (
      callOptions
    );
    this.shared = new Shared(client, (key) => worker.toKey(`fleet:${key}`), { perMerchant, pauseMs, rate, attemptMs });
    this.#places = new Places(this.shared, concurrency, this.#onError);
    client.on("ready", () => this.#places.reconnected());
    const parts = {
      shared: this.shared,
      places: this.#places,
      emit: this.emit,
      slow: (/** @type {number} */ milliseconds) => worker.rateLimit(milliseconds),
    };
    this.runs = new Runs(parts, this.taken, this.signal);
  }

  // Ends the jobs under way, which another worker takes over at once.
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    const reason = new Error("the worker is closed");
    this.#controller.abort(reason);
    const workers = [this.#list, this.#packages].filter((worker) => worker !== undefined);
    const closing = Promise.all([this.#places?.close(reason), ...workers.map((worker) => worker.close())]);
    await closed(closing, workers, this.taken.connection);
    await this.runs?.close();
    await this.queues.close();
  }

  /** @param {string} name @param {{ [name: string]: Work }} works @param {Partial<WorkerOptions>} options */
  #worker(name, works, options) {
    const { connection, prefix, telemetry } = this.taken;
    const { Worker, MetricsTime } = this.bullmq;
    const { lockDuration = LOCK_MS, stalledInterval = STALLED_INTERVAL_MS } = this.#options;
    const worker = new Worker(name, (job, token = "") => this.#work(works, job, token), {
      connection,
      autorun: false,
      lockDuration,
      stalledInterval,
      maxStalledCount: MOST_STALLS,
      metrics: { maxDataPoints: MetricsTime.TWO_WEEKS },
      ...(prefix !== undefined && { prefix }),
      ...(telemetry !== undefined && { telemetry }),
      ...options,
    });
    worker.on("error", this.#onError);
    worker.on("completed", (job) => this.#ended(job));
    worker.on("failed", (job) => this.#ended(job));
    return worker;
  }

  /** @param {Job | undefined} job */
  #ended(job) {
    if (job?.name === PACKAGE && job.id) this.deliveries.ended(job.id);
  }

  /** @param {{ [name: string]: Work }} works @param {Job} job @param {string} token */
  async #work(works, job, token) {
    const work = works[job.name];
    try {
      if (work === undefined)
        throw invalidArgument(`a job of the name ${JSON.stringify(job.name)} is none of a fleet's`);
      const { result, reason } = await this.#observed(job, () => work(job, token, this));
      if (reason !== undefined) throw reason;
      if (works === LIST_WORK && job.parent) await this.#progress(job);
      return result;
    } catch (reason) {
      return this.#failed(reason, job, token);
    }
  }

  // A job as an operation, for observers. One that comes again later has not failed.
  /** @param {Job} job @param {() => Promise<unknown>} work @returns {Promise<{ result?: unknown, reason?: unknown }>} */
  async #observed({ name, data, attemptsMade }, work) {
    const { WaitingChildrenError } = this.bullmq;
    const { authorizerAppid, env, functionName } = data;
    /** @type {unknown} */
    let failure;
    /** @param {OperationEvent} event */
    const notify = (event) => {
      try {
        this.emit(event);
      } catch (reason) {
        failure ??= reason;
      }
    };
    const identity = { authorizerAppid, env, functionName, attempt: attemptsMade + 1 };
    const outcome = await observeJob(
      identity,
      this.taken.onEvent && notify,
      async () => {
        try {
          return { result: await work() };
        } catch (reason) {
          if (this.signal.aborted || reason instanceof Resting || reason instanceof WaitingChildrenError)
            return { reason };
          throw reason;
        }
      },
      (ended) => (name === PACKAGE ? { bytes: /** @type {Stored | undefined} */ (ended?.result)?.size } : {}),
    );
    if (failure !== undefined) throw failure;
    return outcome;
  }

  // Puts a job back, or lets it fail. BullMQ's own errors say that the job is elsewhere already.
  /** @param {unknown} reason @param {Job} job @param {string} token @returns {Promise<never>} */
  async #failed(reason, job, token) {
    const { WaitingChildrenError, WaitingError, DelayedError, UnrecoverableError } = this.bullmq;
    if (reason instanceof WaitingChildrenError) throw reason;
    if (this.signal.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    if (reason instanceof Resting) {
      const restsUntil = Date.now() + reason.milliseconds;
      await job.updateData({ ...job.data, restsUntil });
      await job.moveToDelayed(restsUntil, token);
      throw new DelayedError();
    }
    this.#onError(reason, job);
    const { error, isPermanent } = failureOf(reason);
    await job.updateData({ ...job.data, error });
    throw new (isPermanent ? UnrecoverableError : Error)(textOf(error));
  }

  // How far the run is, for dashboards: now and then.
  /** @param {Job} job */
  async #progress({ data }) {
    if (performance.now() - this.#progressedMs < PROGRESS_MS) return;
    this.#progressedMs = performance.now();
    const planned = await this.queues.plan(data.run);
    const { processed = 0, unprocessed = 0 } =
      (await planned?.getDependenciesCount({ processed: true, unprocessed: true })) ?? {};
    await planned?.updateProgress({ step: "listing", done: processed, jobs: processed + unprocessed });
  }

  /** @param {FleetEvent | OperationEvent} event */
  emit = (event) => {
    const onEvent = /** @type {((event: FleetEvent | OperationEvent) => unknown) | undefined} */ (this.taken.onEvent);
    if (onEvent === undefined) return;
    try {
      const returned = this.context.run(() => onEvent(event));
      if (typeof returned === "object" && returned !== null)
        new Promise((resolve) => resolve(returned)).catch(this.#onError);
    } catch (cause) {
      throw callbackFailed("options.onEvent failed", cause);
    }
  };

  /** @param {unknown} targets */
  iterate(targets) {
    const iterate = kinds.iterate(targets);
    if (iterate === undefined)
      throw invalidArgument("options.targets must return an iterable or async iterable of targets");
    return iterate;
  }
}
