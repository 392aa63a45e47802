// Reads a Request with guards: a Request of a server or a framework may throw anywhere.
import { readBounded, sourceOfStream } from "../core.js";
import { RELAY_BODY_BYTES, RELAY_BODY_MS } from "../host/defaults.js";

/** @import { RelayPolicy } from "../bindings.js" */
/** @import { Source } from "../host/source.js" */

// Returns `{ path, json, signal }`, where `json` is for the policy; undefined for an unreadable request.
/** @param {Request} request */
export function readHead(request) {
  try {
    const { method, url, headers, signal } = request;
    const { pathname: path, origin: ownOrigin } = new URL(url);
    /** @param {string} name */
    const header = (name) => headers.get(name) ?? undefined;
    const json = JSON.stringify({
      __proto__: null,
      method,
      ownOrigin,
      path,
      contentType: header("content-type"),
      secFetchSite: header("sec-fetch-site"),
      origin: header("origin"),
    });
    const isSignal = typeof signal?.aborted === "boolean" && typeof signal.addEventListener === "function";
    return { path, json, signal: isSignal ? signal : undefined };
  } catch {
    return undefined;
  }
}

/** @param {AbortSignal | undefined} signal */
export function isAborted(signal) {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

// Reads the body with limits of bytes and time, so that a slow client holds nothing open.
/** @param {Request} request @param {() => RelayPolicy} policy */
export async function readBody(request, policy) {
  /** @type {Source} */
  let source;
  let isLate = false;
  let timer;
  try {
    if (!request.body) return new Uint8Array(0);
    source = sourceOfStream(request.body);
    timer = setTimeout(() => {
      isLate = true;
      source.cancel();
    }, RELAY_BODY_MS);
  } catch {
    throw policy().unreadable();
  }
  try {
    const { body, fault } = await readBounded(source, RELAY_BODY_BYTES, () => isLate);
    if (fault === "too-large") throw policy().tooLarge();
    if (isLate || body === undefined) throw policy().unreadable();
    return body;
  } finally {
    clearTimeout(timer);
    source.cancel();
  }
}
