// Ctrl-C, a closed terminal, or a polite kill: what is under way is given up first, so that no partial file stays.
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

export class Interruption extends Error {
  constructor(name) {
    super("interrupted");
    this.signal = name;
  }
}

// The signal for every call of a command; a second interruption ends the process as if nobody listened.
export function interruptible() {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    process.once(name, () => {
      const interruption = new Interruption(name);
      controller.abort(interruption);
      process.stdin.on("error", () => {}).destroy(interruption); // whoever waits for it hears of it, and nobody else
    });
  }
  return controller.signal;
}

// The process ends by the signal itself, so that a shell's loop ends too.
export function endBy({ signal }) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
