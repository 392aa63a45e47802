// Counts a call's crossings between JavaScript and the module: `crossings.mjs [--quick] [--json]` in Node or Deno.
// The sandbox responds at once. The crossings of a 64 KiB chunk are the slope between two lengths.
import process from "node:process";
import { createHash } from "node:crypto";

import { crossings } from "./border.mjs";

const { downloadFunction, getFunctionLink, verifyChecksum } = await import("../pkg/index.js");
const { createSandbox } = await import("../pkg/sandbox.js");

const CHUNK = 64 * 1024;
const [FEW, MANY] = [16, 48];
const RUNS = process.argv.includes("--quick") ? 5 : 11;
const ENV = "crossings";

const bytesOf = (chunks) => new Uint8Array(chunks * CHUNK).fill(7);
const checksums = new Map(
  [FEW, MANY].map((chunks) => [chunks, createHash("sha256").update(bytesOf(chunks)).digest("hex")]),
);
const functions = [FEW, MANY].map((chunks) => ({ env: ENV, functionName: `${chunks}`, package: bytesOf(chunks) }));
const sandbox = createSandbox({ functions: [...functions, ...createSandbox().functions] });

function chunked(bytes) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, (at += CHUNK)));
    },
  });
}

// The sandbox sends a package as one chunk. A network sends many.
async function fetch(input, init) {
  const response = await sandbox.fetch(input, init);
  const chunks = Number(response.headers.get("content-length")) / CHUNK;
  return checksums.has(chunks) ? new Response(chunked(bytesOf(chunks)), { headers: response.headers }) : response;
}

const request = { accessToken: "sandbox-access-token", env: "test-777bb9", functionName: "login" };
const accessToken = () => "sandbox-access-token";
const must = (isSound) => {
  if (!isSound) throw new Error("a wrong outcome");
};

const CALLS = {
  "link, fixed token": async () => must((await getFunctionLink(request, { fetch })).errcode === 0),
  "link, remembered token": async () =>
    must(
      (await getFunctionLink({ ...request, accessToken, authorizerAppid: "wx0000000000000001" }, { fetch })).errcode ===
        0,
    ),
  "download of the sandbox's package": async () =>
    must((await downloadFunction(request, { fetch })).bytes.length === SIZE),
};
const verify = (engine) => async (chunks) =>
  must(await verifyChecksum(chunked(bytesOf(chunks)), checksums.get(chunks), { engine }));
const download = (engine, to) => async (chunks) => {
  const wanted = { ...request, env: ENV, functionName: `${chunks}` };
  must((await downloadFunction(wanted, { fetch, engine, to: to?.() })).size === chunks * CHUNK);
};
const stream = () => new WritableStream({});
const PER_CHUNK = {
  "verify, the module's engine": verify("wasm"),
  "verify, the runtime's engine": verify("host"),
  "download, the module's engine": download("wasm"),
  "download, the runtime's engine": download("host"),
  "download to a stream, the module's engine": download("wasm", stream),
  "download to a stream, the runtime's engine": download("host", stream),
};

// Includes the work that a call leaves after it has resolved.
const later = () => new Promise((resolve) => setTimeout(resolve, 5));

async function crossed(call) {
  await later();
  const before = { ...crossings };
  await call();
  await later();
  return { out: crossings.out - before.out, in: crossings.in - before.in };
}

// The minimum of some runs: a busy machine adds time slices.
async function least(call) {
  await call();
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await crossed(call));
  return runs.reduce((one, other) => (other.out + other.in < one.out + one.in ? other : one));
}

const { size: SIZE } = await downloadFunction(request, { fetch });
const found = {};
for (const [name, call] of Object.entries(CALLS)) found[name] = await least(call);
for (const [name, call] of Object.entries(PER_CHUNK)) {
  const [few, many] = [await least(() => call(FEW)), await least(() => call(MANY))];
  const slope = (direction) => (many[direction] - few[direction]) / (MANY - FEW);
  found[`per 64 KiB: ${name}`] = { out: slope("out"), in: slope("in") };
}
const records = Object.entries(found).map(([what, { out, in: into }]) => ({ what, out, in: into, total: out + into }));
if (!(records[0].total > 0)) throw new Error("the module was loaded in a way that border.mjs does not see");
const digits = (number) => String(Number(number.toFixed(2))).padStart(8);

if (process.argv.includes("--json")) console.log(JSON.stringify({ packageBytes: SIZE, records }));
else {
  console.log(`${"crossings".padEnd(58)}     out      in   total   (a package of ${SIZE} bytes)`);
  for (const { what, ...figures } of records)
    console.log(what.padEnd(58) + [figures.out, figures.in, figures.total].map(digits).join(""));
}
process.exit();
