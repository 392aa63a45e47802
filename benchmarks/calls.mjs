// getFunctionLink beside a bare fetch with JSON.parse, on loopback: alone, and with 64 in flight.
// `calls.mjs URL [--quick]` in Node, Deno or Bun: prints records as JSON. An operation is one call.
import process from "node:process";

import { getFunctionLink } from "../pkg/index.js";
import { inTurn } from "./turns.mjs";

const [baseUrl] = process.argv.slice(2);
const quick = process.argv.includes("--quick");
const IN_FLIGHT = 64;
const CALLS = quick ? 256 : 1280;

const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };
const address = `${baseUrl}/tcb/downloadfunction?access_token=benchmark`;
const init = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ env: request.env, function_name: request.functionName }),
};

const WAYS = {
  "getFunctionLink": () => getFunctionLink(request, { baseUrl }),
  "fetch + JSON.parse": async () => {
    const response = await fetch(address, init);
    const reply = JSON.parse(await response.text());
    if (!response.ok || reply.errcode !== 0) throw new Error("refused");
    return reply;
  },
};

const many = (call) => async () => {
  let left = CALLS;
  const work = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
};
const perCall = (times) => Object.fromEntries(Object.entries(times).map(([way, all]) => [way, all.map((time) => time / CALLS)]));

for (const call of Object.values(WAYS)) await many(call)();
const turns = quick ? { rounds: 3, milliseconds: 50 } : { rounds: 11, milliseconds: 200 };
const alone = await inTurn(WAYS, { ...turns, batchMilliseconds: 20 });
const flights = Object.fromEntries(Object.entries(WAYS).map(([way, call]) => [way, many(call)]));
const inFlight = perCall(await inTurn(flights, { ...turns, batchMilliseconds: 1 }));
console.log(JSON.stringify([{ mode: "alone", times: alone }, { mode: "64 in flight", times: inFlight }]));
process.exit();
