// What each merchant has called of each interface: today, and in the window of each rate.
import { requireQuota } from "./known.js";
import { Refused } from "./refusal.js";

/** @import { SandboxQuotas } from "../sandbox.d.ts" */
/** @import { Merchant } from "./merchants.js" */

const DAILY_LIMIT = 1_000_000;
const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000; // the platform's day begins at midnight in China

/** @typedef {{ window: number, calls: number }} Window */
/** @typedef {{ day: number, used: number, rateLimit?: Window, componentRateLimit?: Window }} Count */

/** @type {("rateLimit" | "componentRateLimit")[]} */
const RATES = ["rateLimit", "componentRateLimit"];

export class Quotas {
  #now;
  #sandbox;
  /** @type {Map<string, Count>} */
  #counts = new Map();

  /** @param {() => number} now @param {{ quotas: SandboxQuotas }} sandbox */
  constructor(now, sandbox) {
    this.#now = now;
    this.#sandbox = sandbox;
  }

  /** @param {string} path @param {Merchant} merchant */
  of(path, merchant) {
    const name = /** @type {keyof SandboxQuotas} */ (path);
    const { dailyLimit = DAILY_LIMIT, used = 0, ...rates } = merchant.quotas[name] ?? this.#sandbox.quotas[name] ?? {};
    const quota = { dailyLimit, used: used + this.#count(path, merchant).used, ...rates };
    requireQuota(quota); // it may be new or changed
    return quota;
  }

  // Counts a call or refuses it. A refused call is not counted.
  /** @param {string} path @param {Merchant} merchant */
  count(path, merchant) {
    const { dailyLimit, used, ...rates } = this.of(path, merchant);
    if (used >= dailyLimit) throw new Refused(45009);
    const count = this.#count(path, merchant);
    const windows = [];
    for (const name of RATES) {
      const rate = rates[name];
      if (!rate) continue;
      const window = Math.floor(this.#now() / (1000 * rate.refreshSeconds));
      if (count[name]?.window !== window) count[name] = { window, calls: 0 };
      if (count[name].calls >= rate.callCount) throw new Refused(45011);
      windows.push(count[name]);
    }
    for (const window of windows) window.calls += 1;
    count.used += 1;
  }

  /** @param {string} path @param {Merchant} merchant @returns {Count} */
  #count(path, { authorizerAppid = "" }) {
    const key = `${path} ${authorizerAppid}`;
    const day = Math.floor((this.#now() + CHINA_MS) / DAY_MS);
    let count = this.#counts.get(key);
    if (count?.day !== day) this.#counts.set(key, (count = { day, used: 0 }));
    return count;
  }
}
