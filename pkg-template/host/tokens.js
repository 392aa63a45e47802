// Merchants' tokens, remembered per provider function and appid while that function is reachable: for at most two hours and at most
// 10,000 merchants. The least recently used go first. The module chooses a call's token.
import { REMEMBERED_MERCHANTS, TOKEN_LIFETIME_MS } from "./defaults.js";
import { isWellFormed } from "./text.js";

/** @import { TokenProvider } from "../index.d.ts" */

/** @type {WeakMap<TokenProvider, Map<string, Memory>>} */
const providers = new WeakMap();

class Memory {
  #at = 0;
  /** @type {string | undefined} */
  token;
  /** @type {string | undefined} */
  rejected;
  /** @type {Asking | undefined} */
  asking;

  /** @param {string} token */
  remember(token) {
    this.token = token;
    this.rejected = undefined;
    this.#at = performance.now();
  }

  // Writes the JSON for the module.
  toText() {
    if (performance.now() - this.#at > TOKEN_LIFETIME_MS) this.token = undefined;
    const { token, rejected } = this;
    return JSON.stringify({ __proto__: null, token, rejected, isAsked: this.asking !== undefined });
  }
}

/** @param {TokenProvider} provider @param {string | undefined} appid */
function memoryOf(provider, appid) {
  if (appid === undefined) return new Memory();
  let merchants = providers.get(provider);
  if (!merchants) providers.set(provider, (merchants = new Map()));
  const memory = merchants.get(appid) ?? new Memory();
  // A map keeps the order of insertion: the first is the least recently used.
  merchants.delete(appid);
  merchants.set(appid, memory);
  if (merchants.size > REMEMBERED_MERCHANTS) merchants.delete(/** @type {string} */ (merchants.keys().next().value));
  return memory;
}

// One request to a provider, shared by all waiting calls. Its signal aborts when the last of them leaves.
class Asking {
  #controller = new AbortController();
  #waiters = 0;
  #isOver = false;

  /**
   * @param {TokenProvider} provider
   * @param {string | undefined} authorizerAppid
   * @param {string | undefined} rejectedToken
   */
  constructor(provider, authorizerAppid, rejectedToken) {
    this.outcome = this.#ask(provider, authorizerAppid, rejectedToken);
  }

  /**
   * @param {TokenProvider} provider
   * @param {string | undefined} authorizerAppid
   * @param {string | undefined} rejectedToken
   * @returns {Promise<{ token: string | undefined, cause: unknown }>}
   */
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

  // Whether the last waiting call has left.
  leave() {
    this.#waiters--;
    if (this.#waiters > 0) return false;
    if (!this.#isOver) this.#controller.abort();
    return true;
  }
}

// One call's use of a merchant's token.
export class TokenUse {
  #provider;
  #appid;
  #memory;
  /** @type {Asking | undefined} */
  #asking;

  /** @param {TokenProvider} provider @param {string | undefined} appid */
  constructor(provider, appid) {
    this.#provider = provider;
    this.#appid = appid;
    this.#memory = memoryOf(provider, appid);
  }

  toText() {
    return this.#memory.toText();
  }

  // Asks the provider, or joins the request that is under way.
  /** @param {string | undefined} rejected @param {boolean} joins */
  ask(rejected, joins) {
    const memory = this.#memory;
    memory.token = undefined;
    memory.rejected = rejected;
    const asking = (joins ? memory.asking : undefined) ?? new Asking(this.#provider, this.#appid, rejected);
    memory.asking = asking;
    this.#asking = asking;
    asking.join();
    return asking.outcome;
  }

  // Remembers a sound token; undefined stands for an unsound one. Ignores a request that was given up or replaced by a newer one.
  /** @param {string | undefined} token */
  remember(token) {
    if (this.#memory.asking === this.#asking) {
      this.#memory.asking = undefined;
      if (token !== undefined) this.#memory.remember(token);
    }
    this.leave();
  }

  leave() {
    const asking = this.#asking;
    this.#asking = undefined;
    if (asking?.leave() && this.#memory.asking === asking) this.#memory.asking = undefined;
  }
}
