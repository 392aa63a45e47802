// The storage host: GET /{app}/{env}/{function}/{function}_LATEST.zip?sign=…, as Tencent COS answers it.
import { hexadecimal } from "./hexadecimal.js";

const APP = "1258717764";
const STORAGE_ORIGIN = "https://sandbox-1258717764.cos.ap-shanghai.myqcloud.com";
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

// What a download shows instead of the package.
export const FAULTS = {
  corrupt: (bytes) => packageResponse(flipped(bytes)),
  shortened: (bytes) => packageResponse(bytes.slice(0, -1)),
  expired: () => denied("Request has expired"),
  "not-found": () => xml(404, "NoSuchKey", "The specified key does not exist."),
};

export class Storage {
  #shelf;
  #now;
  #lifetime;
  #secret = crypto.randomUUID();

  constructor({ shelf, now, linkLifetimeSeconds }) {
    this.#shelf = shelf;
    this.#now = now;
    this.#lifetime = linkLifetimeSeconds;
  }

  // Behind a loopback server the storage host is that server; used as options.fetch it has a name of COS's own.
  async sign({ env, functionName }, callUrl) {
    const origin = LOOPBACK.test(callUrl.hostname) ? callUrl.origin : STORAGE_ORIGIN;
    const [environment, name] = [encodeURIComponent(env), encodeURIComponent(functionName)];
    const path = `/${APP}/${environment}/${name}/${name}_LATEST.zip`;
    const start = Math.floor(this.#now() / 1000);
    const time = `${start};${start + this.#lifetime}`;
    const sign = `q-sign-algorithm=sha256&q-ak=sandbox&q-sign-time=${time}&q-key-time=${time}&q-header-list=&q-url-param-list=` +
      `&q-signature=${await this.#signature(path, time)}`;
    return `${origin}${path}?sign=${encodeURIComponent(sign)}`;
  }

  async answer(request, url, functions) {
    if (request.method !== "GET" && request.method !== "HEAD") return xml(405, "MethodNotAllowed", "Use GET.");
    const sign = new URLSearchParams(url.searchParams.get("sign") ?? "");
    const time = sign.get("q-sign-time") ?? "";
    const [start, end] = time.split(";").map(Number);
    if (sign.get("q-signature") !== (await this.#signature(url.pathname, time))) return denied("Signature does not match");
    const seconds = this.#now() / 1000;
    if (!(start <= seconds + 1 && seconds < end)) return denied("Request has expired");

    const [app, env, name] = url.pathname.split("/").slice(1).map(decodeURIComponent);
    const cloudFunction = functions.find((known) => known.env === env && known.functionName === name);
    if (app !== APP || !cloudFunction) return xml(404, "NoSuchKey", "The specified key does not exist.");
    const { bytes } = await this.#shelf.of(cloudFunction);
    const fault = FAULTS[cloudFunction.download];
    return fault ? fault(bytes) : packageResponse(bytes);
  }

  async #signature(path, time) {
    const text = new TextEncoder().encode(`${this.#secret}\n${path}\n${time}`);
    return hexadecimal(await crypto.subtle.digest("SHA-256", text));
  }
}

function packageResponse(bytes) {
  return new Response(bytes, { headers: { "content-type": "application/zip", "content-length": String(bytes.length) } });
}

function flipped(bytes) {
  const copy = bytes.slice();
  copy[copy.length >> 1] ^= 1;
  return copy;
}

const denied = (message) => xml(403, "AccessDenied", message);

function xml(status, code, message) {
  const body = `<?xml version='1.0' encoding='utf-8' ?>\n<Error>\n\t<Code>${code}</Code>\n\t<Message>${message}</Message>\n</Error>\n`;
  return new Response(body, { status, headers: { "content-type": "application/xml" } });
}
