// 10,000 links of 1,000 merchants whose tokens have all expired: errors, refreshes, sockets, memory.
import { getFunctionLinks } from "../pkg/index.js";
import { residentMib, startServer } from "./start.mjs";

const [CALLS, MERCHANTS] = [10_000, 1000];
const server = await startServer("sound", 1024);
let [asked, refreshed, errors, links, mostMib] = [0, 0, 0, 0, 0];

const accessToken = async ({ authorizerAppid, rejectedToken }) => {
  if (rejectedToken === undefined) return (asked++, `expired-${authorizerAppid}`);
  return (refreshed++, `fresh-${authorizerAppid}`);
};
function* requests() {
  for (let call = 0; call < CALLS; call++) {
    yield { accessToken, authorizerAppid: `wx${call % MERCHANTS}`, env: "test-777bb9", functionName: "login" };
  }
}

const before = residentMib();
const start = performance.now();
for await (const { link } of getFunctionLinks(requests(), { baseUrl: server.url, concurrency: 200 })) {
  if (link) links++;
  else errors++;
  if ((links + errors) % 100 === 0) mostMib = Math.max(mostMib, residentMib());
}
const seconds = (performance.now() - start) / 1000;
const { mostSockets, links: sent } = await server.figures();
server.stop();

console.log(
  `${CALLS} calls, ${MERCHANTS} merchants, concurrency 200: ${seconds.toFixed(1)} s, ${Math.round(CALLS / seconds)} links/s`,
);
console.log(`errors ${errors}, links ${links}, first asks ${asked}, refreshes ${refreshed}, requests ${sent}`);
console.log(`sockets at once at most ${mostSockets}; resident memory ${before} MiB before, at most ${mostMib} MiB`);
const promised = errors === 0 && links === CALLS && refreshed === MERCHANTS && mostSockets <= 64 + 1; // one more for the request for the figures
process.exitCode = promised ? 0 : 1;
