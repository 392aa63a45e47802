// BullMQ and ioredis, which users install beside this package. They are loaded by the first call: an import of the entry needs neither.
import { FunctionLinkError } from "../core.js";

/** @typedef {typeof import("bullmq")} BullMQ */

/** @type {Promise<BullMQ> | undefined} */
let loading;

// A failed load is not kept: the packages may be installed meanwhile.
/** @returns {Promise<BullMQ>} */
export function loadBullMQ() {
  loading ??= load().catch((reason) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

async function load() {
  try {
    // BullMQ loads ioredis by itself, and says later that it is missing.
    const [bullmq] = await Promise.all([import("bullmq"), import("ioredis")]);
    return bullmq;
  } catch (cause) {
    throw new FunctionLinkError("bullmq and ioredis could not be loaded", {
      code: "UNSUPPORTED_RUNTIME",
      retryable: false,
      advice: "Install BullMQ 6 and ioredis beside this package: npm i bullmq ioredis",
      cause,
    });
  }
}
