// The module inlined by the build: no file system and no URL is needed to load it.
import { loader } from "./load.js";
import base64 from "./wechat_function_link.wasm";

export { FunctionLinkError } from "./error.js";

export const load = loader(async () => {
  const bytes = Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return WebAssembly.compile(bytes);
});
