// One object a call, the owner of whatever has to end with it: the request, the timers, the caller's signal, the provider's request,
// the source, the destination and the async context in which callers' code runs. Each step is a promise that ends with its outcome,
// or is rejected by a Stop; nothing that a caller's code throws crosses into the module.
import { currentContext } from "./context.js";
import { LONGEST_TIMER_MS, MAX_REPLY_BYTES } from "./defaults.js";
import { bytesOf } from "./bytes.js";
import { Exchange, get, LINK_HEADERS, PACKAGE_HEADERS, post, RELAY_HEADERS } from "./exchange.js";
import { hashOf, mayHaveNative, subtleDigits } from "./hashes.js";
import { register, unregister } from "./live.js";
import { Pump } from "./pump.js";
import { listen } from "./signals.js";
import { openSource, sourceOfBytes } from "./source.js";
import { Stop } from "./stop.js";
import { Asking, memoryOf } from "./tokens.js";
import { turn } from "./turn.js";

export class Scope {
  #given;
  #context = currentContext();
  #settle;
  #stop;
  #failStep = () => {};
  #timers = { call: undefined, step: undefined };
  #deadline = Infinity;
  #stopListening = () => {};
  #exchange;
  #source;
  #pump;
  #rest;
  #hash;
  #keptHash;
  #memory;
  #asking;
  #wake;
  #told;
  #isPublishing = false;
  #trap;
  #bytes;
  // When the attempt began that a redirect is followed in.
  #attemptSince = 0;

  // `given`: what intake took: `{ fetch, isOurs, signal, timeoutMs, attemptTimeoutMs, idleTimeoutMs, provider, authorizerAppid,
  // onStart, onProgress, sink, data }`.
  constructor(given) {
    this.#given = given;
  }

  // The call begins: its time counts from here, and its signal is heard.
  begin(settle) {
    this.#settle = settle;
    register(this);
    const { signal, timeoutMs } = this.#given;
    if (timeoutMs <= LONGEST_TIMER_MS) {
      this.#deadline = performance.now() + timeoutMs;
      this.#timers.call = setTimer(() => this.#end(new Stop("call", { milliseconds: timeoutMs })), timeoutMs);
    }
    if (signal) this.#listen(signal);
  }

  #listen(signal) {
    const aborted = () => {
      let reason;
      try {
        ({ reason } = signal);
      } catch {
        return this.#end(new Stop("argument", { words: "options.signal must have a reason that can be read" }));
      }
      return this.#end(new Stop("aborted", { reason }));
    };
    try {
      if (signal.aborted) aborted();
      else this.#stopListening = listen(signal, aborted);
    } catch {
      this.#end(new Stop("argument", { words: "options.signal must be an AbortSignal" }));
    }
  }

  // The call ended well. Whoever called gets the bytes that were collected, too.
  fulfil(value) {
    const bytes = this.#given.sink?.bytes;
    this.#close();
    this.#settle.resolve(bytes === undefined ? value : { ...value, bytes });
  }

  // The call failed, or a trap ended it: what it held is let go.
  fail(reason) {
    if (this.#isPublishing) {
      this.#trap = { reason };
      return;
    }
    this.#stop ??= new Stop("aborted", { reason });
    this.#close();
    this.#given.sink?.abort(reason);
    this.#settle.reject(reason);
  }

  // The caller left getFunctionLinks: nobody waits for the call any more.
  leave() {
    this.#end(new Stop("aborted"));
  }

  #close() {
    unregister(this);
    this.#clearTimers();
    this.#letGo();
    this.#leaveAsking();
    this.#source?.cancel();
    this.#stopListening();
  }

  #clearTimers() {
    clearTimer(this.#timers.call);
    clearTimer(this.#timers.step);
  }

  // The call is over: the step under way ends with this, and no other begins.
  #end(stop) {
    if (this.#stop || this.#isPublishing) return;
    this.#stop = stop;
    this.#miss(stop);
  }

  // The step under way is over, not the call: its request and its body are let go.
  #miss(stop) {
    this.#letGo();
    this.#failStep(stop);
  }

  #letGo() {
    if (this.#pump) this.#pump.isOver = true;
    this.#exchange?.close();
  }

  #step(work) {
    return new Promise((resolve, reject) => {
      if (this.#stop) {
        reject(this.#stop);
        return;
      }
      clearTimer(this.#timers.step);
      this.#failStep = reject;
      this.#context.run(work).then(resolve, (reason) => {
        // Anything else was thrown by a caller's object in a place that is not guarded.
        reject(reason instanceof Stop ? reason : new Stop("source", { reason }));
      });
    });
  }

  #limit(kind, milliseconds, left = milliseconds) {
    clearTimer(this.#timers.step);
    if (milliseconds > LONGEST_TIMER_MS) return;
    this.#timers.step = setTimer(() => this.#miss(new Stop(kind, { milliseconds })), left);
  }

  // Looks again while bytes come or the destination is waited for: a timer for each chunk would take longer than its hash.
  #limitIdleness(pump, milliseconds) {
    clearTimer(this.#timers.step);
    if (milliseconds > LONGEST_TIMER_MS) return;
    const look = () => {
      const left = pump.isWaiting ? milliseconds : pump.seen + milliseconds - performance.now();
      if (left > 0) this.#timers.step = setTimer(look, left);
      else this.#miss(new Stop("idle", { milliseconds }));
    };
    this.#timers.step = setTimer(look, milliseconds);
  }

  check() {
    return this.#stop;
  }

  remainingMs() {
    return this.#deadline - performance.now();
  }

  // Sends a request; its response's body is read where its status is 2xx, or where errors are read as well.
  send(url, body, readsErrors) {
    return this.#step(async () => {
      this.#letGo();
      this.#limit("attempt", this.#given.attemptTimeoutMs);
      const exchange = (this.#exchange = new Exchange());
      const sent = await exchange.send(this.#given.fetch, url, post(body), LINK_HEADERS);
      const reads = readsErrors ? !exchange.isOf(3) : exchange.isOf(2);
      const outcome = reads ? { ...sent, ...(await exchange.read(MAX_REPLY_BYTES, this.#given.isOurs)) } : sent;
      exchange.close();
      return outcome;
    });
  }

  // Asks for a package, and leaves the body open. A redirect is followed within the attempt that is under way.
  get(url, range, ifRange, isRedirected) {
    return this.#openBody(url, get(range, ifRange), PACKAGE_HEADERS, isRedirected);
  }

  post(url, body) {
    return this.#openBody(url, post(body), RELAY_HEADERS, false);
  }

  #openBody(url, init, names, isRedirected) {
    const since = isRedirected ? this.#attemptSince : performance.now();
    this.#attemptSince = since;
    return this.#step(async () => {
      await guard("destination", () => this.#given.sink.check());
      this.#letGo();
      this.#rest = undefined;
      const { attemptTimeoutMs } = this.#given;
      this.#limit("attempt", attemptTimeoutMs, Math.max(attemptTimeoutMs - (performance.now() - since), 1));
      this.#exchange = new Exchange();
      return this.#exchange.sendAndOpen(this.#given.fetch, url, init, names);
    });
  }

  readBody() {
    return this.#step(async () => {
      this.#limit("attempt", this.#given.attemptTimeoutMs);
      const read = await this.#exchange.read(MAX_REPLY_BYTES, this.#given.isOurs);
      this.#exchange.close();
      return read;
    });
  }

  // Begins a digest; whether the runtime has what is asked for.
  hash(way, keepsDigest) {
    const hash = hashOf(way);
    if (hash === undefined) return false;
    if (keepsDigest) this.#keptHash = this.#hash;
    this.#hash = hash;
    return true;
  }

  mayHaveNative() {
    return mayHaveNative();
  }

  // The digits of all bytes, of those so far, or of those before the restart; undefined where the runtime's hash broke.
  digest(of) {
    try {
      if (of === "kept") return this.#keptHash.digits();
      return of === "so-far" ? this.#hash.fork().digits() : this.#hash.digits();
    } catch {
      return undefined;
    }
  }

  // Takes chunks from the body, or from the source that is verified.
  pump(begins, from, total, upTo, most, writes) {
    return this.#step(async () => {
      const { sink, isOurs, idleTimeoutMs } = this.#given;
      if (begins) await guard("destination", () => sink.begin(total));
      const tell = (bytes) => this.#tell({ transferredBytes: from + bytes, totalBytes: total });
      const isDownload = sink !== undefined;
      if (isDownload) this.#source = this.#exchange.source;
      const work = { source: this.#source, hash: this.#hash, sink, isOurs, isDownload, rest: this.#rest, tell };
      const pump = (this.#pump = new Pump(work));
      if (isDownload) this.#limitIdleness(pump, idleTimeoutMs);
      const isWhole = await pump.run({ upTo, most, writes });
      if (pump.isOver) return undefined; // nobody waits for it any more
      this.#rest = work.rest;
      clearTimer(this.#timers.step);
      // Bytes or none: the last event carries the final count.
      if (isWhole && this.#told !== from + pump.bytes) tell(pump.bytes);
      if (this.#stop) throw this.#stop;
      if (isWhole) this.#exchange?.complete();
      return undefined;
    });
  }

  get pumped() {
    return this.#pump?.bytes ?? 0;
  }

  // Opens what is to be verified.
  open() {
    try {
      const { data } = this.#given;
      const bytes = bytesOf(data);
      this.#source = bytes ? sourceOfBytes(bytes) : this.#context.run(() => openSource(data));
      this.#bytes = bytes;
      return undefined;
    } catch (stop) {
      return stop instanceof Stop ? stop : new Stop("source", { reason: stop });
    }
  }

  get isBuffer() {
    try {
      return bytesOf(this.#given.data) !== undefined;
    } catch {
      return true; // open() tells what is wrong with it
    }
  }

  get total() {
    return this.#source?.total;
  }

  subtle() {
    return this.#step(() => subtleDigits(this.#bytes));
  }

  tellStart(link, total) {
    return this.#call("onStart", { link, ...(total === undefined ? {} : { totalBytes: total }) });
  }

  tellProgress(bytes, total) {
    return this.#call("onProgress", progress(bytes, total));
  }

  #tell({ transferredBytes, totalBytes }) {
    this.#told = transferredBytes;
    const stop = this.#call("onProgress", progress(transferredBytes, totalBytes));
    if (stop) throw stop;
  }

  // Calls a callback. Its promise is not waited for, but its rejection ends the call.
  #call(name, event) {
    const callback = this.#given[name];
    if (callback === undefined) return this.#stop;
    const failed = (reason) => new Stop("callback", { reason, words: `options.${name}` });
    try {
      const returned = this.#context.run(() => callback(event));
      if (typeof returned === "object" && returned !== null) {
        new Promise((resolve) => resolve(returned)).catch((reason) => this.#end(failed(reason)));
      }
    } catch (reason) {
      this.#end(failed(reason));
    }
    return this.#stop;
  }

  sleep(milliseconds) {
    return this.#step(() => new Promise((resolve) => (this.#timers.step = setTimer(resolve, milliseconds))));
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
    this.#memory ??= memoryOf(provider, authorizerAppid);
    return this.#memory.toText();
  }

  // Asks the provider, or joins the request that is under way.
  askToken(rejected, joins) {
    return this.#step(async () => {
      const memory = this.#memory;
      const { provider, authorizerAppid } = this.#given;
      memory.token = undefined;
      memory.rejected = rejected;
      if (!joins) memory.asking = new Asking(provider, authorizerAppid, rejected);
      this.#asking = memory.asking;
      this.#asking.join();
      return this.#asking.outcome;
    });
  }

  // The token that was asked for is sound, or there is none. One that was given up, or asked for anew since, is not remembered.
  remember(token) {
    if (this.#memory.asking === this.#asking) {
      this.#memory.asking = undefined;
      if (token !== undefined) this.#memory.remember(token);
    }
    this.#leaveAsking();
  }

  #leaveAsking() {
    const asking = this.#asking;
    this.#asking = undefined;
    if (asking?.leave() && this.#memory.asking === asking) this.#memory.asking = undefined;
  }

  // The bytes match: closes the destination. Publishing a file is ended by nothing: whoever hears of a failure has to find the
  // target as it was. After a trap, which ends the module's part of the call, the file's own outcome is the call's.
  commit(result) {
    const { sink } = this.#given;
    if (sink.isMemory && !this.#stop) {
      try {
        return sink.close();
      } catch (reason) {
        this.#end(new Stop("destination", { reason })); // no memory left
      }
    }
    return this.#step(async () => {
      await guard("destination", () => sink.close());
      if (!sink.canPublish || this.#stop) return;
      this.#isPublishing = true;
      unregister(this);
      this.#clearTimers();
      try {
        await guard("destination", () => sink.publish());
      } catch (stop) {
        this.#isPublishing = false;
        if (this.#trap) this.fail(this.#trap.reason);
        throw stop;
      }
      this.fulfil(result);
    });
  }
}

const progress = (bytes, total) => ({ transferredBytes: bytes, ...(total === undefined ? {} : { totalBytes: total }) });

// Callers' and the destination's code: what it throws or rejects with ends the call.
async function guard(kind, call) {
  try {
    await call();
  } catch (reason) {
    throw new Stop(kind, { reason });
  }
}

// A test may have replaced the timers: each is cleared by the function of its own time.
function setTimer(task, milliseconds) {
  const { setTimeout, clearTimeout } = globalThis;
  const timer = setTimeout(task, Math.ceil(milliseconds));
  return () => clearTimeout(timer);
}

const clearTimer = (clear) => clear?.();
