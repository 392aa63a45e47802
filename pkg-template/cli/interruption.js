// Ctrl-C, a closed terminal, SIGTERM, a closed pipe: cancels the calls under way first, so that no partial file stays.
import { systemError } from "./errors.js";
import { text } from "./language.js";

/** @type {NodeJS.Signals[]} */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const STREAMS = /** @type {const} */ ({ stdout: "name.stdout", stderr: "name.stderr" });

// `signal` is the system's name of the interruption.
export class Interruption extends Error {
  /** @param {NodeJS.Signals} name @param {unknown} [cause] */
  constructor(name, cause) {
    super("interrupted", { cause });
    this.signal = name;
  }
}

// The AbortSignal for every call of a command. A second interruption ends the process as if it had no listener.
export function interruptible() {
  const controller = new AbortController();
  /** @param {Error} reason */
  const interrupt = (reason) => {
    controller.abort(reason);
    process.stdin.on("error", () => {}).destroy(reason); // its reader ends, without an uncaught error
  };
  for (const name of SIGNALS) process.once(name, () => interrupt(new Interruption(name)));
  for (const stream of /** @type {(keyof typeof STREAMS)[]} */ (Object.keys(STREAMS))) {
    process[stream].on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (controller.signal.aborted) return;
      const failure = () =>
        systemError(text("file.streamFailed", { name: text(STREAMS[stream]) }), error, text("file.streamAdvice"));
      interrupt(error.code === "EPIPE" ? new Interruption("SIGPIPE", error) : failure());
    });
  }
  return controller.signal;
}

// Resolves when all writes have finished or failed.
/** @param {NodeJS.WriteStream} stream */
const drained = (stream) => new Promise((resolve) => stream.write("", resolve));

export const flushed = () => Promise.all([drained(process.stdout), drained(process.stderr)]);

// Ends the process by the signal itself, so that a shell's loop ends, too. Windows has no SIGPIPE.
/** @param {Interruption} interruption */
export function endBy({ signal }) {
  process.exitCode = 2;
  if (signal === "SIGPIPE" && process.platform === "win32") return;
  process.on(signal, () => {}); // Node ignores SIGPIPE until it has had a listener
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
