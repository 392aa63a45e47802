// A process that takes snapshots for fleet.mjs: `fleet-side.mjs JSON`, either all of one by takeSnapshot, or as a worker of a fleet. Says
// "ready". Answers "take" with what takeSnapshot returned, and "figures" with its processor seconds since then and its largest memory.
import process from "node:process";

const { createFleet } = await import("../pkg/bullmq.js");
const { fileArchive, takeSnapshot } = await import("../pkg/fleet.js");
const { sandboxMerchants } = await import("../pkg/sandbox.js");

const { isWorker, redis, folder, baseUrl, merchants, concurrency, perMerchant } = JSON.parse(process.argv[2]);
const { targets, accessToken } = sandboxMerchants(merchants);
const options = { accessToken, archive: fileArchive(folder), baseUrl, concurrency, perMerchant };
const fleet = isWorker ? createFleet({ ...options, connection: { path: redis }, targets }) : undefined;

// A fresh process compiles what it runs: that counts for none.
const warm = sandboxMerchants(2);
await takeSnapshot({ ...options, archive: fileArchive(`${folder}-${process.pid}`), targets: warm.targets() });
await fleet?.worker();
const cpu = process.cpuUsage();

process.on("message", async (message) => {
  if (message === "take") return process.send(await takeSnapshot({ ...options, targets: targets() }));
  const { user, system } = process.cpuUsage(cpu);
  return process.send({ processor: (user + system) / 1e6, peakMib: process.resourceUsage().maxRSS / 1024 });
});
process.on("disconnect", () => fleet?.close());
process.send("ready");
