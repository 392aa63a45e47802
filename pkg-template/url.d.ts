/**
 * The main entry for browsers with the compiled module as a file beside the script instead of text inside it. The file is smaller,
 * and the browser compiles it while it arrives. Bundlers copy it by themselves. In other runtimes this is the main entry.
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
