// The order of a snapshot's rows: authorizerAppid, env, functionName, each by its UTF-8 bytes, absent first.
/** @import { SnapshotRow } from "../fleet.d.ts" */

const NAMES = /** @type {const} */ (["authorizerAppid", "env", "functionName"]);

/** @param {SnapshotRow} a @param {SnapshotRow} b */
export function compareRows(a, b) {
  for (const name of NAMES) {
    const order = compareTexts(a[name], b[name]);
    if (order !== 0) return order;
  }
  return 0;
}

/** @param {string | undefined} a @param {string | undefined} b */
function compareTexts(a, b) {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

// UTF-16 orders surrogates before U+E000 to U+FFFF, UTF-8 behind them.
/** @param {number} unit */
const rank = (unit) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
