// A fleet: the steps of takeSnapshot as jobs of BullMQ, so that many machines share the work. Node, Deno and Bun.
import { finished } from "./bullmq/finished.js";
import { timed, timeIn } from "./bullmq/names.js";
import { takeFleet, takeRun, takeWorker } from "./bullmq/options.js";
import { loadBullMQ } from "./bullmq/peers.js";
import { Queues } from "./bullmq/queues.js";
import { textOf, failureOf } from "./bullmq/failures.js";
import { FleetWorker } from "./bullmq/worker.js";
import { currentContext } from "./core.js";
import { freshId, tryOptions } from "./fleet/take-snapshot.js";

/** @import { Job } from "bullmq" */
/** @import { Fleet } from "./bullmq.d.ts" */
/** @import { Taken } from "./bullmq/options.js" */

// The id of a schedule that is given none.
const SCHEDULE = "scheduled";

/** @param {unknown} options @returns {Fleet} */
export function createFleet(options) {
  return new BullFleet(takeFleet(options));
}

/** @implements {Fleet} */
class BullFleet {
  #taken;
  #controller = new AbortController();
  /** @type {Promise<Queues> | undefined} */
  #queues;
  /** @type {Set<FleetWorker>} */
  #workers = new Set();
  /** @type {Promise<void> | undefined} */
  #closing;

  /** @param {Taken} taken */
  constructor(taken) {
    this.#taken = taken;
  }

  /** @param {unknown} [given] */
  async schedule(given) {
    const { run, every, pattern, ...more } = takeRun(given);
    const queues = await this.#open();
    if (every === undefined && pattern === undefined) {
      const id = run ?? freshId();
      await queues.begin({ run: id, ...more });
      return this.#run(queues, id, async () => false);
    }
    const schedule = run ?? SCHEDULE;
    const times = every === undefined ? { pattern } : { every };
    const job = await queues.schedule(schedule, /** @type {{ every?: number, pattern?: string }} */ (times), more);
    return this.#run(queues, timed(schedule, timeIn(job)), async () => (await queues.list.getJob(job)) !== undefined);
  }

  /** @param {unknown} [given] */
  async worker(given) {
    const options = takeWorker(given);
    const context = currentContext();
    const bullmq = await loadBullMQ();
    await tryOptions(this.#taken);
    this.#controller.signal.throwIfAborted();
    const worker = new FleetWorker({ bullmq, taken: this.#taken, options, context, onError: this.#onError });
    this.#workers.add(worker);
    await worker.start();
    return {
      close: () => {
        this.#workers.delete(worker);
        return worker.close();
      },
    };
  }

  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close() {
    this.#controller.abort(new Error("the fleet is closed"));
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    await (await this.#queues)?.close();
  }

  /** @param {Queues} queues @param {string} id @param {() => Promise<boolean>} isExpected */
  #run(queues, id, isExpected) {
    const { signal } = this.#controller;
    return { id, finished: () => finished(queues, this.#taken.archive, id, signal, isExpected) };
  }

  async #open() {
    const bullmq = await loadBullMQ();
    this.#controller.signal.throwIfAborted();
    this.#queues ??= Promise.resolve(new Queues(bullmq, this.#taken, false, this.#onError));
    return this.#queues;
  }

  /** @param {unknown} error @param {Job} [job] */
  #onError = (error, job) => {
    const { onError } = this.#taken;
    try {
      if (onError) onError(error, job && { id: String(job.id), name: job.name });
      // The error may hold anything.
      else
        console.error(
          `wechat-function-link: ${job ? `the job ${job.id} failed` : "BullMQ"}: ${textOf(failureOf(error).error)}`,
        );
    } catch {} // its failure would be a worker's
  };
}
