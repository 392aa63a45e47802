// The tag tells a buffer of another realm, too.
const tagOf = Object.prototype.toString;

export function isBuffer(value) {
  if (typeof value !== "object") return false;
  try {
    return /^\[object (Shared)?ArrayBuffer\]$/.test(tagOf.call(value));
  } catch {
    return false;
  }
}
