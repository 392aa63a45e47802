// workerd compiles no bytes at run time: an import of the file gives the compiled module.
import { loader } from "../core.js";
import { begin } from "../package/module.js";
import module from "../wechat_function_package.wasm";

export const load = loader(async () => module, begin);
