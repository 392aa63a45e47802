// The fleet entry's module, inlined by the build. It runs on servers alone, so that there is no other form of it.
import { inlined, loader } from "../core.js";
import { begin } from "../fleet/module.js";
import text from "../wechat_function_fleet.txt";

export const load = loader(inlined(text), begin);
