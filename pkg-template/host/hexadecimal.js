/** @param {ArrayBuffer | ArrayLike<number>} buffer */
export function hexadecimal(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
