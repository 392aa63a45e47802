// Whether a process of this number runs; undefined where the system does not report it.
import process from "node:process";

/** @param {number} pid */
export function isProcessThere(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "EPERM") return true; // another user's
    return code === "ESRCH" ? false : undefined;
  }
}
