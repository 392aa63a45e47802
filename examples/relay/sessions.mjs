// One operator, whose password is made at the start. Use your own sign-in here.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const fresh = () => randomBytes(24).toString("base64url");
const digest = (text) => createHash("sha256").update(text).digest();
const isSame = (one, other) => timingSafeEqual(digest(one), digest(other));

export class Sessions {
  password = fresh();
  #open = new Set();
  #attributes;

  constructor(origin) {
    // SameSite=Strict: no other site's page can act in the operator's name.
    this.#attributes = `HttpOnly; SameSite=Strict; Path=/${origin.startsWith("https:") ? "; Secure" : ""}`;
  }

  // The Set-Cookie header for the password.
  open(password) {
    if (!isSame(password ?? "", this.password)) return undefined;
    const session = fresh();
    this.#open.add(session);
    return `session=${session}; ${this.#attributes}`;
  }

  // The caller, for authorize; null without a session.
  find(request) {
    const cookies = (request.headers.get("cookie") ?? "").split(/; */);
    return cookies.some((cookie) => cookie.startsWith("session=") && this.#open.has(cookie.slice("session=".length)))
      ? { id: "operator" }
      : null;
  }
}
