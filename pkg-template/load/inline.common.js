// The module, as base64 in the script.
import { inlined } from "./base64.js";
import { begin } from "./begin.js";
import { loader } from "./loader.js";
import text from "../wechat_function_link.txt";

export const load = loader(inlined(text), begin);
