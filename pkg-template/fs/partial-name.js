// A partial file's name: `.wfl-HOST-PROCESS-START-RANDOM`. It says who writes the file, so that a later save can tell whether that
// process is gone, and it is short whatever the target's name is. A folder's ends in `-new` until it is complete; in `-old-DIGEST`,
// of its name, while another takes its place.
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";

import { hexadecimal } from "../host/hexadecimal.js";
import { isProcessThere } from "./process-there.js";

/** @typedef {{ host: string, pid: number, start: string, kind: "file" | "new" | "old", of: string | undefined }} Writer */

const NAME = /^\.wfl-([0-9a-f]{10})-([1-9]\d{0,9})-([0-9a-z]+)-[0-9a-f]{12}(?:-(new)|-(old)-([0-9a-f]{10}))?$/;
// Where the system does not say when a process began.
const UNKNOWN_START = "0";

/** @type {Promise<{ host: string, start: string }> | undefined} */
let identity;

export async function partialName() {
  const { host, start } = await thisWriter();
  return `.wfl-${host}-${process.pid}-${start}-${randomDigits(12)}`;
}

// The name of a folder that is not complete, or not wanted any more.
export const newFolderName = async () => `${await partialName()}-new`;

// The name of a folder of this name that another one takes the place of.
/** @param {string} name */
export const oldFolderName = async (name) => `${await partialName()}-old-${await digestOf(name)}`;

// What a name stands for: its writer, the kind of what it writes, and of an old folder the digest of its name; undefined for any other name.
/** @param {string} name @returns {Writer | undefined} */
export function writerOf(name) {
  const parts = NAME.exec(name);
  if (!parts) return undefined;
  const [, host, pid, start, isNew, isOld, of] = parts;
  return { host, pid: Number(pid), start, kind: isNew ? "new" : isOld ? "old" : "file", of };
}

// Whether a writer is still there; undefined where the system cannot know, for example of another host.
/** @param {Writer} writer */
export async function isRunning({ host, pid, start }) {
  const own = await thisWriter();
  if (host !== own.host || !isGranted({ name: "run" })) return undefined;
  const isThere = isProcessThere(pid);
  if (!isThere) return isThere;
  if (start === UNKNOWN_START || own.start === UNKNOWN_START) return true;
  const found = await processStat(pid).catch(() => undefined);
  // A process of the same number that began at another time is another one. A zombie writes no more.
  return found === undefined || (found.start === start && !/[ZX]/.test(found.state));
}

const thisWriter = () => (identity ??= identify());

async function identify() {
  try {
    if (!isGranted({ name: "sys", kind: "hostname" })) return { host: randomDigits(10), start: UNKNOWN_START };
    // Containers may have one host name and share a folder, but not their process numbers. Elsewhere the local network keeps names apart.
    const [boot, processes] =
      process.platform === "linux"
        ? await Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8"), readlink("/proc/self/ns/pid")])
        : [];
    return { host: await digestOf([hostname(), boot, processes]), start: await ownStart() };
  } catch {
    // A host that no other writer has: its files count as another host's.
    return { host: randomDigits(10), start: UNKNOWN_START };
  }
}

// A /proc of other process numbers than ours is of no use.
async function ownStart() {
  try {
    return (await readlink("/proc/self")) === String(process.pid)
      ? (await processStat(process.pid)).start
      : UNKNOWN_START;
  } catch {
    return UNKNOWN_START;
  }
}

// Fields 3 and 22 of proc_pid_stat(5). Field 2, the command, may hold spaces and parentheses.
/** @param {number} pid */
async function processStat(pid) {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0], start: BigInt(fields[19]).toString(36) };
}

// Deno asks a person for what was not granted: a sweep is not worth a question.
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
