// A worker: node fleet/worker.mjs, on as many machines as you like. Ctrl-C puts its jobs back for the others.
import process from "node:process";

import { createThisFleet } from "./fleet.mjs";

const fleet = createThisFleet({
  onEvent: (event) => {
    if (event.type === "paused") console.log(`${event.authorizerAppid} rests for ${event.milliseconds} ms`);
    if (event.type === "parked") console.log(`${event.authorizerAppid} is asked no more today: ${event.errcode}`);
  },
});
await fleet.worker();
console.log("The worker takes jobs");

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => fleet.close());
