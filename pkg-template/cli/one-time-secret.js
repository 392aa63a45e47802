// Access to a relay or a console of this machine: the first browser that opens the printed address gets a cookie for it.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** @param {string} text */
const digest = (text) => createHash("sha256").update(text).digest();
/** @param {string} one @param {string} other */
const same = (one, other) => timingSafeEqual(digest(one), digest(other));
const fresh = () => randomBytes(32).toString("base64url");

// Headers for the pages behind it, beside their own Content-Security-Policy.
export const PAGE_HEADERS = {
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

export class OneTimeSecret {
  /** @type {string | undefined} */
  #secret = fresh();
  #session = fresh();
  #cookie;
  #attributes;

  // All ports of a host share its cookies: `name` and the port distinguish this server's cookie.
  /** @param {string} origin @param {string} name */
  constructor(origin, name) {
    const { protocol, port } = new URL(origin);
    this.origin = origin;
    this.#cookie = `${name}-${port || "public"}`;
    this.#attributes = `HttpOnly; SameSite=Strict; Path=/${protocol === "https:" ? "; Secure" : ""}`;
  }

  get address() {
    return `${this.origin}/?secret=${this.#secret}`;
  }

  /** @param {Request} request */
  admits(request) {
    const pairs = (request.headers.get("cookie") ?? "").split(/; */).map((pair) => pair.split("="));
    return pairs.some(([name, value]) => name === this.#cookie && value !== undefined && same(value, this.#session));
  }

  // The Set-Cookie header for the secret of the address. The secret works once. A browser with the cookie may open the address again.
  /** @param {Request} request @param {string} secret */
  signIn(request, secret) {
    if (!this.admits(request)) {
      if (this.#secret === undefined || !same(secret, this.#secret)) return undefined;
      this.#secret = undefined;
    }
    return `${this.#cookie}=${this.#session}; ${this.#attributes}`;
  }
}
