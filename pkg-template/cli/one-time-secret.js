// Who may use the relay: whoever opens the printed address first, and keeps the cookie that it answers.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const digest = (text) => createHash("sha256").update(text).digest();
const same = (one, other) => timingSafeEqual(digest(one), digest(other));
const secret = () => randomBytes(32).toString("base64url");

export class OneTimeSecret {
  #secret = secret();
  #session = secret();
  #cookie;

  // Cookies are shared by all ports of a host: the name tells this relay from others.
  constructor(origin) {
    this.origin = origin;
    this.#cookie = `relay-${new URL(origin).port || "public"}`;
  }

  get address() {
    return `${this.origin}/?secret=${this.#secret}`;
  }

  admits(request) {
    const pairs = (request.headers.get("cookie") ?? "").split(/; */).map((pair) => pair.split("="));
    return pairs.some(([name, value]) => name === this.#cookie && value !== undefined && same(value, this.#session));
  }

  // The cookie for the address's secret, which works once.
  redeem(given) {
    if (this.#secret === undefined || !same(given, this.#secret)) return undefined;
    this.#secret = undefined;
    const secure = this.origin.startsWith("https:") ? " Secure;" : "";
    return `${this.#cookie}=${this.#session}; HttpOnly;${secure} SameSite=Strict; Path=/`;
  }
}
