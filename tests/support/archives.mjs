// For tests of archives: an archive in a folder of its own, and what is in that folder.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import { fileArchive } from "wechat-function-link/fleet";

import { folderOf } from "./saving.mjs";

/** @import { TestContext } from "node:test" */
/** @import { Archive, SnapshotRow, SnapshotSummary } from "wechat-function-link/fleet" */

/** @param {Uint8Array | string} bytes */
export const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** @param {TestContext} t */
export function archiveOf(t) {
  const folder = join(folderOf(t), "archive");
  return { folder, archive: fileArchive(folder) };
}

// The paths below a folder: of folders with a slash at their end.
/** @param {string} folder @param {string} [below] @returns {string[]} */
export function pathsIn(folder, below = "") {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = `${below}${name}`;
      return statSync(join(folder, path)).isDirectory() ? [`${path}/`, ...pathsIn(folder, `${path}/`)] : [path];
    });
}

/** @param {string} folder */
export const filesIn = (folder) => pathsIn(folder).filter((path) => !path.endsWith("/"));

// A summary as takeSnapshot makes it, of rows that are counted.
/** @param {string} id @param {Partial<SnapshotSummary>} [more] */
export const summariser = (id, more) => async (/** @type {AsyncIterable<SnapshotRow>} */ rows) => {
  const found = await arrayOf(rows);
  return {
    id,
    startedAt: "2026-01-02T03:04:05.678Z",
    endedAt: "2026-01-02T03:05:06.789Z",
    partial: false,
    targets: 1,
    merchants: 1,
    functions: found.length,
    failures: 0,
    reused: 0,
    packages: { stored: 0, bytes: 0 },
    ...more,
  };
};

/** @template Item @param {AsyncIterable<Item>} items @returns {Promise<Item[]>} */
export async function arrayOf(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

// All of a stream's bytes, or its error.
/** @param {{ getReader(): { read(): Promise<{ done: boolean, value?: Uint8Array | undefined }> } } | undefined} stream */
export async function bytesIn(stream) {
  assert.ok(stream, "there is no stream");
  const reader = stream.getReader();
  const chunks = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done || !value) return Buffer.concat(chunks);
    chunks.push(value);
  }
}

// Nothing but what is finished: no partial file, no part, no lock.
/** @param {string} folder */
export function assertTidy(folder) {
  for (const path of filesIn(folder))
    assert.match(path, /^(?:blobs\/([0-9a-f]{2})\/\1[0-9a-f]{62}|snapshots\/[A-Za-z0-9._-]+\.ndjson)$/);
}
