// `packages-main.mjs FILE… [--quick]` in Node, Deno or Bun: prints packages.mjs's records of zips as JSON. Python's zipfile is asked by a
// process that stays, and says how long it took.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import yauzl from "yauzl";

import { packages } from "./packages.mjs";

const quick = process.argv.includes("--quick");
const files = process.argv.slice(2).filter((name) => name !== "--quick");

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function byYauzl(bytes) {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const digests = [];
  for await (const entry of zip.eachEntry()) {
    const hash = createHash("sha256");
    const stream = await zip.openReadStreamPromise(entry);
    stream.on("data", (chunk) => hash.update(chunk));
    await once(stream, "end");
    digests.push(hash.digest("hex"));
  }
  return digests;
}

// Python reads, hashes and counts by itself: the clock is its own, and each turn is one line each way.
function startPython() {
  const child = spawn("python3", ["-u", fileURLToPath(new URL("packages.py", import.meta.url)), ...files], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (name) => {
    child.stdin.write(`${names.indexOf(name)}\n`);
    const { done, value } = await lines.next();
    if (done) throw new Error("python3 ended: is it installed?");
    return value.split(" ");
  };
  return { read, stop: () => child.stdin.end() };
}

const names = files.map((file) => basename(file, ".zip"));
const python = startPython();
const read = async (file) => new Uint8Array(await readFile(file));
const given = Object.fromEntries(await Promise.all(files.map(async (file, n) => [names[n], await read(file)])));
const peers = { "yauzl + zlib": byYauzl, "Python zipfile": (_, name) => python.read(name) };
console.log(JSON.stringify(await packages({ packages: given, quick, digest, peers })));
python.stop();
