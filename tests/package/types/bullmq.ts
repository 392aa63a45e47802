// Every option of a fleet, as users write it.
import { Redis } from "ioredis";
import { createFleet, type Fleet, type FleetOptions, type FleetRun } from "wechat-function-link/bullmq";
import { type Archive, fileArchive, type SnapshotSummary } from "wechat-function-link/fleet";

const archive: Archive = fileArchive("archive");
const options: FleetOptions = {
  connection: { host: "127.0.0.1", port: 6379 },
  targets: () => [{ authorizerAppid: "wx1" }, { authorizerAppid: "wx2", env: "e", functionName: "f" }],
  accessToken: ({ authorizerAppid, rejectedToken }) => `${authorizerAppid}${rejectedToken}`,
  archive,
  name: "nightly",
  prefix: "{fleet}",
  rate: 50,
  concurrency: 16,
  perMerchant: 2,
  pauseMs: 60_000,
  maxBytes: 1,
  allowedHosts: ["*.myqcloud.com"],
  baseUrl: undefined,
  onEvent: (event) => void event.type,
  onError: (error, job) => void [error, job?.id, job?.name],
};
const fleet: Fleet = createFleet(options);
createFleet({ ...options, connection: new Redis({ maxRetriesPerRequest: null }) });
createFleet({
  ...options,
  async *targets() {
    yield { authorizerAppid: "wx1" };
  },
});

// @ts-expect-error: targets are a function
createFleet({ ...options, targets: [] });
// @ts-expect-error: each run has its own id
createFleet({ ...options, id: "one" });
// @ts-expect-error: there is no connection
createFleet({ targets: () => [], accessToken: "t", archive });

const run: FleetRun = { id: "one", previous: null, full: true };
const { id, finished }: { id: string; finished(): Promise<SnapshotSummary> } = await fleet.schedule(run);
const { close }: { close(): Promise<void> } = await fleet.worker({ concurrency: 4 });
await fleet.worker();
await fleet.schedule({ every: 3_600_000 });
await fleet.schedule({ pattern: "0 0 3 * * *", id: "nightly" });
void [id, (await finished()).functions, close(), fleet.close()];
