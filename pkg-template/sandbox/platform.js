// The documented endpoint: POST /tcb/downloadfunction?access_token=…
import { requireFunction, requireState } from "./known.js";
import { QUIRKS } from "./quirks.js";
import { json, refuse } from "./refusal.js";

/** @import { Sandbox, SandboxFunction } from "../sandbox.d.ts" */
/** @import { Counter } from "./counter.js" */
/** @import { PackageShelf } from "./packages.js" */
/** @import { Reply } from "./quirks.js" */
/** @import { Storage } from "./storage.js" */

/**
 * @typedef {{
 *   functions: SandboxFunction[],
 *   accessTokens: Sandbox["accessTokens"],
 *   shelf: PackageShelf,
 *   storage: Storage,
 *   calls: Counter,
 * }} Desk
 */

export const CALL_PATH = "/tcb/downloadfunction";

/** @param {Request} request @param {URL} url @param {Desk} desk */
export async function answerCall(request, url, { functions, accessTokens, shelf, storage, calls }) {
  // The platform sends 412 for a body without Content-Length.
  if (request.headers.get("transfer-encoding")?.includes("chunked")) return new Response(null, { status: 412 });
  if (request.method !== "POST") return refuse(43002);
  const token = url.searchParams.get("access_token");
  if (!token) return refuse(41001);
  if (!Object.hasOwn(accessTokens, token)) return refuse(40014);
  requireState(accessTokens[token]);
  if (accessTokens[token] === "expired") return refuse(42001);

  const text = await request.text();
  if (text === "") return refuse(44002);
  const body = parse(text);
  if (typeof body !== "object" || body === null) return refuse(47001);
  const { env, function_name: functionName } = /** @type {{ env?: unknown, function_name?: unknown }} */ (body);
  if (!env || !functionName) return refuse(40101);
  if (!functions.some((known) => known.env === env)) return refuse(-501005);
  const cloudFunction = functions.find((known) => known.env === env && known.functionName === functionName);
  if (!cloudFunction) return refuse(-501009);
  requireFunction(cloudFunction); // it may be new or changed
  if (cloudFunction.errcode) return refuse(cloudFunction.errcode);

  const { checksum } = await shelf.of(cloudFunction);
  const link = await storage.sign(cloudFunction, url);
  /** @type {Reply} */
  const reply = { errcode: 0, errmsg: "ok", url: link, checksum };
  const quirk = cloudFunction.reply && QUIRKS[cloudFunction.reply];
  return quirk ? quirk(reply, { earlier: calls.next(cloudFunction), signal: request.signal }) : json(reply);
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
