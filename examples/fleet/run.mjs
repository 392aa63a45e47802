// One run: node fleet/run.mjs [ID]. A known id is the same run, in any process.
import process from "node:process";

import { createThisFleet } from "./fleet.mjs";

const fleet = createThisFleet();
const [id] = process.argv.slice(2);
const run = await fleet.schedule({ id });
console.log(`The run ${run.id} has begun`);

const { functions, failures, reused, packages, drift } = await run.finished();
console.log(`${functions} functions, ${failures} failures, ${reused} unchanged, ${packages.stored} new packages`);
if (drift) console.log(`${drift.changed} changed, ${drift.added} added, ${drift.removed} removed`);
await fleet.close();
process.exitCode = failures > 0 ? 1 : 0;
