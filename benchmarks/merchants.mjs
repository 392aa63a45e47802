// Memory over many merchants, with one call each through getFunctionLinks by one token provider. The package remembers at most 10,000
// merchants a provider: beyond that its memory has to stay constant. `merchants.mjs [--quick] [--json]`, in a fresh process of Node with
// --expose-gc.
import process from "node:process";

import { wasmBytes } from "./border.mjs";

const { getFunctionLinks } = await import("../pkg/index.js");

const POINTS = process.argv.includes("--quick")
  ? [10_000, 15_000, 20_000, 30_000]
  : [10_000, 25_000, 50_000, 75_000, 100_000];
const FILLER = "x".repeat(130); // a token is as long as WeChat's
const reply = JSON.stringify({
  errcode: 0,
  errmsg: "ok",
  url: "https://a.myqcloud.com/login.zip?sign=1",
  checksum: "7".repeat(64),
});
const fetch = async () => new Response(reply);
const accessToken = async ({ authorizerAppid }) => `71_${authorizerAppid}${FILLER}`;

function* requests(from, to) {
  for (let merchant = from; merchant < to; merchant++) {
    yield {
      accessToken,
      authorizerAppid: `wx${String(merchant).padStart(16, "0")}`,
      env: "test-777bb9",
      functionName: "login",
    };
  }
}

async function ask(from, to) {
  for await (const { error } of getFunctionLinks(requests(from, to), { fetch })) if (error) throw error;
}

// Lets the next turn of the event loop release memory.
async function memory() {
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed, external, wasm: wasmBytes() };
}

// Loads and compiles everything first, by links without a merchant, which are not remembered.
for await (const { error } of getFunctionLinks(Array(2000).fill({ accessToken: "71_", env: "e", functionName: "f" }), {
  fetch,
}))
  if (error) throw error;
const before = await memory();
const records = [];
let asked = 0;
for (const merchants of POINTS) {
  await ask(asked, (asked = merchants));
  const now = await memory();
  const growth = Object.fromEntries(Object.keys(now).map((part) => [part, now[part] - before[part]]));
  records.push({ merchants, ...growth });
}

if (process.argv.includes("--json")) console.log(JSON.stringify(records));
else {
  console.log("merchants   rss MB  heap MB  external MB  wasm MB   (growth)");
  const column = (bytes, width) => (bytes / 1e6).toFixed(1).padStart(width);
  for (const { merchants, rss, heap, external, wasm } of records) {
    console.log(
      String(merchants).padStart(9) + column(rss, 9) + column(heap, 9) + column(external, 13) + column(wasm, 9),
    );
  }
}
