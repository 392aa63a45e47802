// `./fleet` for browsers and workers without a file system: the import succeeds, a call rejects.
import { unsupported } from "./core.js";

const refused = () =>
  unsupported("node:fs", 'Take snapshots in Node.js, Deno or Bun. In Jest use the environment "node".');

/** @returns {Promise<never>} */
export async function takeSnapshot() {
  throw refused();
}

export function fileArchive() {
  throw refused();
}

export function s3Archive() {
  throw unsupported("node:fs");
}

export function compareSnapshots() {
  throw refused();
}
