// What is remembered of merchants' tokens: per provider function and appid, for as long as that function lives, at most two hours
// and at most 10,000 merchants, the least recently used of which go first. Which token a call takes is the module's to say.
import { REMEMBERED_MERCHANTS, TOKEN_LIFETIME_MS } from "./defaults.js";
import { isWellFormed } from "./text.js";

const providers = new WeakMap();

class Memory {
  #at = 0;
  token;
  rejected;
  asking;

  remember(token) {
    this.token = token;
    this.rejected = undefined;
    this.#at = performance.now();
  }

  // As the module reads it.
  toText() {
    if (performance.now() - this.#at > TOKEN_LIFETIME_MS) this.token = undefined;
    const { token, rejected } = this;
    return JSON.stringify({ __proto__: null, token, rejected, isAsked: this.asking !== undefined });
  }
}

export function memoryOf(provider, appid) {
  if (appid === undefined) return new Memory();
  let merchants = providers.get(provider);
  if (!merchants) providers.set(provider, (merchants = new Map()));
  const memory = merchants.get(appid) ?? new Memory();
  // A map keeps the order of insertion: the first is the least recently used.
  merchants.delete(appid);
  merchants.set(appid, memory);
  if (merchants.size > REMEMBERED_MERCHANTS) merchants.delete(merchants.keys().next().value);
  return memory;
}

// One request to a provider, however many calls wait for it. It is given up when the last of them leaves.
export class Asking {
  #controller = new AbortController();
  #waiters = 0;
  #isOver = false;

  constructor(provider, authorizerAppid, rejectedToken) {
    this.outcome = this.#ask(provider, authorizerAppid, rejectedToken);
  }

  async #ask(provider, authorizerAppid, rejectedToken) {
    const { signal } = this.#controller;
    try {
      const token = await provider({ authorizerAppid, rejectedToken, signal });
      return { token: typeof token === "string" && isWellFormed(token) ? token : undefined, cause: undefined };
    } catch (cause) {
      return { token: undefined, cause };
    } finally {
      this.#isOver = true;
    }
  }

  join() {
    this.#waiters++;
  }

  // Whether nobody waits any more.
  leave() {
    this.#waiters--;
    if (this.#waiters > 0) return false;
    if (!this.#isOver) this.#controller.abort();
    return true;
  }
}
