// The package entry's module, inlined by the build.
import { inlined, loader } from "../core.js";
import { begin } from "../package/module.js";
import base64 from "../wechat_function_package.wasm";

export const load = loader(inlined(base64), begin);
