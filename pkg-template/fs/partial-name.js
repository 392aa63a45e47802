// A partial file's name: `.wfl-HOST-PROCESS-START-RANDOM`. It identifies the writing process, so that a later save knows whether that
// process has ended. Its length does not depend on the target's name. A folder's ends in `-new` until it is complete, and in `-old-DIGEST`,
// of its own name, while another folder takes its place.
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";

import { hexadecimal } from "../host/hexadecimal.js";
import { isProcessThere } from "./process-there.js";

/** @typedef {{ host: string, pid: number, start: string, kind: "file" | "new" | "old", of: string | undefined }} Writer */

const NAME = /^\.wfl-([0-9a-f]{10})-([1-9]\d{0,9})-([0-9a-z]+)-[0-9a-f]{12}(?:-(new)|-(old)-([0-9a-f]{10}))?$/;
// Stands for an unknown start of a process.
const UNKNOWN_START = "0";

/** @type {Promise<{ host: string, start: string }> | undefined} */
let identity;

export async function partialName() {
  const { host, start } = await thisWriter();
  return `.wfl-${host}-${process.pid}-${start}-${randomDigits(12)}`;
}

// The name of a folder that is not complete, or not wanted any more.
export const newFolderName = async () => `${await partialName()}-new`;

// The name of a folder of this name while another one takes its place.
/** @param {string} name */
export const oldFolderName = async (name) => `${await partialName()}-old-${await digestOf(name)}`;

// The writer in a partial name, what it writes, and the digest of an old folder's name; undefined for any other name.
/** @param {string} name @returns {Writer | undefined} */
export function writerOf(name) {
  const parts = NAME.exec(name);
  if (!parts) return undefined;
  const [, host, pid, start, isNew, isOld, of] = parts;
  return { host, pid: Number(pid), start, kind: isNew ? "new" : isOld ? "old" : "file", of };
}

// Whether a writer still runs; undefined where the system cannot know, for example on another host.
/** @param {Writer} writer */
export async function isRunning({ host, pid, start }) {
  const own = await thisWriter();
  if (host !== own.host || !isGranted({ name: "run" })) return undefined;
  const isThere = isProcessThere(pid);
  if (!isThere) return isThere;
  if (start === UNKNOWN_START || own.start === UNKNOWN_START) return true;
  const found = await processStat(pid).catch(() => undefined);
  // A process of the same number with another start is another one. A zombie no longer writes.
  return found === undefined || (found.start === start && !/[ZX]/.test(found.state));
}

const thisWriter = () => (identity ??= identify());

async function identify() {
  try {
    if (!isGranted({ name: "sys", kind: "hostname" })) return { host: randomDigits(10), start: UNKNOWN_START };
    // Containers may share a host name and a folder, but have their own process numbers. Other hosts of a network have different names.
    const [boot, processes] =
      process.platform === "linux"
        ? await Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8"), readlink("/proc/self/ns/pid")])
        : [];
    return { host: await digestOf([hostname(), boot, processes]), start: await ownStart() };
  } catch {
    // A random host: other writers take its files for another host's.
    return { host: randomDigits(10), start: UNKNOWN_START };
  }
}

// A /proc of another process namespace is useless.
async function ownStart() {
  try {
    return (await readlink("/proc/self")) === String(process.pid)
      ? (await processStat(process.pid)).start
      : UNKNOWN_START;
  } catch {
    return UNKNOWN_START;
  }
}

// Fields 3 and 22 of proc_pid_stat(5). Field 2, the command, may contain spaces and parentheses.
/** @param {number} pid */
async function processStat(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0], start: BigInt(fields[19]).toString(36) };
}

// Deno prompts for a missing permission. A sweep must not cause a prompt.
/** @param {{ name: string, kind?: string }} permission */
function isGranted(permission) {
  const permissions = globalThis.Deno?.permissions;
  return permissions === undefined || permissions.querySync(permission).state === "granted";
}

/** @param {number} count */
const randomDigits = (count) => hexadecimal(crypto.getRandomValues(new Uint8Array(count / 2)));

/** @param {unknown} parts */
export async function digestOf(parts) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(parts)));
  return hexadecimal(digest.slice(0, 5));
}
