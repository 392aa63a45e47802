// The module, inlined by the build: loading it needs no file system and no URL.
import { loader } from "./loader.js";
import base64 from "../wechat_function_link.wasm";

function decoded() {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

// `new WebAssembly.Module` compiles each function at its first call: 1 ms instead of 15 on a server. A page compiles on other threads,
// so that it does not stand still.
export const load = loader(async () => {
  const buffer = globalThis.Buffer?.from?.(base64, "base64");
  return buffer ? new WebAssembly.Module(buffer) : WebAssembly.compile(Uint8Array.fromBase64?.(base64) ?? decoded());
});
