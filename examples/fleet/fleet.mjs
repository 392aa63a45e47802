// The fleet of every program here. Each process of a fleet takes the same options.
import process from "node:process";

import { createFleet } from "wechat-function-link/bullmq";
import { fileArchive } from "wechat-function-link/fleet";
import { createSandbox, sandboxMerchants } from "wechat-function-link/sandbox";

const { REDIS_URL = "redis://127.0.0.1:6379", ARCHIVE = "archive", MERCHANTS = "50", RATE = "100" } = process.env;

export const connection = { url: REDIS_URL };

// The bundled sandbox in each process: they all make the same merchants. Instead of it, `targets` reads your merchants, for example from a
// database, `accessToken` asks your token service, and there is no `fetch`. ../nightly/tokens.mjs is a provider.
const { merchant, targets, accessToken } = sandboxMerchants(Number(MERCHANTS), { functions: 5 });
const { fetch } = createSandbox({ merchant, latencyMs: 20 });

export const options = {
  connection,
  targets,
  accessToken,
  fetch,
  // A folder that every machine reaches, or a bucket.
  archive: fileArchive(ARCHIVE),
  // API requests a second, over all machines.
  rate: Number(RATE),
  onError: (error, job) => console.error(`${job ? `${job.name} ${job.id}` : "Redis"}: ${error.message}`),
};

export const createThisFleet = (more) => createFleet({ ...options, ...more });
