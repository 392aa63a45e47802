// The call scope: one object a call, which owns what has to end with it: the request, the timers, the listener to the caller's signal, the
// provider's request, the source, the destination and the async context of callers' code. Each step is a promise that resolves with
// its outcome or rejects with a Stop. No exception of a caller's code crosses into the module.
import { Callbacks } from "./callbacks.js";
import { currentContext } from "./context.js";
import { Digests } from "./digests.js";
import { mayHaveNative } from "./hashes.js";
import { register, unregister } from "./live.js";
import { Pump } from "./pump.js";
import { Requests } from "./requests.js";
import { endBy } from "./signals.js";
import { refusedBy } from "./sinks.js";
import { Stop } from "./stop.js";
import { Timers } from "./timers.js";
import { TokenUse } from "./tokens.js";
import { turn } from "./turn.js";

/** @import { NativeHash, OwnHash } from "./hashes.js" */
/** @import { FileSink } from "./sinks.js" */
/** @import { Source } from "./source.js" */
/** @import { DigestOf, Given, HashWay, Sink } from "./types.d.ts" */

/** @typedef {{ resolve(value: unknown): void, reject(reason: unknown): void }} Settle */

export class Scope {
  #given;
  #context = currentContext();
  /** @type {Settle | undefined} */
  #settle;
  /** @type {Stop | undefined} */
  #stop;
  /** @type {(stop: Stop) => void} */
  #failStep = () => {};
  #timers = new Timers();
  #requests;
  #stopListening = () => {};
  /** @type {Source | undefined} */
  #source;
  /** @type {Pump | undefined} */
  #pump;
  /** @type {Uint8Array | undefined} */
  #rest;
  #digests = new Digests();
  /** @type {TokenUse | undefined} */
  #token;
  /** @type {((value?: unknown) => void) | undefined} */
  #wake;
  #callbacks;
  #inspection;
  #isPublishing = false;
  /** @type {{ reason: unknown } | undefined} */
  #trap;

  // `given`, from intake: `{ fetch, isOurs, signal, timeoutMs, attemptTimeoutMs, idleTimeoutMs, provider, authorizerAppid,
  // onStart, onProgress, sink, data }`.
  /** @param {Given} given */
  constructor(given) {
    this.#given = given;
    this.#requests = new Requests(given, this.#timers, (stop) => this.#miss(stop));
    this.#callbacks = new Callbacks(given, this.#context, (stop) => this.#end(stop));
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
    this.#stop ??= new Stop("aborted", { reason });
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
    this.#source?.cancel();
    this.#given.inspector?.cancel();
    this.#stopListening();
  }

  // Stops the call: rejects the current step, and every later one.
  /** @param {Stop} stop */
  #end(stop) {
    if (this.#stop || this.#isPublishing) return;
    this.#stop = stop;
    this.#given.inspector?.cancel();
    this.#miss(stop);
  }

  // Stops the current step but not the call: aborts its request and body.
  /** @param {Stop} stop */
  #miss(stop) {
    this.#letGo();
    this.#failStep(stop);
  }

  #letGo() {
    if (this.#pump) this.#pump.isOver = true;
    this.#requests.close();
  }

  /** @template Result @param {() => Promise<Result>} work @returns {Promise<Result>} */
  #step(work) {
    return new Promise((resolve, reject) => {
      if (this.#stop) {
        reject(this.#stop);
        return;
      }
      this.#timers.clearStep();
      this.#failStep = reject;
      this.#context.run(work).then(resolve, (reason) => {
        // A caller's object threw outside a guard.
        reject(reason instanceof Stop ? reason : new Stop("source", { reason }));
      });
    });
  }

  check() {
    return this.#stop;
  }

  remainingMs() {
    return this.#timers.remainingMs();
  }

  // For a file sink, before the first request: refuses a path that cannot become the file.
  look() {
    const sink = /** @type {FileSink} */ (this.#given.sink);
    return this.#step(() => guard(sink, () => sink.look()));
  }

  // For a file sink: waits for a place among the saves, and makes the partial file. Undefined where it exists.
  enter() {
    const sink = /** @type {FileSink} */ (this.#given.sink);
    return sink.isEntered ? undefined : this.#step(() => guard(sink, () => sink.enter()));
  }

  /** @param {string} url @param {string} body @param {number} errorBytes */
  send(url, body, errorBytes) {
    return this.#step(() => {
      this.#letGo();
      return this.#requests.send(url, body, errorBytes);
    });
  }

  /**
   * @param {string} url
   * @param {string | undefined} range
   * @param {string | undefined} ifRange
   * @param {boolean} isRedirected
   */
  get(url, range, ifRange, isRedirected) {
    return this.#openBody(() => this.#requests.get(url, range, ifRange, isRedirected));
  }

  /** @param {string} url @param {string} body */
  post(url, body) {
    return this.#openBody(() => this.#requests.post(url, body));
  }

  /** @template Result @param {() => Promise<Result>} request */
  #openBody(request) {
    return this.#step(async () => {
      await guard(this.#given.sink, () => this.#given.sink.check());
      this.#letGo();
      this.#rest = undefined;
      return request();
    });
  }

  /** @param {number} most */
  readBody(most) {
    return this.#step(() => this.#requests.readBody(most));
  }

  /** @param {HashWay} way @param {boolean} keepsDigest */
  hash(way, keepsDigest) {
    return this.#digests.begin(way, keepsDigest);
  }

  mayHaveNative() {
    return mayHaveNative();
  }

  /** @param {DigestOf} of */
  digest(of) {
    return this.#digests.digits(of);
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
    return this.#step(async () => {
      const { sink, isOurs, idleTimeoutMs } = this.#given;
      if (begins) await guard(sink, () => sink.begin(total));
      /** @param {number} bytes */
      const tell = (bytes) => {
        this.#callbacks.progress(from + bytes, total);
        if (this.#stop) throw this.#stop;
      };
      const isDownload = sink !== undefined;
      if (isDownload) this.#source = this.#requests.source;
      const work = {
        source: /** @type {Source} */ (this.#source),
        hash: /** @type {NativeHash | OwnHash} */ (this.#digests.current),
        sink,
        isOurs,
        isDownload,
        rest: this.#rest,
        tell,
      };
      const pump = (this.#pump = new Pump(work));
      if (isDownload)
        this.#timers.limitIdleness(pump, idleTimeoutMs, () =>
          this.#miss(new Stop("idle", { milliseconds: idleTimeoutMs })),
        );
      const isWhole = await pump.run({ upTo, most, writes });
      if (pump.isOver) return undefined; // the step was rejected meanwhile
      this.#rest = work.rest;
      this.#timers.clearStep();
      // The last event has the final count, also of no bytes.
      if (isWhole && this.#callbacks.told !== from + pump.bytes) tell(pump.bytes);
      if (this.#stop) throw this.#stop;
      if (isWhole) this.#requests.complete();
      return undefined;
    });
  }

  get pumped() {
    return this.#pump?.bytes ?? 0;
  }

  // Opens the source to verify.
  open() {
    try {
      this.#source = this.#context.run(() => this.#given.data.open());
      return undefined;
    } catch (stop) {
      return stop instanceof Stop ? stop : new Stop("source", { reason: stop });
    }
  }

  get isBuffer() {
    return this.#given.data.isBuffer;
  }

  get sourceStatus() {
    return this.#given.data.status;
  }

  get total() {
    return this.#source?.total;
  }

  subtle() {
    return this.#step(() => this.#given.data.subtle());
  }

  /** @param {import("../index.d.ts").RelayedLink} link @param {number} [total] */
  tellStart(link, total) {
    this.#callbacks.call("onStart", { link, ...(total === undefined ? {} : { totalBytes: total }) });
    return this.#stop;
  }

  /** @param {number} bytes @param {number} [total] */
  tellProgress(bytes, total) {
    this.#callbacks.progress(bytes, total);
    return this.#stop;
  }

  /** @param {number} milliseconds @returns {Promise<void>} */
  sleep(milliseconds) {
    return this.#step(() => new Promise((resolve) => this.#timers.setStep(resolve, milliseconds)));
  }

  turn() {
    return this.#step(turn);
  }

  park() {
    return this.#step(() => new Promise((resolve) => (this.#wake = resolve)));
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
    return this.#step(async () => this.#token?.ask(rejected, joins));
  }

  /** @param {string | undefined} token */
  remember(token) {
    this.#token?.remember(token);
  }

  // After the checksum matched: closes the destination. Nothing interrupts the publishing of a file: after a failure the target has to be
  // unchanged. After a trap meanwhile, the file's outcome is the call's.
  /** @param {unknown} result */
  commit(result) {
    const { sink, inspector } = this.#given;
    if (sink.isMemory && !inspector && !this.#stop) {
      try {
        return sink.close();
      } catch (reason) {
        this.#end(refusedBy(sink, reason)); // no memory left
      }
    }
    return this.#step(async () => {
      // A stream is closed last: what follows its end can no longer abort it.
      if (inspector && sink.isStream) this.#inspection = await inspector.inspect(sink.kept(), result.checksum);
      await guard(sink, () => sink.close());
      if (inspector && !sink.isStream) this.#inspection = await inspector.inspect(sink.kept(), result.checksum);
      if (!sink.canPublish || this.#stop) return;
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

// Calls a destination. Its exception or rejection ends the call, as a Stop.
/** @param {Sink} sink @param {() => unknown} call */
async function guard(sink, call) {
  try {
    await call();
  } catch (reason) {
    throw refusedBy(sink, reason);
  }
}
