// The package entry's module, inlined by the build.
import { inlined, loader } from "../core.js";
import { begin } from "../package/module.js";
import text from "../wechat_function_package.txt";

export const load = loader(inlined(text), begin);
