// workerd compiles no bytes at run time: an import of the file gives the compiled module.
import { begin } from "./begin.js";
import { loader } from "./loader.js";
import module from "../wechat_function_link.wasm";

export const load = loader(async () => module, begin);
