// The next step of a caller's source, in the call's async context.
import { Stop } from "../core.js";

/** @import { Source } from "../host/source.js" */
/** @import { Work } from "./work.js" */

// `{ done, value }`. Throws the source's own reason, untouched, or a Stop where it is unusable.
/** @param {Source} source @param {Work} work */
export async function nextOf(source, work) {
  let step;
  try {
    step = await work.run(() => source.next());
  } catch (failed) {
    throw failed instanceof Stop ? failed : /** @type {{ reason: unknown }} */ (failed).reason;
  }
  work.check();
  return step;
}
