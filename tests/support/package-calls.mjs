// What the tests of wechat-function-link/package share.
import { STORED, zip } from "../packages/raw-zip.mjs";

/** @param {string} text */
export const bytesOf = (text) => new TextEncoder().encode(text);
/** @param {Uint8Array} bytes */
export const textOf = (bytes) => new TextDecoder().decode(bytes);

// A sound zip of files by their paths.
/** @param {{ [path: string]: string | Uint8Array }} files */
export const zipOf = (files) => zip(Object.entries(files).map(([name, data]) => ({ name, data })));

// Of large files, which deflate of the tests' own would take seconds for.
/** @param {{ [path: string]: string | Uint8Array }} files */
export const storedZipOf = (files) =>
  zip(Object.entries(files).map(([name, data]) => ({ name, data, method: STORED })));

// The same as files one by one.
/** @param {{ [path: string]: string }} files */
export const filesOf = (files) => ({
  files: (async function* () {
    for (const [path, data] of Object.entries(files)) yield { path, bytes: bytesOf(data) };
  })(),
});

export const SAMPLE = { "index.js": "exports.main = async () => 'ok';\n", "lib/note.txt": "one\ntwo\n" };
