// The platform's interfaces: POST …?access_token=…. Any status is 200, the reply has an errcode.
import { downloadFunction } from "./download-function.js";
import { getEnvironments } from "./get-environments.js";
import { getQuota } from "./get-quota.js";
import { listFunctions } from "./list-functions.js";
import { pause } from "./pause.js";
import { Refused, refuse } from "./refusal.js";

/** @import { SandboxRequest } from "../sandbox.d.ts" */
/** @import { Counter } from "./counter.js" */
/** @import { Merchant, Merchants } from "./merchants.js" */
/** @import { PackageShelf } from "./packages.js" */
/** @import { Quotas } from "./quotas.js" */
/** @import { Storage } from "./storage.js" */

/**
 * @typedef {{
 *   merchants: Merchants,
 *   quotas: Quotas,
 *   shelf: PackageShelf,
 *   storage: Storage,
 *   calls: Counter,
 *   latencyMs: number,
 * }} Desk
 */
/** @typedef {{ desk: Desk, merchant: Merchant, url: URL, signal: AbortSignal, seen: SandboxRequest }} Call */
/** @typedef {{ readonly [name: string]: unknown }} Body */
/** @typedef {(body: Body, call: Call) => Response | Promise<Response>} Interface */

/** @type {Record<string, Interface>} By the paths of paths.js. */
const INTERFACES = {
  "/tcb/downloadfunction": downloadFunction,
  "/tcb/getenvinfo": getEnvironments,
  "/tcb/listfunctions": listFunctions,
  "/cgi-bin/openapi/quota/get": getQuota,
};

// `seen` gets what the call asks for and its errcode.
/** @param {Request} request @param {URL} url @param {Desk} desk @param {SandboxRequest} seen */
export async function answerCall(request, url, desk, seen) {
  if (desk.latencyMs > 0) await pause(desk.latencyMs, request.signal);
  // The platform sends 412 for a body without Content-Length.
  if (request.headers.get("transfer-encoding")?.includes("chunked")) return new Response(null, { status: 412 });
  try {
    if (request.method !== "POST") throw new Refused(43002);
    const merchant = desk.merchants.byToken(url.searchParams.get("access_token"));
    seen.authorizerAppid = merchant.authorizerAppid;
    const body = parse(await request.text());
    for (const [name, wire] of NAMES) if (wire in body) Object.assign(seen, { [name]: body[wire] });
    desk.quotas.count(seen.path, merchant);
    if (merchant.errcode) throw new Refused(merchant.errcode);
    seen.errcode = 0;
    return await INTERFACES[seen.path](body, { desk, merchant, url, signal: request.signal, seen });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    seen.errcode = error.errcode;
    return refuse(error.errcode);
  }
}

/** @type {[name: keyof SandboxRequest, wire: string][]} */
const NAMES = [
  ["env", "env"],
  ["functionName", "function_name"],
  ["limit", "limit"],
  ["offset", "offset"],
];

/** @param {string} text @returns {Body} */
function parse(text) {
  if (text === "") throw new Refused(44002);
  let body;
  try {
    body = JSON.parse(text);
  } catch {}
  if (typeof body !== "object" || body === null) throw new Refused(47001);
  return /** @type {Body} */ (body);
}
