// Inspects a file, and prints by how much the process grew from before the file was read.
import { openAsBlob, readFileSync } from "node:fs";
import process from "node:process";

import { inspectPackage } from "wechat-function-link/package";

import { SAMPLE, zipOf } from "./package-calls.mjs";

const [path, kind] = process.argv.slice(2);
const status = (name) => Number(readFileSync("/proc/self/status", "latin1").match(`${name}:\\s+(\\d+) kB`)[1]) * 1024;

await inspectPackage(zipOf(SAMPLE)); // all is loaded
const before = status("VmRSS");
const source = kind === "blob" ? await openAsBlob(path) : readFileSync(path);
const { entries, unpackedSize } = await inspectPackage(source);
console.log(JSON.stringify({ entries: entries.length, unpackedSize, grown: status("VmHWM") - before }));
