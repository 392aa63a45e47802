// What an operator dropped or picked, as a source of a package: one zip, or the files of a folder.

/** @import { Source } from "../types.d.ts" */

/** @typedef {{ name: string, source: Source }} Dropped */

const MOST_FILES = 100_000;
const ZIP = /\.zip$/i;

// The entries have to be read before the event has ended.
/** @param {DataTransfer} transfer @returns {Promise<Dropped | undefined>} */
export async function readDropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const [first] = entries;
  if (first === undefined) return undefined;
  if (entries.length === 1 && first.isFile && ZIP.test(first.name)) {
    return { name: first.name, source: await fileOf(/** @type {FileSystemFileEntry} */ (first)) };
  }
  /** @type {{ path: string, file: File }[]} */
  const files = [];
  // A single folder is the package's root.
  const isRoot = entries.length === 1 && first.isDirectory;
  for (const entry of isRoot ? await childrenOf(/** @type {FileSystemDirectoryEntry} */ (first)) : entries)
    await collect(entry, "", files);
  return { name: isRoot ? `${first.name}/` : String(entries.length), source: { files } };
}

/** @param {FileSystemEntry} entry @param {string} folder @param {{ path: string, file: File }[]} files */
async function collect(entry, folder, files) {
  const path = folder + entry.name;
  if (files.length >= MOST_FILES) return;
  if (entry.isFile) files.push({ path, file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)) });
  else
    for (const child of await childrenOf(/** @type {FileSystemDirectoryEntry} */ (entry)))
      await collect(child, `${path}/`, files);
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

// A reader gives at most 100 entries at a time.
/** @param {FileSystemDirectoryEntry} folder */
async function childrenOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

// The files of `<input type="file">`, with or without `webkitdirectory`.
/** @param {FileList} list @returns {Dropped | undefined} */
export function readPicked(list) {
  const [first] = list;
  if (first === undefined) return undefined;
  if (first.webkitRelativePath === "") return { name: first.name, source: first };
  const [folder] = first.webkitRelativePath.split("/");
  const files = [...list].map((file) => ({ path: file.webkitRelativePath.slice(folder.length + 1), file }));
  return { name: `${folder}/`, source: { files } };
}
