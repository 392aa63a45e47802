// For workerd, which compiles no bytes at run time: there an import of the file gives the compiled module.
import { loader } from "./load.js";
import module from "./wechat_function_link.wasm";

export { FunctionLinkError } from "./error.js";

export const load = loader(async () => module);
