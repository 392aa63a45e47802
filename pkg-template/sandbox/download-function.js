// /tcb/downloadfunction: a function's link and checksum.
import { requireFunction } from "./known.js";
import { QUIRKS } from "./quirks.js";
import { json, Refused } from "./refusal.js";

/** @import { Interface } from "./platform.js" */
/** @import { Reply } from "./quirks.js" */

/** @type {Interface} */
export async function downloadFunction({ env, function_name: functionName }, { desk, merchant, url, signal }) {
  if (!env || !functionName) throw new Refused(40101);
  if (!merchant.environment(env)) throw new Refused(-501005);
  const cloudFunction = merchant.function(env, functionName);
  if (!cloudFunction) throw new Refused(-501009);
  requireFunction(cloudFunction); // it may be new or changed
  if (cloudFunction.errcode) throw new Refused(cloudFunction.errcode);

  const { checksum } = await desk.shelf.of(cloudFunction);
  const link = await desk.storage.sign(merchant, cloudFunction, url);
  /** @type {Reply} */
  const reply = { errcode: 0, errmsg: "ok", url: link, checksum };
  const quirk = cloudFunction.reply && QUIRKS[cloudFunction.reply];
  if (!quirk) return json(reply);
  return quirk(reply, {
    earlier: desk.calls.next(merchant.place(cloudFunction.env, cloudFunction.functionName)),
    signal,
  });
}
