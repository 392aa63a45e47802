// The documented endpoint: POST /tcb/downloadfunction?access_token=…
import { requireFunction, requireState } from "./known.js";
import { QUIRKS } from "./quirks.js";
import { json, refuse } from "./refusal.js";

export const CALL_PATH = "/tcb/downloadfunction";

export async function answerCall(request, url, { functions, accessTokens, shelf, storage, calls }) {
  // The platform answers 412 where a body comes without Content-Length.
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
  const { env, function_name: functionName } = body;
  if (!env || !functionName) return refuse(40101);
  if (!functions.some((known) => known.env === env)) return refuse(-501005);
  const cloudFunction = functions.find((known) => known.env === env && known.functionName === functionName);
  if (!cloudFunction) return refuse(-501009);
  requireFunction(cloudFunction); // it may have been put there, or changed, since
  if (cloudFunction.errcode) return refuse(cloudFunction.errcode);

  const { checksum } = await shelf.of(cloudFunction);
  const link = await storage.sign(cloudFunction, url);
  const reply = { errcode: 0, errmsg: "ok", url: link, checksum };
  const quirk = cloudFunction.reply && QUIRKS[cloudFunction.reply];
  return quirk ? quirk(reply, { earlier: calls.next(cloudFunction), signal: request.signal }) : json(reply);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
