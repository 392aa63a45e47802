// The module, inlined by the build.
import { begin } from "./begin.js";
import { inlined } from "./compile.js";
import { loader } from "./loader.js";
import base64 from "../wechat_function_link.wasm";

export const load = loader(inlined(base64), begin);
