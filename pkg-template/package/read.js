// readEntry
import { ENTRY_BYTES } from "./constants.js";
import { badPackage, invalidArgument, tooLarge } from "./failures.js";
import { inspectedZip } from "./inspect.js";
import { eachChunk } from "./tree.js";
import { openZip } from "./zip-bytes.js";

const joined = (chunks, size) => {
  const bytes = new Uint8Array(size);
  let length = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes;
};

const quoted = (path) => JSON.stringify(path);
const missing = (path) => invalidArgument(`path ${quoted(path)} is not in the package`);
const notFile = (path) => invalidArgument(`path ${quoted(path)} is no file`);
const notUnique = (path) => badPackage("DUPLICATE_NAME", quoted(path));

function admit(path, size, { maxBytes = ENTRY_BYTES }) {
  if (size > maxBytes) throw tooLarge(`${quoted(path)} is larger than maxBytes, ${maxBytes} bytes`);
}

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
  const index = module.indexOf(inspection, path);
  const size = module.sizeAt(inspection, index);
  admit(path, size, call);
  const chunks = [];
  const reader = work.owns(module.reader());
  module.begin(reader, inspection, index, zip);
  for (let chunk = module.next(reader, zip); chunk !== undefined; chunk = module.next(reader, zip)) {
    chunks.push(chunk);
    zip.check();
    await work.took(chunk.length);
  }
  zip.check();
  const damaged = module.refusal(reader);
  if (damaged !== undefined) throw badPackage(damaged, quoted(path));
  return joined(chunks, size);
}

async function readFromTree(call, tree) {
  const { work, path } = call;
  let found;
  await tree.each(work, async (entry) => {
    if (entry.path.replace(/\/$/, "") !== path.replace(/\/$/, "")) return;
    if (found) throw notUnique(path);
    found = { kind: entry.kind, chunks: [], size: 0 };
    if (entry.kind !== "file") return;
    if (entry.bytes) admit(path, entry.bytes.length, call);
    await eachChunk(entry, work, (chunk) => {
      admit(path, (found.size += chunk.length), call);
      found.chunks.push(chunk.slice());
    });
  });
  if (!found) throw missing(path);
  if (found.kind !== "file") throw notFile(path);
  return joined(found.chunks, found.size);
}

export function readFrom(call) {
  const [source] = call.sources;
  return source.tree ? readFromTree(call, source.tree) : readFromZip(call, source);
}
