// Signed addresses, as Tencent COS writes them: ?sign=q-sign-algorithm=…&q-sign-time=START;END&…&q-signature=….
import { hexadecimal } from "../host/hexadecimal.js";

const SERIAL_DIGITS = 16;

export class Signer {
  #now;
  #lifetime;
  /** @type {string | undefined} */
  #secret; // made on first use: workerd has no random numbers while a worker starts

  /** @param {() => number} now @param {number} lifetimeSeconds */
  constructor(now, lifetimeSeconds) {
    this.#now = now;
    this.#lifetime = lifetimeSeconds;
  }

  // Every signature differs, also within a second, so that a fault per link occurs on every link.
  /** @param {string} path */
  async sign(path) {
    const start = Math.floor(this.#now() / 1000);
    const time = `${start};${start + this.#lifetime}`;
    const serial = hexadecimal(crypto.getRandomValues(new Uint8Array(SERIAL_DIGITS / 2)));
    const sign =
      `q-sign-algorithm=sha256&q-ak=sandbox&q-sign-time=${time}&q-key-time=${time}&q-header-list=&q-url-param-list=` +
      `&q-signature=${await this.#signature(path, time, serial)}`;
    return `${path}?sign=${encodeURIComponent(sign)}`;
  }

  // Resolves to { signature }, or to the refusal of the address.
  /**
   * @param {URL} url
   * @returns {Promise<{ signature: string, refused?: undefined } | { signature?: undefined, refused: string }>}
   */
  async check(url) {
    const sign = new URLSearchParams(url.searchParams.get("sign") ?? "");
    const time = sign.get("q-sign-time") ?? "";
    const signature = sign.get("q-signature") ?? "";
    if (signature !== (await this.#signature(url.pathname, time, signature.slice(0, SERIAL_DIGITS)))) {
      return { refused: "Signature does not match" };
    }
    const [start, end] = time.split(";").map(Number);
    const seconds = this.#now() / 1000;
    return start <= seconds + 1 && seconds < end ? { signature } : { refused: "Request has expired" };
  }

  /** @param {string} path @param {string} time @param {string} serial */
  async #signature(path, time, serial) {
    this.#secret ??= crypto.randomUUID();
    const text = new TextEncoder().encode(`${this.#secret}\n${path}\n${time}\n${serial}`);
    return serial + hexadecimal(await crypto.subtle.digest("SHA-256", text));
  }
}
