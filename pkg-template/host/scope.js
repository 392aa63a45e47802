// The call scope: one object a call, which owns what has to end with it: the request, the timers, the listener to the caller's signal, the
// provider's request, the source, the destination and the async context of callers' code. Each step is a promise that resolves with
// its outcome or rejects with a Stop. No exception of a caller's code crosses into the module.
import { Callbacks } from "./callbacks.js";
import { mayHaveNative } from "./hashes.js";
import { register, unregister } from "./live.js";
import { Pumping } from "./pumping.js";
import { Requests } from "./requests.js";
import { endBy } from "./signals.js";
import { guard, refusedBy } from "./sinks.js";
import { StepRunner } from "./step-runner.js";
import { Stop } from "./stop.js";
import { Timers } from "./timers.js";
import { TokenUse } from "./tokens.js";
import { yieldNow } from "./yield-now.js";

/** @import { PackageReport } from "../package.d.ts" */
/** @import { FileSink } from "./sinks.js" */
/** @import { DigestOf, Gate, Given, HashWay } from "./types.d.ts" */
/** @typedef {{ resolve(value: unknown): void, reject(reason: unknown): void }} Settle */

export class Scope {
  #given;
  /** @type {Settle | undefined} */
  #settle;
  #timers = new Timers();
  requests;
  pumping;
  steps = new StepRunner(this.#timers, () => this.#letGo());
  #stopListening = () => {};
  /** @type {TokenUse | undefined} */
  #token;
  /** @type {((value?: unknown) => void) | undefined} */
  #wake;
  callbacks;
  /** @type {PackageReport | undefined} */
  #inspection;
  #isPublishing = false;
  /** @type {{ reason: unknown } | undefined} */
  #trap;

  /** @param {Given} given */
  constructor(given) {
    this.#given = given;
    /** @param {Stop} stop */
    const missed = (stop) => this.steps.miss(stop);
    this.requests = new Requests(given, this.#timers, missed);
    this.pumping = new Pumping(given, this.#timers, missed);
    this.callbacks = new Callbacks(given, this.steps.context, (stop) => this.#end(stop));
  }

  // Begins the call: starts its timer and listens to its signal.
  /** @param {Settle} settle */
  begin(settle) {
    this.#settle = settle;
    register(this);
    const { signal, timeoutMs } = this.#given;
    this.#timers.limitCall(timeoutMs, () => this.#end(new Stop("call", { milliseconds: timeoutMs })));
    if (signal) this.#stopListening = endBy(signal, (stop) => this.#end(stop));
  }

  // The call succeeded. The memory sink's bytes are part of its result.
  /** @param {unknown} value */
  fulfil(value) {
    const bytes = this.#given.sink?.bytes;
    this.#close();
    const more = { ...(bytes && { bytes }), ...(this.#inspection && { inspection: this.#inspection }) };
    this.#settle?.resolve(bytes || this.#inspection ? { .../** @type {object} */ (value), ...more } : value);
  }

  // The call failed, or a trap ended it: closes the scope and aborts the destination.
  /** @param {unknown} reason */
  fail(reason) {
    if (this.#isPublishing) {
      this.#trap = { reason };
      return;
    }
    this.steps.stop ??= new Stop("aborted", { reason });
    this.#close();
    this.#given.sink?.abort(reason);
    this.#settle?.reject(reason);
  }

  // The caller left the loop of getFunctionLinks: no code waits for the call.
  leave() {
    this.#end(new Stop("aborted"));
  }

  #close() {
    unregister(this);
    this.#timers.clear();
    this.#letGo();
    this.#token?.leave();
    this.pumping.source?.cancel();
    this.#given.inspector?.cancel();
    this.#stopListening();
  }

  // Stops the call: rejects the current step, and every later one.
  /** @param {Stop} stop */
  #end(stop) {
    if (this.steps.stop || this.#isPublishing) return;
    this.steps.stop = stop;
    this.#given.inspector?.cancel();
    this.steps.miss(stop);
  }

  #letGo() {
    this.pumping.stop();
    this.requests.close();
  }

  check() {
    return this.steps.stop;
  }

  remainingMs() {
    return this.#timers.remainingMs();
  }

  // For a file sink, before the first request: refuses a path that cannot become the file.
  checkTarget() {
    const sink = /** @type {FileSink} */ (this.#given.sink);
    return this.steps.run(() => guard(sink, () => sink.checkTarget()));
  }

  // For a file sink: waits for a place among the saves, and makes the partial file. Undefined where it exists.
  enter() {
    const sink = /** @type {FileSink} */ (this.#given.sink);
    return sink.isEntered ? undefined : this.steps.run(() => guard(sink, () => sink.enter()));
  }

  /** @param {string} url @param {string} body @param {number} errorBytes */
  send(url, body, errorBytes) {
    return this.steps.run(() => {
      this.#letGo();
      const send = () => this.requests.send(url, body, errorBytes);
      return this.#given.gate ? this.#sendBy(this.#given.gate, send) : send();
    });
  }

  // The call's time stands still while its gate keeps it waiting.
  /** @template Result @param {Gate} gate @param {() => Promise<Result>} send */
  #sendBy(gate, send) {
    const goOn = this.#timers.stopCall();
    return gate(async () => {
      if (this.steps.stop) throw this.steps.stop;
      goOn();
      return send();
    });
  }

  /** @param {Parameters<Requests["get"]>} request */
  get(...request) {
    return this.#openBody(() => this.requests.get(...request));
  }

  /** @param {string} url @param {string} body */
  post(url, body) {
    return this.#openBody(() => this.requests.post(url, body));
  }

  /** @template Result @param {() => Promise<Result>} request */
  #openBody(request) {
    return this.steps.run(async () => {
      await guard(this.#given.sink, () => this.#given.sink.check());
      this.#letGo();
      this.pumping.dropRest();
      return request();
    });
  }

  /** @param {number} most */
  readBody(most) {
    return this.steps.run(() => this.requests.readBody(most));
  }

  /** @param {HashWay} way @param {boolean} keepsDigest */
  hash(way, keepsDigest) {
    return this.pumping.digests.begin(way, keepsDigest);
  }

  mayHaveNative() {
    return mayHaveNative();
  }

  /** @param {DigestOf} of */
  digest(of) {
    return this.pumping.digests.digits(of);
  }

  // Takes chunks from the body, or from the source to verify.
  /**
   * @param {boolean} begins
   * @param {number} from
   * @param {number | undefined} total
   * @param {number | undefined} upTo
   * @param {number} most
   * @param {boolean} writes
   */
  pump(begins, from, total, upTo, most, writes) {
    return this.steps.run(async () => {
      const { sink } = this.#given;
      if (begins) await guard(sink, () => sink.begin(total));
      /** @param {number} bytes */
      const report = (bytes) => {
        this.callbacks.progress(from + bytes, total);
        if (this.steps.stop) throw this.steps.stop;
      };
      if (sink !== undefined) this.pumping.source = this.requests.source;
      const isWhole = await this.pumping.run(report, { upTo, most, writes });
      if (isWhole === undefined) return undefined;
      // The last event has the final count, also of no bytes.
      if (isWhole && this.callbacks.reported !== from + this.pumped) report(this.pumped);
      if (this.steps.stop) throw this.steps.stop;
      if (isWhole) this.requests.complete();
      return undefined;
    });
  }

  get pumped() {
    return this.pumping.bytes;
  }

  /** @param {import("../index.d.ts").RelayedLink} link @param {number} [total] */
  onStart(link, total) {
    this.callbacks.call("onStart", { link, ...(total === undefined ? {} : { totalBytes: total }) });
    return this.steps.stop;
  }

  /** @param {number} bytes @param {number} [total] */
  onProgress(bytes, total) {
    this.callbacks.progress(bytes, total);
    return this.steps.stop;
  }

  /** @param {number} milliseconds @returns {Promise<void>} */
  sleep(milliseconds) {
    return this.steps.run(() => new Promise((resolve) => this.#timers.setStep(resolve, milliseconds)));
  }

  yieldNow() {
    return this.steps.run(yieldNow);
  }

  park() {
    return this.steps.run(() => new Promise((resolve) => (this.#wake = resolve)));
  }

  wake() {
    this.#wake?.();
  }

  remembered() {
    const { provider, authorizerAppid } = this.#given;
    this.#token ??= new TokenUse(provider, authorizerAppid);
    return this.#token.toText();
  }

  /** @param {string | undefined} rejected @param {boolean} joins */
  askToken(rejected, joins) {
    return this.steps.run(async () => this.#token?.ask(rejected, joins));
  }

  /** @param {string | undefined} token */
  remember(token) {
    this.#token?.remember(token);
  }

  // After the checksum matched: closes the destination. Nothing interrupts the publishing of a file: after a failure the target has to be
  // unchanged. After a trap meanwhile, the file's outcome is the call's.
  /** @param {{ checksum: string }} result */
  commit(result) {
    const { sink, inspector } = this.#given;
    if (sink.isMemory && !inspector && !this.steps.stop) {
      try {
        return sink.close();
      } catch (reason) {
        this.#end(refusedBy(sink, reason)); // no memory left
      }
    }
    return this.steps.run(async () => {
      // A stream is closed last: what follows its end can no longer abort it.
      if (inspector && sink.isStream) this.#inspection = await inspector.inspect(sink.kept(), result.checksum);
      await guard(sink, () => sink.close());
      if (inspector && !sink.isStream) this.#inspection = await inspector.inspect(sink.kept(), result.checksum);
      if (!sink.canPublish || this.steps.stop) return;
      this.#isPublishing = true;
      this.#timers.clear();
      try {
        await guard(sink, () => sink.publish());
      } catch (stop) {
        this.#isPublishing = false;
        if (this.#trap) this.fail(this.#trap.reason);
        throw stop;
      }
      this.fulfil(result);
    });
  }
}
