// The documented endpoint: POST /tcb/downloadfunction?access_token=…
import { explainErrcode } from "../index.js";

import { QUIRKS } from "./quirks.js";

export const CALL_PATH = "/tcb/downloadfunction";

export async function answerCall(request, url, { functions, accessTokens, shelf, storage }) {
  // The platform answers 412 where a body comes without Content-Length.
  if (request.headers.get("transfer-encoding")?.includes("chunked")) return new Response(null, { status: 412 });
  if (request.method !== "POST") return refuse(43002);
  const token = url.searchParams.get("access_token");
  if (!token) return refuse(41001);
  const state = Object.hasOwn(accessTokens, token) ? accessTokens[token] : "unknown";
  if (state !== "valid") return refuse(state === "expired" ? 42001 : 40014);

  const text = await request.text();
  if (text === "") return refuse(44002);
  const body = parse(text);
  if (typeof body !== "object" || body === null) return refuse(47001);
  const { env, function_name: functionName } = body;
  if (!env || !functionName) return refuse(40101);
  if (!functions.some((known) => known.env === env)) return refuse(-501005);
  const cloudFunction = functions.find((known) => known.env === env && known.functionName === functionName);
  if (!cloudFunction) return refuse(-501009);
  if (cloudFunction.errcode) return refuse(cloudFunction.errcode);

  const { checksum } = await shelf.of(cloudFunction);
  const link = await storage.sign(cloudFunction, url);
  const reply = { errcode: 0, errmsg: "ok", url: link, checksum };
  const quirk = QUIRKS[cloudFunction.reply];
  return quirk ? quirk(reply) : json(reply);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function json(reply, contentType = "application/json; encoding=utf-8") {
  return new Response(JSON.stringify(reply), { headers: { "content-type": contentType } });
}

// One catalogue: the words are the core's.
async function refuse(errcode) {
  const { name } = await explainErrcode(errcode);
  const requestIp = errcode === 61004 ? " requestIP: 203.0.113.7" : "";
  return json({ errcode, errmsg: `${name}${requestIp} rid: ${rid()}` });
}

function rid() {
  const group = () => crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0");
  return `${group()}-${group()}-${group()}`;
}
