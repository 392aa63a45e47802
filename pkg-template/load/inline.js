// The module, as text in the script. In CommonJS the build takes `base64.js` instead of `printable.js`.
import { begin } from "./begin.js";
import { loader } from "./loader.js";
import { inlined } from "./printable.js";
import text from "../wechat_function_link.txt";

export { inlined };
export const load = loader(inlined(text), begin);
