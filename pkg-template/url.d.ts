/**
 * The same as the main entry, for browsers: the compiled module is a file of its own beside the script, not text inside it.
 * That is smaller and is compiled while it arrives; bundlers copy the file by themselves. Everywhere else this is the main entry.
 *
 * A page without a bundler serves `url.js`, `core.url.js` and `wechat_function_link.wasm` from one folder.
 *
 * @example
 * import { verifyChecksum } from "wechat-function-link/url";
 *
 * const abc = new TextEncoder().encode("abc");
 * await verifyChecksum(abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // true
 */
export * from "./index.js";
