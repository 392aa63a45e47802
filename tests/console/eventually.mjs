// The page draws in the frame after an input, and a busy machine's frame may be late.
import { setTimeout as wait } from "node:timers/promises";

const HANG_MS = 120_000;

// Runs the assertions until they hold; after HANG_MS their own failure is the test's.
/** @param {() => Promise<void>} assertions */
export async function eventually(assertions) {
  const end = Date.now() + HANG_MS;
  for (;;) {
    try {
      return await assertions();
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(20);
    }
  }
}
