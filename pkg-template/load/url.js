// Loads the module from a file beside this one. Bundlers know this form of URL and copy the file.
import { begin } from "./begin.js";
import { fetched } from "./compile.js";
import { loader } from "./loader.js";

const address = () => new URL("./wechat_function_link.wasm", import.meta.url);

export const load = loader(fetched("wechat_function_link.wasm", address), begin);
