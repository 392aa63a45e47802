// The module as a file of its own beside this one, for pages that want it apart: bundlers know this form and carry it along.
import { loader } from "./loader.js";

export const load = loader(async () => {
  const response = await fetch(new URL("./wechat_function_link.wasm", import.meta.url));
  if (!response.ok) throw new Error(`wechat_function_link.wasm was answered by HTTP status ${response.status}`);
  // Compiled while it arrives, where the server says what it is.
  if (response.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
});
