// Closes what is connected to Redis. Without Redis BullMQ waits for it for ever: after a time the connections are given up.
import { CLOSE_MS } from "./constants.js";

/** @import { ConnectionOptions } from "bullmq" */

/** @typedef {{ disconnect(): Promise<void> }} Connected */

// A client of the caller's is left alone.
/** @param {ConnectionOptions} connection */
export const isClient = (connection) =>
  typeof (/** @type {{ duplicate?: unknown }} */ (connection).duplicate) === "function";

/** @param {Promise<unknown>} closing @param {Connected[]} connected @param {ConnectionOptions} connection */
export async function closed(closing, connected, connection) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => {
      if (!isClient(connection)) for (const each of connected) each.disconnect().catch(() => {});
      resolve(undefined);
    }, CLOSE_MS);
  });
  closing.catch(() => {}); // where it ends after its time
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
}
