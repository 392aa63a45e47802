// A whole fleet in one process, and takeSnapshot beside it: `fleet-child.mjs JSON`. Prints both summaries as a line of JSON, and ends.
import process from "node:process";

import { createFleet } from "wechat-function-link/bullmq";
import { fileArchive, takeSnapshot } from "wechat-function-link/fleet";
import { sandboxMerchants } from "wechat-function-link/sandbox";

import { CANARY_TOKEN } from "./platform.mjs";

const { redis, archive, beside, merchants, options } = JSON.parse(process.argv[2]);
const { targets } = sandboxMerchants(merchants);
const accessToken = ({ authorizerAppid }) => CANARY_TOKEN + authorizerAppid;

const fleet = createFleet({
  ...options,
  connection: { path: redis },
  targets,
  accessToken,
  archive: fileArchive(archive),
});
await fleet.worker();
const { finished } = await fleet.schedule({ id: "one" });
const byFleet = await finished();
await fleet.close();
const alone = await takeSnapshot({
  ...options,
  targets: targets(),
  accessToken,
  archive: fileArchive(beside),
  id: "one",
});
console.log(JSON.stringify({ byFleet, alone }));
