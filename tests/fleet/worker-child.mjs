// A worker of a test's fleet: `worker-child.mjs JSON`. It ends when its standard input does, and prints what it did.
import process from "node:process";

import { createFleet } from "wechat-function-link/bullmq";
import { fileArchive } from "wechat-function-link/fleet";
import { sandboxMerchants } from "wechat-function-link/sandbox";

import { CANARY_TOKEN } from "./platform.mjs";

const { redis, archive, merchants, worker, options } = JSON.parse(process.argv[2]);
let calls = 0;

const fleet = createFleet({
  ...options,
  connection: { path: redis },
  targets: sandboxMerchants(merchants).targets,
  accessToken: ({ authorizerAppid }) => CANARY_TOKEN + authorizerAppid,
  archive: fileArchive(archive),
  fetch: (url, init) => {
    if (init.method === "POST") calls++;
    return fetch(url, init);
  },
});
await fleet.worker(worker);
console.log("ready");
process.stdin.resume().once("end", async () => {
  await fleet.close();
  console.log(JSON.stringify({ calls }));
});
