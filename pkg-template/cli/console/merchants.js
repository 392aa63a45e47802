// The merchants that the console offers: a file of one JSON object per line, or of one appid per line with a name behind it.
import { Misuse } from "../errors.js";
import { text } from "../language.js";
import { readText } from "../text-file.js";

/** @import { Merchant } from "./server.js" */

const KEYS = ["authorizerAppid", "name"];
const MOST_BYTES = 64; // of an appid, as the package takes it

/** @param {string} path @returns {Promise<Merchant[]>} */
export async function readMerchants(path) {
  /** @type {Map<string, Merchant>} */
  const merchants = new Map();
  for (const [index, line] of (await readText(path)).split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const merchant = parse(line.trim());
    if (merchant === undefined) {
      throw new Misuse(text("console.badMerchant", { path, number: index + 1 }), text("console.badMerchantAdvice"));
    }
    if (!merchants.has(merchant.authorizerAppid)) merchants.set(merchant.authorizerAppid, merchant);
  }
  if (merchants.size === 0) throw new Misuse(text("console.noMerchant", { path }), text("console.badMerchantAdvice"));
  return [...merchants.values()];
}

/** @param {string} line @returns {Merchant | undefined} */
function parse(line) {
  if (!line.startsWith("{")) {
    const [, authorizerAppid, name] = /^(\S+)(?:\s+(.*))?$/.exec(line) ?? [];
    return checked({ authorizerAppid, ...(name ? { name } : {}) });
  }
  try {
    return checked(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** @param {unknown} given */
function checked(given) {
  const merchant = /** @type {Merchant} */ (given);
  const { authorizerAppid: appid, name } = merchant;
  const sound =
    typeof appid === "string" &&
    appid !== "" &&
    Buffer.byteLength(appid) <= MOST_BYTES &&
    !/[\u0000-\u001f\u007f]/.test(appid) &&
    (name === undefined || typeof name === "string") &&
    Object.keys(merchant).every((key) => KEYS.includes(key));
  return sound ? merchant : undefined;
}
