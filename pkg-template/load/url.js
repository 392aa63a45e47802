// The module as a file of its own beside this one. Bundlers know this form of URL and copy the file.
import { loader } from "./loader.js";

export const load = loader(async () => {
  const response = await fetch(new URL("./wechat_function_link.wasm", import.meta.url));
  if (!response.ok) throw new Error(`wechat_function_link.wasm was answered by HTTP status ${response.status}`);
  // Compiled while it arrives, where the server gives its media type.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
});
