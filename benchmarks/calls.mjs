// Compares getFunctionLink with a hand-written client that does the same, ky, axios, got, and fetch with a time limit, on loopback:
// alone, and with 64 in flight. `calls.mjs URL [--quick]` in Node, Deno or Bun prints records as JSON: milliseconds a call by
// the clock (times) and of the processor (processor). With 64 in flight the clock includes the work of the platform, a process on the
// same machine.
import process from "node:process";

import axios from "axios";
import got from "got";
import ky from "ky";

import { getFunctionLink } from "../pkg/index.js";
import { handWritten } from "./hand-written.mjs";
import { measuredInTurn } from "./turns.mjs";

const [baseUrl] = process.argv.slice(2);
const quick = process.argv.includes("--quick");
const IN_FLIGHT = 64;
const CALLS = quick ? 64 : 1280;
const TIMEOUT_MS = 10_000;

const request = { accessToken: "benchmark", env: "test-777bb9", functionName: "login" };
const address = `${baseUrl}/tcb/downloadfunction?access_token=benchmark`;
const json = { env: request.env, function_name: request.functionName };

// Each peer as in its documentation, with the same limits where it has them.
const kyClient = ky.create({ timeout: TIMEOUT_MS, redirect: "manual" });
const axiosClient = axios.create({ timeout: TIMEOUT_MS, maxRedirects: 0, maxContentLength: 1024 * 1024 });
const gotClient = got.extend({ timeout: { request: TIMEOUT_MS }, followRedirect: false });
const headers = { "content-type": "application/json" };

const WAYS = {
  getFunctionLink: () => getFunctionLink(request, { baseUrl }),
  "hand-written": () => handWritten(request, { baseUrl }),
  "hand-written, by length": () => handWritten(request, { baseUrl, usesLength: true }),
  ky: () => kyClient.post(address, { json }).json(),
  axios: async () => (await axiosClient.post(address, json)).data,
  got: () => gotClient.post(address, { json }).json(),
  "fetch + AbortSignal.timeout": async () => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return (await fetch(address, { method: "POST", headers, body: JSON.stringify(json), signal })).json();
  },
};
const checked = (call) => async () => {
  const reply = await call();
  if (reply.errcode !== 0 || reply.checksum.length !== 64) throw new Error("refused");
};
const many = (call) => async () => {
  let left = CALLS;
  const work = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
};
const each = (change) => Object.fromEntries(Object.entries(WAYS).map(([way, call]) => [way, change(checked(call))]));
const perCall = (figures) =>
  Object.fromEntries(Object.entries(figures).map(([way, all]) => [way, all.map((figure) => figure / CALLS)]));

const flights = each(many);
for (const flight of Object.values(flights)) await flight();
const turns = quick ? { rounds: 2, milliseconds: 10 } : { rounds: 11, milliseconds: 200 };
const alone = await measuredInTurn(
  each((call) => call),
  { ...turns, batchMilliseconds: 20 },
);
const { times, processor } = await measuredInTurn(flights, { ...turns, batchMilliseconds: 1 });
console.log(
  JSON.stringify([
    { mode: "alone", ...alone },
    { mode: "64 in flight", times: perCall(times), processor: perCall(processor) },
  ]),
);
process.exit();
