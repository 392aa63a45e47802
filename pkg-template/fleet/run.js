// One run: reads targets, works on some of them at a time, and writes a part for each.
import { callbackFailed } from "../package/failures.js";
import { Calls } from "./calls.js";
import { Deliveries } from "./deliveries.js";
import { Stopped } from "./errors.js";
import { HeldUnits } from "./held-units.js";
import { Pace } from "./pace.js";
import { Packages } from "./packages.js";
import { partOf } from "./part-names.js";
import { failedRow, lacksPackage, Steps } from "./steps.js";
import { targetOf, TargetSource } from "./targets.js";
import { Turns } from "./turns.js";

/** @import { Context, Iterate } from "../host/types.d.ts" */
/** @import { Archive, FleetEvent, SnapshotRow, SnapshotTarget } from "../fleet.d.ts" */
/** @import { TokenProvider } from "../index.d.ts" */
/** @import { Claims } from "./claims.js" */
/** @import { EnvironmentName } from "./calls.js" */
/** @import { Unit } from "./held-units.js" */
/** @import { PreviousRows } from "./previous-rows.js" */
/** @import { Taken } from "./take.js" */

/** @typedef {Taken & { iterate: Iterate, archive: Archive, accessToken: string | TokenProvider, id: string }} Wanted */

// Targets under way for each call at once: more where calls are free, since a merchant that is paused, or has its calls under way, uses none.
const BUSY = 2;
const MOST = 32;
// How long what was begun may take to end after a failure.
const SETTLE_MS = 2000;

export class Run {
  #wanted;
  #context;
  #claims;
  #controller;
  #pace;
  #turns;
  #steps;
  #deliveries;
  #held;
  #active = 0;
  #number = 0;
  /** @type {Map<string, Promise<void>>} */
  #listing = new Map();
  #wake = () => {};
  /** @type {{ reason: unknown } | undefined} */
  #failure;

  // `controller` is aborted with what ends the run before its end.
  /**
   * @param {Wanted} wanted
   * @param {Claims} claims
   * @param {PreviousRows | undefined} previous
   * @param {AbortController} controller
   * @param {Context} context
   */
  constructor(wanted, claims, previous, controller, context) {
    const { archive, id, accessToken, full, perMerchant } = wanted;
    this.#wanted = wanted;
    this.#context = context;
    this.#claims = claims;
    this.#pace = new Pace(wanted, () => this.#wake());
    this.#turns = new Turns(wanted, this.#pace, this.#emit);
    const { signal } = controller;
    this.#controller = controller;
    const more = { signal, ...(wanted.onEvent && { onEvent: this.#emit }) };
    const callOptions = { ...wanted.callOptions, ...more };
    const downloadOptions = { ...wanted.downloadOptions, ...more };
    const calls = new Calls({ accessToken, callOptions, downloadOptions, turn: this.#turns.take });
    const packages = new Packages({ archive, id, calls, signal });
    this.#held = new HeldUnits((unit) => this.#begin(() => this.#write(unit)));
    this.#deliveries = new Deliveries(packages, (stored) => this.#held.stored(stored));
    this.#steps = new Steps({ calls, packages, previous, full, atOnce: perMerchant });
  }

  // Ends with every part written. Rejects with what stopped it.
  async toEnd() {
    const source = new TargetSource(this.#wanted.iterate);
    const { signal } = this.#controller;
    const aborted = () => this.stop(Stopped.reasonOf(signal.reason));
    signal.addEventListener("abort", aborted, { once: true });
    try {
      await this.#read(source);
      await this.#until(() => this.#active === 0);
      this.#held.end();
      await this.#until(() => this.#active === 0);
    } catch (reason) {
      this.stop(reason);
      await this.#settled();
      throw /** @type {{ reason: unknown }} */ (this.#failure).reason;
    } finally {
      signal.removeEventListener("abort", aborted);
      source.leave();
      this.#turns.close(new Error("the run has ended"));
    }
  }

  /** @param {unknown} reason */
  stop(reason) {
    if (this.#failure) return;
    this.#failure = { reason };
    const stopped = new Stopped(reason);
    this.#controller.abort(stopped);
    this.#turns.close(stopped);
    this.#wake();
  }

  /** @param {TargetSource} source */
  async #read(source) {
    for (;;) {
      await this.#until(() => this.#hasRoom());
      /** @type {{ value: unknown, isOver: boolean } | undefined} */
      let step;
      const arrived = (/** @type {typeof step} */ next) => {
        step = next;
        this.#wake();
      };
      this.#context.run(() => source.next()).then(arrived, (reason) => this.stop(reason));
      await this.#until(() => step !== undefined);
      const { value, isOver } = /** @type {NonNullable<typeof step>} */ (step);
      if (isOver) return;
      await this.#take(targetOf(value, ++this.#number));
    }
  }

  #hasRoom() {
    const { concurrency } = this.#wanted;
    return this.#active < BUSY * concurrency || (this.#active < MOST * concurrency && this.#pace.isIdle);
  }

  /** @param {SnapshotTarget} target */
  async #take(target) {
    const { authorizerAppid, env, functionName } = target;
    this.#claims.count(target);
    if (env === undefined) {
      if (this.#claims.claim(target) && !this.#claims.isDone(target)) this.#begin(() => this.#merchant(target));
      return;
    }
    // Whether a merchant's environments cover this one shows once they are listed.
    await this.#listing.get(authorizerAppid);
    if (functionName !== undefined && this.#claims.isClaimed({ authorizerAppid, env })) return;
    if (this.#claims.claim(target) && !this.#claims.isDone(target)) this.#begin(() => this.#target(target));
  }

  /** @param {SnapshotTarget} target */
  async #target(target) {
    await this.#end({ part: partOf(target), rows: await this.#rows(/** @type {EnvironmentName} */ (target)) });
  }

  // A merchant's part is written last: it says that those of its environments are there. Of one environment, it holds the rows.
  /** @param {SnapshotTarget} target */
  async #merchant(target) {
    const { authorizerAppid } = target;
    const part = partOf(target);
    const listed = this.#environments(target);
    const heard = listed.then(
      () => {},
      () => {},
    );
    this.#listing.set(authorizerAppid, heard);
    heard.then(() => this.#listing.delete(authorizerAppid));
    let names;
    try {
      names = await listed;
    } catch (reason) {
      return this.#end({ part, rows: [failedRow(target, reason)] });
    }
    if (names.length === 1) return this.#end({ part, rows: await this.#rows({ authorizerAppid, env: names[0] }) });
    const left = names.map((env) => ({ authorizerAppid, env })).filter((name) => !this.#claims.isDone(name));
    const last = { part, rows: [] };
    let count = left.length;
    const onWritten = async () => {
      if (--count === 0) await this.#write(last);
    };
    if (count === 0) return this.#write(last);
    return Promise.all(
      left.map(async (name) => this.#end({ part: partOf(name), rows: await this.#rows(name), onWritten })),
    );
  }

  // Those that no other target has named already.
  /** @param {SnapshotTarget} target */
  async #environments(target) {
    const { authorizerAppid } = target;
    const names = await this.#steps.environmentsOf(target);
    return names.filter((env) => this.#claims.claim({ authorizerAppid, env }));
  }

  /** @param {EnvironmentName & { functionName?: string | undefined }} target @returns {Promise<SnapshotRow[]>} */
  async #rows(target) {
    const { authorizerAppid, env } = target;
    /** @param {string} functionName */
    const isLeftOut = (functionName) => this.#claims.isClaimed({ authorizerAppid, env, functionName });
    /** @param {SnapshotRow} row */
    const settle = async (row) => (lacksPackage(row) ? this.#deliveries.deliver(row) : row);
    return this.#steps.listEnvironment(target, isLeftOut, settle);
  }

  /** @param {Unit} unit */
  async #end(unit) {
    if (!this.#held.hold(unit)) await this.#write(unit);
  }

  /** @param {Unit} unit */
  async #write({ part, rows, onWritten }) {
    const { archive, id } = this.#wanted;
    await archive.writePart(id, part, rows);
    for (const row of rows) this.#emit({ type: "row", row });
    await onWritten?.();
  }

  /** @param {() => Promise<unknown>} work */
  #begin(work) {
    this.#active++;
    work()
      .catch((reason) => this.stop(Stopped.reasonOf(reason)))
      .finally(() => {
        this.#active--;
        this.#wake();
      });
  }

  // Resolves once it is so. Rejects where the run was stopped.
  /** @param {() => boolean} isSo @returns {Promise<void>} */
  async #until(isSo) {
    for (;;) {
      if (this.#failure) throw this.#failure.reason;
      if (isSo()) return;
      await new Promise((resolve) => (this.#wake = () => resolve(undefined)));
    }
  }

  // What was begun ends with its signal; only an archive may take longer.
  async #settled() {
    if (this.#active === 0) return;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, SETTLE_MS)));
    const over = new Promise((resolve) => (this.#wake = () => this.#active === 0 && resolve(undefined)));
    await Promise.race([late, over]);
    clearTimeout(timer);
  }

  /** @param {FleetEvent} event */
  #emit = (event) => {
    const { onEvent } = this.#wanted;
    if (onEvent === undefined) return;
    /** @param {unknown} cause */
    const failed = (cause) => this.stop(callbackFailed("options.onEvent failed", cause));
    try {
      const returned = this.#context.run(() => onEvent(event));
      if (typeof returned === "object" && returned !== null) new Promise((resolve) => resolve(returned)).catch(failed);
    } catch (cause) {
      failed(cause);
    }
  };
}
