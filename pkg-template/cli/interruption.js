// Ctrl-C, a closed terminal, a polite kill, a reader that leaves: what is under way is given up first, so that no partial file stays.
import { systemError } from "./errors.js";

/** @type {NodeJS.Signals[]} */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
const STREAMS = /** @type {const} */ ({ stdout: "standard output", stderr: "standard error" });

// `signal` is the system's name of it.
export class Interruption extends Error {
  /** @param {NodeJS.Signals} name @param {unknown} [cause] */
  constructor(name, cause) {
    super("interrupted", { cause });
    this.signal = name;
  }
}

// The signal for every call of a command; a second interruption ends the process as if it had no listener.
export function interruptible() {
  const controller = new AbortController();
  /** @param {Error} reason */
  const interrupt = (reason) => {
    controller.abort(reason);
    process.stdin.on("error", () => {}).destroy(reason); // what waits for it ends, and nothing else fails
  };
  for (const name of SIGNALS) process.once(name, () => interrupt(new Interruption(name)));
  for (const stream of /** @type {(keyof typeof STREAMS)[]} */ (Object.keys(STREAMS))) {
    process[stream].on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (controller.signal.aborted) return;
      const failure = () =>
        systemError(
          `could not write to ${STREAMS[stream]}`,
          error,
          "Free the space that it needs, or send it elsewhere.",
        );
      interrupt(error.code === "EPIPE" ? new Interruption("SIGPIPE", error) : failure());
    });
  }
  return controller.signal;
}

// Resolves when all that was written has gone out, or failed.
/** @param {NodeJS.WriteStream} stream */
const drained = (stream) => new Promise((resolve) => stream.write("", resolve));

export const flushed = () => Promise.all([drained(process.stdout), drained(process.stderr)]);

// The process ends by the signal itself, so that a shell's loop ends too. Windows has no SIGPIPE.
/** @param {Interruption} interruption */
export function endBy({ signal }) {
  process.exitCode = 2;
  if (signal === "SIGPIPE" && process.platform === "win32") return;
  process.on(signal, () => {}); // Node ignores SIGPIPE until it has had a listener
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
