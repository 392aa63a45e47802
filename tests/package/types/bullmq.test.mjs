// The declarations of fleets, beside those of BullMQ and ioredis, which are not checked.
import { it } from "node:test";

import { check, NEWEST, NODE } from "./check.mjs";

for (const [mode, how] of Object.entries({
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
})) {
  for (const exactOptionalPropertyTypes of [false, true]) {
    it(`${mode}${exactOptionalPropertyTypes ? ", exact optional properties" : ""}`, () => {
      check(NEWEST, ["bullmq.ts"], { ...how, ...NODE, skipLibCheck: true, exactOptionalPropertyTypes });
    });
  }
}
