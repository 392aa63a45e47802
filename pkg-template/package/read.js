// readEntry
import { ENTRY_BYTES } from "./constants.js";
import { eachChunkOfEntry } from "./entry-chunks.js";
import { badPackage, invalidArgument, tooLarge } from "./failures.js";
import { inspectedZip } from "./inspect.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

/** @import { Tree } from "./tree.js" */
/** @import { Call, Source } from "./types.d.ts" */

/** @param {Uint8Array[]} chunks @param {number} size */
const joined = (chunks, size) => {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes;
};

/** @param {string} path */
const quoted = (path) => JSON.stringify(path);
/** @param {string} path */
const missing = (path) => invalidArgument(`path ${quoted(path)} is not in the package`);
/** @param {string} path */
const notFile = (path) => invalidArgument(`path ${quoted(path)} is no file`);
/** @param {string} path */
const notUnique = (path) => badPackage("DUPLICATE_NAME", quoted(path));

/** @param {string} path @param {number} size @param {{ maxBytes?: number | undefined }} limits */
function admit(path, size, { maxBytes = ENTRY_BYTES }) {
  if (size > maxBytes) throw tooLarge(`${quoted(path)} is larger than maxBytes, ${maxBytes} bytes`);
}

/** @param {Call} call @param {Exclude<Source, { tree: Tree }>} source */
async function readFromZip(call, source) {
  const { module, work, path } = call;
  const zip = await openZip(source, work);
  const inspection = await inspectedZip({ module, work }, zip, false);
  const kind = module.find(inspection, path);
  if (kind === "missing") throw missing(path);
  if (kind === "not-unique") throw notUnique(path);
  if (kind === "not-file") throw notFile(path);
  const refused = module.refusal(inspection, path);
  if (refused !== undefined) throw badPackage(refused, quoted(path));
  const index = /** @type {number} */ (module.indexOf(inspection, path));
  const size = module.sizeAt(inspection, index);
  admit(path, size, call);
  /** @type {Uint8Array[]} */
  const chunks = [];
  const reader = work.owns(module.reader());
  await eachChunkOfEntry(call, { reader, inspection, zip }, index, (chunk) => chunks.push(chunk));
  const damaged = module.refusal(reader);
  if (damaged !== undefined) throw badPackage(damaged, quoted(path));
  return joined(chunks, size);
}

/** @param {Call} call @param {Tree} tree */
async function readFromTree(call, tree) {
  const { work, path } = call;
  let found = /** @type {{ kind: string, chunks: Uint8Array[], size: number } | undefined} */ (undefined);
  await tree.each(work, async (entry) => {
    if (entry.path.replace(/\/$/, "") !== path.replace(/\/$/, "")) return;
    if (found) throw notUnique(path);
    /** @type {{ kind: string, chunks: Uint8Array[], size: number }} */
    const kept = { kind: entry.kind, chunks: [], size: 0 };
    found = kept;
    if (entry.kind !== "file") return;
    if (entry.bytes) admit(path, entry.bytes.length, call);
    await eachChunk(entry, work, (chunk) => {
      admit(path, (kept.size += chunk.length), call);
      kept.chunks.push(chunk.slice());
    });
  });
  if (!found) throw missing(path);
  if (found.kind !== "file") throw notFile(path);
  return joined(found.chunks, found.size);
}

/** @param {Call} call */
export function readFrom(call) {
  const [source] = call.sources;
  return source.tree ? readFromTree(call, source.tree) : readFromZip(call, source);
}
