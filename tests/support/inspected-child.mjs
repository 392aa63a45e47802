// Inspects a file, and prints by how much the process grew from before the file was read.
import { openAsBlob, openSync, readFileSync, readSync, statSync } from "node:fs";
import process from "node:process";

import { inspectPackage } from "wechat-function-link/package";

import { SAMPLE, zipOf } from "./package-calls.mjs";

const [path, kind] = process.argv.slice(2);
/** @param {string} name */
const status = (name) => Number(readFileSync("/proc/self/status", "latin1").match(`${name}:\\s+(\\d+) kB`)?.[1]) * 1024;

// Not readFileSync, which takes the file's size twice in Deno.
/** @param {string} path */
function read(path) {
  const bytes = new Uint8Array(statSync(path).size);
  const file = openSync(path, "r");
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, Math.min(2 ** 20, bytes.length - at), at);
  return bytes;
}

await inspectPackage(zipOf(SAMPLE)); // all is loaded
const before = status("VmRSS");
const source = kind === "blob" ? await openAsBlob(path) : read(path);
const { entries, unpackedSize } = await inspectPackage(source);
console.log(JSON.stringify({ entries: entries.length, unpackedSize, grown: status("VmHWM") - before }));
