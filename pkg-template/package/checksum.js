// The SHA-256 of a whole package: by the runtime's own hash where it has one and that pays, else by the module's.
import { HASH_SLICE_BYTES, nativeCrypto } from "../core.js";
import { WORTH_LOADING_BYTES } from "./constants.js";

/** @import { Sha256 } from "../package-bindings.js" */
/** @import { Driving } from "./types.d.ts" */
/** @import { ZipBytes } from "./zip-bytes.js" */

/** @param {Driving} call @param {ZipBytes} zip @returns {Promise<string>} */
export async function checksumOf({ module, work }, zip) {
  const native = zip.size >= WORTH_LOADING_BYTES ? nativeCrypto()?.createHash("sha256") : undefined;
  const own = native ? undefined : work.owns(module.sha256());
  const slice = new Uint8Array(Math.min(HASH_SLICE_BYTES, zip.size));
  for (let start = 0; start < zip.size; start += slice.length) {
    const part = slice.subarray(0, Math.min(slice.length, zip.size - start));
    zip.readAt(start, part);
    zip.check();
    if (native) native.update(part);
    else if (own) module.update(own, part);
    await work.took(part.length);
  }
  return native ? native.digest("hex") : module.digits(/** @type {Sha256} */ (own));
}
