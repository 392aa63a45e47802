// The module, as printable text in the script.
import { begin } from "./begin.js";
import { loader } from "./loader.js";
import { inlined } from "./printable.js";
import text from "../wechat_function_link.txt";

export const load = loader(inlined(text), begin);
