// BullMQ and ioredis.
import { optionalPeer } from "../fleet/optional-peer.js";

/** @typedef {typeof import("bullmq")} BullMQ */

/** @type {() => Promise<BullMQ>} */
export const loadBullMQ = optionalPeer(
  "bullmq and ioredis",
  "Install BullMQ 6 and ioredis beside this package: npm i bullmq ioredis",
  async () => {
    // BullMQ loads ioredis by itself, and says later that it is missing.
    const [bullmq] = await Promise.all([import("bullmq"), import("ioredis")]);
    return bullmq;
  },
);
