// The package entry's module as a file of its own beside this one. Bundlers know this form of URL and copy the file.
// @ts-expect-error TS2305: core.url.js has it, which the build puts in core.js's place
import { fetched, loader } from "../core.js";
import { begin } from "../package/module.js";

const address = () => new URL("./wechat_function_package.wasm", import.meta.url);

export const load = loader(fetched("wechat_function_package.wasm", address), begin);
