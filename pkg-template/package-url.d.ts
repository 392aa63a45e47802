/**
 * The same as `wechat-function-link/package`, for browsers: both compiled modules are files of their own beside the script. Everywhere else
 * this is that entry.
 *
 * A page without a bundler serves `package-url.js`, `package-core.url.js`, `core.url.js` and `wechat_function_package.wasm` from one folder.
 *
 * @example
 * import { inspectPackage } from "wechat-function-link/package-url";
 *
 * const { findings } = await inspectPackage(file);
 */
export * from "./package.js";
