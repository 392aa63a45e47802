// Who may use the console: whoever opens the address that the terminal printed, in one browser.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const digest = (text) => createHash("sha256").update(text).digest();
const same = (one, other) => timingSafeEqual(digest(one), digest(other));

export class Access {
  #secret;
  #session = randomBytes(32).toString("base64url");
  #cookie;
  #attributes;

  // Cookies are shared by all ports of a host: the name tells this console from others.
  constructor(origin, secret = randomBytes(32).toString("base64url")) {
    const { protocol, port } = new URL(origin);
    this.#secret = secret;
    this.#cookie = `console-${port}`;
    this.#attributes = `HttpOnly; SameSite=Strict; Path=/${protocol === "https:" ? "; Secure" : ""}`;
  }

  address(origin) {
    return `${origin}/?secret=${encodeURIComponent(this.#secret)}`;
  }

  admits(request) {
    const values = (request.headers.get("cookie") ?? "").split(/; */).map((pair) => pair.split("="));
    return values.some(([name, value]) => name === this.#cookie && value !== undefined && same(value, this.#session));
  }

  // The secret opens the console once; the browser that it opened it for may use the address again.
  signIn(request, secret) {
    if (!this.admits(request)) {
      if (this.#secret === undefined || !same(secret, this.#secret)) return undefined;
      this.#secret = undefined;
    }
    return `${this.#cookie}=${this.#session}; ${this.#attributes}`;
  }
}
